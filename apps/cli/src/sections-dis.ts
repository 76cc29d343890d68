// What `isaforge dis` does for machines whose sources are in the section language.

import { disassembleSections } from 'isaforge/assembly/sections'
import type { MachineKit } from 'isaforge/core'
import { inputFailure } from './failure.js'

/** The source of a program file, with notes about what no source can say. */
export function sectionsText(kit: MachineKit, file: string, contents: Uint8Array): string {
  const image = kit.readProgram?.(contents).image ?? contents
  const disassembly = disassembleSections(kit.machine, image)
  if (disassembly === undefined) {
    const hint = 'isaforge run --trace shows what it does'
    throw inputFailure('not-writable', `no source assembles to '${file}'`, hint)
  }
  if (!disassembly.isStructured)
    console.error(`note: '${file}' has none of the assembler's layouts; it is shown as data`)
  if (!isSameFile(kit.writeProgram?.(image) ?? image, contents))
    console.error(`note: the assembler writes other sizes into its files than '${file}' has`)
  return disassembly.text
}

const isSameFile = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
