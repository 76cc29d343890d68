// Encoding and decoding of instructions, compiled from their encodings.

import { matchBytes, patternsOf, readForm, readSlice, writeForm, writeSlice } from './encoding.js'
import type { Instruction } from './instruction.js'

/** A decoded instruction. */
export interface Decoded {
  readonly instruction: Instruction
  /** Per operand: which of its forms is present. */
  readonly forms: readonly number[]
  /** Per operand: register code or literal. */
  readonly numbers: readonly bigint[]
}

interface Candidate {
  readonly instruction: Instruction
  readonly mask: Uint8Array
  readonly value: Uint8Array
}

/** An instruction once for each pattern that means it. */
function candidatesOf(instruction: Instruction): readonly Candidate[] {
  const { encoding } = instruction
  return patternsOf(encoding).map((pattern) => ({ instruction, ...matchBytes(encoding.length, pattern) }))
}

/** Why bytes could not be decoded. */
export type Undecoded = 'illegal' | 'truncated'

/** Decodes the instructions of one machine. */
export class Decoder {
  readonly #candidates: readonly Candidate[]
  /** Those that a first byte leaves, found when it first comes. */
  readonly #byFirstByte: (readonly Candidate[] | undefined)[] = new Array(256)
  /** Length of the longest instruction in bytes. */
  readonly longest: number

  constructor(instructions: readonly Instruction[]) {
    this.#candidates = instructions.flatMap(candidatesOf)
    this.longest = Math.max(1, ...this.#candidates.map(({ mask }) => mask.length))
  }

  /** Decodes the instruction at `at`; bytes from `end` on do not exist. */
  decode(bytes: Uint8Array, at = 0, end = bytes.length): Decoded | Undecoded {
    if (at >= end) return 'truncated'
    let failure: Undecoded = 'illegal'
    for (const candidate of this.#beginningWith(bytes[at])) {
      const fit = fits(candidate, bytes, at, end)
      if (fit === 'yes') return decodeOperands(candidate.instruction, bytes, at)
      if (fit === 'truncated') failure = 'truncated'
    }
    return failure
  }

  #beginningWith(byte: number): readonly Candidate[] {
    this.#byFirstByte[byte] ??= this.#candidates.filter(({ mask, value }) => (byte & mask[0]) === value[0])
    return this.#byFirstByte[byte]
  }
}

function fits(candidate: Candidate, bytes: Uint8Array, at: number, end: number): 'yes' | 'no' | 'truncated' {
  const { mask, value } = candidate
  const available = Math.min(mask.length, end - at)
  for (let index = 0; index < available; index++) {
    if ((bytes[at + index] & mask[index]) !== value[index]) return 'no'
  }
  return available < mask.length ? 'truncated' : 'yes'
}

function decodeOperands(instruction: Instruction, bytes: Uint8Array, at: number): Decoded | Undecoded {
  const { operands, encoding } = instruction
  const forms: number[] = []
  const numbers: bigint[] = []
  for (let index = 0; index < operands.length; index++) {
    const places = encoding.operands[index]
    const form = places.length === 1 ? 0 : formPresent(instruction, index, bytes, at)
    if (form < 0) return 'illegal'
    const kind = operands[index].kind.forms[form]
    forms.push(form)
    numbers.push(readForm(bytes, at, places[form], kind.kind === 'number' && kind.signed))
  }
  return { instruction, forms, numbers }
}

function formPresent(instruction: Instruction, operand: number, bytes: Uint8Array, at: number): number {
  const places = instruction.encoding.operands[operand]
  return places.findIndex(
    ({ select }) => select !== undefined && readSlice(bytes, at, select.slice) === BigInt(select.value),
  )
}

/**
 * Encodes an instruction. Numbers are taken modulo the width of their place; the assembler checks ranges before.
 * The result is `instruction.encoding.length` bytes in the order in which they lie in memory.
 */
export function encode(
  instruction: Instruction,
  forms: readonly number[],
  numbers: readonly bigint[],
): Uint8Array {
  const { encoding } = instruction
  const bytes = new Uint8Array(encoding.length)
  for (const fixed of [...encoding.match, ...(encoding.emit ?? [])]) {
    writeSlice(bytes, fixed.slice, BigInt(fixed.value))
  }
  encoding.operands.forEach((places, index) => {
    writeForm(bytes, places[forms[index]], numbers[index])
  })
  return bytes
}

/** Two instructions that some bytes could both mean, or undefined. Instructions of different length may overlap too. */
export function findOverlap(
  instructions: readonly Instruction[],
): { readonly first: Instruction; readonly second: Instruction } | undefined {
  const candidates = instructions.map(candidatesOf)
  for (let i = 0; i < candidates.length; i++) {
    for (let j = i + 1; j < candidates.length; j++) {
      const isShared = candidates[i].some((one) => candidates[j].some((other) => overlap(one, other)))
      if (isShared) return { first: instructions[i], second: instructions[j] }
    }
  }
  return undefined
}

/** Whether no bit tells two patterns apart. */
function overlap(one: Candidate, other: Candidate): boolean {
  const length = Math.min(one.mask.length, other.mask.length)
  for (let byte = 0; byte < length; byte++) {
    const common = one.mask[byte] & other.mask[byte]
    if (((one.value[byte] ^ other.value[byte]) & common) !== 0) return false
  }
  return true
}
