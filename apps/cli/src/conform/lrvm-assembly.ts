// LRVM's assembler and disassembler vectors (the vectors' README, sections 3 and 4).

import { assemble, disassemble, filesOf, firstUndecodable, type UndecodableLine } from 'isaforge/assembly'
import { lrvm } from 'isaforge/machines/lrvm'
import { bytesOfHex, hexOfBytes } from './bytes.js'
import type { ConformanceCase } from './suite.js'

/** A source and its image, or that it must be refused. */
export interface LrvmAssemblerCase extends ConformanceCase {
  readonly lasm: string
  readonly words?: string
  readonly error?: boolean
}

/** An image and its text. */
export interface LrvmDisassemblerCase extends ConformanceCase {
  readonly words: string
  readonly text: string
  readonly annotated: string
  readonly strict_error: null | {
    readonly index: number
    readonly kind: string
    readonly opcode?: number
    readonly param?: number
    readonly code?: number
  }
}

/** What differs from the expectation; empty when the case passes. */
export function checkAssemblerCase(one: LrvmAssemblerCase): readonly string[] {
  const { image, diagnostics } = assemble({
    entry: 'case.lasm',
    files: filesOf({ 'case.lasm': one.lasm }),
    machine: lrvm,
  })
  if (one.error === true)
    return image === undefined ? [] : [`it assembles to ${hexOfBytes(image)}, expected an error`]
  if (image === undefined)
    return [`expected ${one.words}, but: ${diagnostics.map(({ message }) => message).join('; ')}`]
  const words = hexOfBytes(image).padEnd(Math.ceil(image.length / 4) * 8, '0')
  return compare('the image', words, one.words)
}

/** What differs from the expectation; empty when the case passes. */
export function checkDisassemblerCase(one: LrvmDisassemblerCase): readonly string[] {
  const image = bytesOfHex(one.words)
  return [
    ...compare('the text', disassemble(lrvm, image), one.text),
    ...compare('the annotated text', disassemble(lrvm, image, { annotated: true }), one.annotated),
    ...compare(
      'the strict error',
      strictError(image, firstUndecodable(lrvm, image)),
      strictText(one.strict_error),
    ),
  ]
}

const compare = (what: string, actual: string, wanted: string | undefined): readonly string[] =>
  actual === wanted ? [] : [`${what} is ${actual}, expected ${wanted}`]

function strictError(image: Uint8Array, line: UndecodableLine | undefined): string {
  if (line === undefined) return 'none'
  if (line.reason === 'register')
    return `word ${line.index}: parameter ${line.operand + 1}, register ${line.code}`
  return `word ${line.index}: opcode ${image[line.offset] >> 3}`
}

function strictText(wanted: LrvmDisassemblerCase['strict_error']): string {
  if (wanted === null) return 'none'
  const { index, kind, opcode, param, code } = wanted
  return kind === 'unknown_register'
    ? `word ${index}: parameter ${param}, register ${code}`
    : `word ${index}: opcode ${opcode}`
}
