// Encoding and decoding of instructions, compiled from their encodings.

import type { Constant } from '../ir/operators.js'
import { matchBytes, patternsOf, readForm, writeForm, writeSlice } from './encoding.js'
import type { Instruction } from './instruction.js'
import { OperandReader } from './operand-reader.js'

/** A decoded instruction. */
export interface Decoded {
  readonly instruction: Instruction
  /** Per operand: which of its forms is present. */
  readonly forms: readonly number[]
  /** Per operand: register code or literal. */
  readonly numbers: readonly bigint[]
}

/** One pattern that means an instruction. */
class Candidate {
  #reader: OperandReader | undefined

  constructor(
    readonly instruction: Instruction,
    readonly mask: Uint8Array,
    readonly value: Uint8Array,
  ) {}

  /** Made when the first such instruction is decoded. */
  get reader(): OperandReader {
    this.#reader ??= new OperandReader(this.instruction)
    return this.#reader
  }
}

/** An instruction once for each pattern that means it. */
function candidatesOf(instruction: Instruction): readonly Candidate[] {
  const { encoding } = instruction
  return patternsOf(encoding).map((pattern) => {
    const { mask, value } = matchBytes(encoding.length, pattern)
    return new Candidate(instruction, mask, value)
  })
}

/** The same with numbers as engines want them. */
export interface Operands {
  readonly instruction: Instruction
  /** Per operand: which of its forms is present. */
  readonly forms: readonly number[]
  /** Per operand: register code or literal, in the normal form of its type. */
  readonly numbers: readonly Constant[]
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
    const found = this.#find(bytes, at, end)
    if (typeof found === 'string') return found
    const { instruction, reader } = found
    const forms = reader.forms(bytes, at)
    return forms === undefined
      ? 'illegal'
      : { instruction, forms, numbers: numbersOf(instruction, bytes, at, forms) }
  }

  /** The same, faster. */
  read(bytes: Uint8Array, at: number, end: number): Operands | Undecoded {
    const found = this.#find(bytes, at, end)
    if (typeof found === 'string') return found
    const { instruction, reader } = found
    const forms = reader.forms(bytes, at)
    return forms === undefined ? 'illegal' : { instruction, forms, numbers: reader.numbers(bytes, at, forms) }
  }

  #find(bytes: Uint8Array, at: number, end: number): Candidate | Undecoded {
    if (at >= end) return 'truncated'
    let failure: Undecoded = 'illegal'
    const candidates = this.#beginningWith(bytes[at])
    for (let index = 0; index < candidates.length; index++) {
      const candidate = candidates[index]
      const fit = fits(candidate, bytes, at, end)
      if (fit === 'yes') return candidate
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

function numbersOf(
  { encoding, operands }: Instruction,
  bytes: Uint8Array,
  at: number,
  forms: readonly number[],
): readonly bigint[] {
  return forms.map((form, operand) => {
    const kind = operands[operand].kind.forms[form]
    return readForm(bytes, at, encoding.operands[operand][form], kind.kind === 'number' && kind.signed)
  })
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
