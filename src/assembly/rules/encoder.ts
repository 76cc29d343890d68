// Encoding of one instruction with fixed operand forms, prepared so that a line costs a few additions.

import {
  type BitSlice,
  byteOf,
  encode,
  type FormEncoding,
  type Instruction,
  widthOf,
} from '../../core/index.js'
import { integerFromBytes } from '../values/bytes.js'

/** Gives the instruction's bytes in memory order as one integer, first byte most significant. */
export type Encoder = (numbers: readonly bigint[]) => bigint

/** Adjacent bits of an operand's number that are adjacent in the instruction, too. */
interface Chunk {
  /** Lowest bit in the number. */
  readonly from: number
  /** Mask of the chunk's width. */
  readonly mask: number
  /** Weight of its lowest bit in the instruction. */
  readonly weight: number
}

interface OperandPlan {
  readonly bias: number
  readonly divisor: number
  readonly chunks: readonly Chunk[]
}

/** Instructions up to this many bytes are exact in JavaScript numbers. */
const EXACT_BYTES = 6

/** Prepares the encoder of an instruction whose operands have these forms. */
export function encoderOf(instruction: Instruction, forms: readonly number[]): Encoder {
  const { length, operands } = instruction.encoding
  const places = operands.map((operand, index) => operand[forms[index]])
  const isExact = length <= EXACT_BYTES && places.every(isNarrow)
  if (!isExact) return (numbers) => integerFromBytes(encode(instruction, forms, numbers))
  const empty = places.map(({ bias = 0n }) => bias)
  const template = Number(integerFromBytes(encode(instruction, forms, empty)))
  const plans = places.map((place) => planOf(place, length))
  return (numbers) => {
    let word = template
    for (let index = 0; index < plans.length; index++) word += placed(plans[index], numbers[index])
    return BigInt(word)
  }
}

function isNarrow({ slices, bias = 0n, shift = 0 }: FormEncoding): boolean {
  const width = slices.reduce((sum, slice) => sum + widthOf(slice), 0)
  return width + shift <= 32 && bias > -(2n ** 32n) && bias < 2n ** 32n
}

function placed({ bias, divisor, chunks }: OperandPlan, number: bigint): number {
  const stored = Math.floor((Number(number) - bias) / divisor)
  let sum = 0
  for (const { from, mask, weight } of chunks) sum += ((stored >>> from) & mask) * weight
  return sum
}

function planOf({ slices, bias = 0n, shift = 0 }: FormEncoding, length: number): OperandPlan {
  const weights = [...slices].reverse().flatMap((slice) => weightsOf(slice, length))
  const chunks: Chunk[] = []
  let from = 0
  for (let bit = 1; bit <= weights.length; bit++) {
    const continues = bit < weights.length && weights[bit] === weights[bit - 1] * 2 && bit - from < 31
    if (continues) continue
    chunks.push({ from, mask: 2 ** (bit - from) - 1, weight: weights[from] })
    from = bit
  }
  return { bias: Number(bias), divisor: 2 ** shift, chunks }
}

/** The weight of each bit of a slice in the instruction, lowest bit first. */
function weightsOf(slice: BitSlice, length: number): number[] {
  return Array.from({ length: widthOf(slice) }, (_, index) => {
    const bit = slice.low + index
    return 2 ** ((length - 1 - byteOf(slice, bit)) * 8 + (bit & 7))
  })
}
