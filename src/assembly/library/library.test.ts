// The files of the library, held against encodings from the processors' manuals.
import { describe, expect, test } from 'vitest'
import { assemble } from '../assemble.js'

function encoded(source: string): string {
  const { image, diagnostics } = assemble({ entry: 'main.asm', files: { 'main.asm': source } })
  if (image === undefined) return diagnostics.map(({ message }) => message).join('\n')
  return Array.from(image, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

describe('the 6502', () => {
  test.each([
    ['lda #1', 'a901'],
    ['lda #-1', 'a9ff'],
    ['LDA 0x10', 'a510'],
    ['lda <0x10', 'a510'],
    ['lda 0x1234', 'ad3412'],
    ['lda 0x10, x', 'b510'],
    ['ldx 0x10,y', 'b610'],
    ['lda 0x1234, y', 'b93412'],
    ['lda (0x10, x)', 'a110'],
    ['lda (0x10), y', 'b110'],
    ['jmp (0x1234)', '6c3412'],
    ['asl a', '0a'],
    ['asl', '0a'],
    ['asl 5', '0605'],
    ['bne $ + 129', 'd07f'],
    ['bne $ - 126', 'd080'],
  ])('%s is %s', (line, expected) => {
    const found = encoded(`#include "<std>/cpu/6502.asm"\n#addr 0x200\n${line}`)
    expect(found.slice(0x400)).toBe(expected)
  })

  test('branches that are too far away are refused', () => {
    expect(encoded('#include "<std>/cpu/6502.asm"\nbeq 0x200')).toMatch('the target is too far away')
  })
})

describe('the SM83', () => {
  test.each([
    ['ld a, b', '78'],
    ['ld a, 5', '3e05'],
    ['ld hl, 0xc000', '2100c0'],
    ['ld a, (hl)', '7e'],
    ['ld [hl+], a', '22'],
    ['ld a, [0xc000]', 'fa00c0'],
    ['ld hl, sp + 5', 'f805'],
    ['ldh (0x40), a', 'e040'],
    ['ldh a, [0xff44]', 'f044'],
    ['push af', 'f5'],
    ['add a, b', '80'],
    ['sub 3', 'd603'],
    ['add hl, de', '19'],
    ['jr $', '18fe'],
    ['jr nz, $', '20fe'],
    ['jp c, 0x150', 'da5001'],
    ['ret z', 'c8'],
    ['rst 0x38', 'ff'],
    ['bit 7, (hl)', 'cb7e'],
    ['swap a', 'cb37'],
    ['ld (hl), (hl)', 'there is no load from memory to memory'],
  ])('%s is %s', (line, expected) => {
    expect(encoded(`#include "<std>/cpu/sm83.asm"\n${line}`)).toMatch(expected)
  })
})

test('a cartridge for the NES has its header, its program and its vectors', () => {
  const found = encoded(
    '#include "<std>/platform/nes/ines_nrom.asm"\nreset: sta PPUCTRL\nnmi: rti\nirq: rti\n',
  )
  expect(found.length / 2).toBe(16 + 0x8000)
  expect(found.slice(0, 32)).toBe('4e45531a020000000000000000000000')
  expect(found.slice(32, 42)).toBe('8d00204040')
  expect(found.slice(-12)).toBe('038000800480')
})

test('a program for the Game Boy fills its cartridge and reserves memory', () => {
  const files = ['cpu', 'constants', 'common_banks', 'cart_rom'].map(
    (name) => `#include "<std>/platform/gameboy/${name}.asm"\n`,
  )
  const found = encoded(
    `${files.join('')}#bank wram\ncounter: #res 1\n#bank rom\nld a, [counter]\nldh [LCDC], a\n`,
  )
  expect(found.length / 2).toBe(0x8000)
  expect(found.slice(0, 10)).toBe('fa00c0e040')
})
