// Words of Stack-VM: two bits say what a word is, the others which number or operation (spec/stackvm.md 1.1 and 1.2).

import {
  type Define,
  either,
  type FixedBits,
  type Format,
  instructionsIn,
  numberOperand,
  slice,
  space,
} from '../../core/index.js'
import type { StackVmOptions } from './options.js'

/** Program memory: the magic word, then the program. */
export const program = space('program', 'i32', {
  order: 'little',
  wordBytes: 4,
  summary: 'Program memory: the magic word, then the program',
})

const bits = (high: number, low: number) => slice(4, 'little', high, low)
const TYPE = bits(31, 30)
/** Bits 20, 21 and 24 to 29 of an operation are ignored. */
const NUMBER = [bits(23, 22), bits(19, 0)] as const

const TYPES = { positive: 0, operation: 1, undefined: 2, negative: 3 } as const

const LEAST = -(2 ** 30)

/** A number that the word itself is. */
export const data = either(
  'data',
  numberOperand('positive', { bits: 30 }),
  numberOperand('negative', { bits: 30, low: LEAST, high: -1 }),
)

const DATA_PLACES = [
  { slices: [bits(29, 0)], select: { slice: TYPE, value: TYPES.positive } },
  { slices: [bits(29, 0)], select: { slice: TYPE, value: TYPES.negative }, bias: BigInt(LEAST) },
]

const operation = (type: number, number: number): readonly FixedBits[] => [
  { slice: TYPE, value: type },
  { slice: NUMBER[0], value: number >> 22 },
  { slice: NUMBER[1], value: number & 0xfffff },
]

/** The numbers of an operation: the executed one, and the one that the documentation gives. */
export type OperationNumbers = readonly [executed: number, documented: number]

/** Gives Stack-VM its `define`; data words have no number. */
export function wordsOf({ dialect, isStrict }: StackVmOptions): Define<OperationNumbers | undefined> {
  const types = isStrict ? [TYPES.operation] : [TYPES.operation, TYPES.undefined]
  const format: Format<OperationNumbers | undefined> = (numbers) => {
    if (numbers === undefined) return { length: 4, match: [], operands: [DATA_PLACES] }
    const accepted = new Set(dialect === 'extended' ? numbers : numbers.slice(0, 1))
    const [match, ...alternatives] = [...accepted].flatMap((number) =>
      types.map((type) => operation(type, number)),
    )
    return { length: 4, match, alternatives, operands: [] }
  }
  return instructionsIn(format)
}

/** The type of a word: its two most significant bits. */
export const typeOf = (word: number): number => word >>> TYPE.low
/** Whether a type means an operation. */
export const isOperation = (type: number): boolean => type === TYPES.operation || type === TYPES.undefined
/** The type that only the strict mode refuses. */
export const UNDEFINED = TYPES.undefined
