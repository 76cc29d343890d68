// What `isaforge asm` does for machines whose sources are in the section language.

import type { MachineKit } from 'isaforge/core'
import type { AsmOptions } from './commands/asm.js'
import { usageFailure } from './failure.js'
import { readInput } from './input.js'
import { assembleSectionsSource } from './sections-program.js'

/** Options of the rule language that mean nothing here. */
function refuseOthers({ rules, define, also, format, listing, symbols }: AsmOptions, title: string): void {
  const given = [rules.length, define.length, also.length].some((count) => count > 0)
  const isBinary = format === undefined || format === 'binary'
  if (!given && isBinary && listing !== true && symbols !== true) return
  const hint = 'leave out --rules, --define, --format, --also, --listing and --symbols'
  throw usageFailure('option-of-rules', `sources for ${title} become program files and nothing else`, hint)
}

/** Assembles the one source to a program file; undefined when it has mistakes, which are printed. */
export function assembleProgramFile(
  kit: MachineKit,
  files: readonly string[],
  options: AsmOptions,
): Uint8Array | undefined {
  refuseOthers(options, kit.machine.title)
  const [file, ...others] = files
  if (others.length > 0)
    throw usageFailure('one-source', `a program for ${kit.machine.title} is one source`, 'name one file')
  const { release, safe } = options
  const choices = { isRelease: release === true, isSafe: safe === true }
  const assembly = assembleSectionsSource({ file, contents: readInput(file) }, kit, choices)
  return assembly && (kit.writeProgram?.(assembly.image) ?? assembly.image)
}
