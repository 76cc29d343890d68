// Images to text that assembles to the same bytes wherever an instruction has only one encoding.

import type { Instruction, Machine } from '../../core/index.js'
import { exactLines } from './exact.js'
import { instructionText } from './instruction-text.js'
import { type Undecodable, type Unit, unitsOf } from './units.js'

/** One line of a disassembly. */
export interface DisassembledLine {
  /** Byte offset in the image. */
  readonly offset: number
  readonly bytes: Uint8Array
  /** Without the comment that holds the warnings. */
  readonly text: string
  readonly warnings: readonly string[]
  /** Absent when the bytes are no instruction. */
  readonly instruction: Instruction | undefined
  /** Why they are none. */
  readonly undecodable: Undecodable | undefined
}

/** Bytes that are no instruction, and the number of their line from 0 on. */
export type UndecodableLine = Undecodable & { readonly index: number; readonly offset: number }

/** The lines of an image; all of its bytes are in one of them. */
export function disassembledLines(machine: Machine, image: Uint8Array): DisassembledLine[] {
  return Array.from(unitsOf(machine, image), (unit) => lineOf(machine, unit))
}

/** Disassembles an image: one line per instruction, without a line break at the end. */
export function disassemble(
  machine: Machine,
  image: Uint8Array,
  options: {
    /** Puts the byte offset before each line. */
    readonly annotated?: boolean
    /** Shows as data what would not assemble to the same bytes, because its text leaves something out. */
    readonly exact?: boolean
  } = {},
): string {
  const lines = disassembledLines(machine, image)
  return (options.exact === true ? exactLines(machine, image, lines) : lines)
    .map(
      (line) => (options.annotated === true ? `${offsetText(line.offset)}: ` : '') + textWithWarnings(line),
    )
    .join('\n')
}

/** The first bytes of an image that are no instruction, for those who accept no others. */
export function firstUndecodable(machine: Machine, image: Uint8Array): UndecodableLine | undefined {
  let index = 0
  for (const { content, offset } of unitsOf(machine, image)) {
    if ('reason' in content) return { ...content, index, offset }
    index++
  }
  return undefined
}

/** The text of a line with its warnings as a comment. */
export function textWithWarnings({ text, warnings }: DisassembledLine): string {
  return warnings.length === 0 ? text : `${text} ; ${warnings.join(', ')}`
}

function offsetText(offset: number): string {
  return `0x${offset.toString(16).toUpperCase().padStart(8, '0')}`
}

function lineOf(machine: Machine, { offset, bytes, content }: Unit): DisassembledLine {
  if ('reason' in content) {
    const text = rawText(machine.assembly.rawDirective, bytes)
    return { offset, bytes, text, warnings: [], instruction: undefined, undecodable: content }
  }
  const { text, warnings } = instructionText(machine, content)
  return { offset, bytes, text, warnings, instruction: content.instruction, undecodable: undefined }
}

/** Bytes as data. The directive's size becomes that of the bytes when it names one. */
export function rawText(directive: string, bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
  return `${directive.replace(/\d+$/, `${bytes.length * 8}`)} 0x${digits.join('_')}`
}
