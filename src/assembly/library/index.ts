// The files that programs can include as `<std>/…` (spec/asm-language.md section 14).

import { gameBoyBanks, gameBoyCartridge, gameBoyConstants } from './gameboy.js'
import { mos6502 } from './mos6502.js'
import { nesCartridge, nesConstants } from './nes.js'
import { sm83 } from './sm83.js'

const FILES: ReadonlyMap<string, string> = new Map([
  ['<std>/cpu/6502.asm', mos6502],
  ['<std>/cpu/sm83.asm', sm83],
  ['<std>/platform/nes/cpu.asm', '#include "<std>/cpu/6502.asm"\n'],
  ['<std>/platform/nes/constants.asm', nesConstants],
  ['<std>/platform/nes/ines_nrom.asm', nesCartridge],
  ['<std>/platform/gameboy/cpu.asm', '#include "<std>/cpu/sm83.asm"\n'],
  ['<std>/platform/gameboy/constants.asm', gameBoyConstants],
  ['<std>/platform/gameboy/common_banks.asm', gameBoyBanks],
  ['<std>/platform/gameboy/cart_rom.asm', gameBoyCartridge],
])

/** The text of a file of the library. */
export function libraryFile(path: string): string | undefined {
  return FILES.get(path)
}
