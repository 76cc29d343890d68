// What the operations of stack code compute, on words as JavaScript numbers: for folding constants and for oracles.

import type { ArithmeticOperator, Relation, WordType } from './program.js'

/** The one NaN that arithmetic produces. */
export const CANONICAL_NAN = 0x7fc00000

const SIGN = 0x80000000
const view = new DataView(new ArrayBuffer(4))

/** The number that the bit pattern of a binary32 stands for. */
export function floatOfWord(word: number): number {
  view.setInt32(0, word)
  return view.getFloat32(0)
}

/** The bit pattern of the nearest binary32; of any NaN the canonical one. */
export function wordOfFloat(value: number): number {
  if (Number.isNaN(value)) return CANONICAL_NAN
  view.setFloat32(0, value)
  return view.getInt32(0)
}

const INTEGER: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: Math.imul,
  // −2³¹ ÷ −1 wraps: |0 makes it −2³¹ again.
  div: (a, b) => Math.trunc(a / b) | 0,
  rem: (a, b) => (a % b) | 0,
}

/** One operation of binary64, rounded once more, is that of binary32. */
const FLOAT: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  rem: (a, b) => a % b,
}

/** `a∘b` on words; undefined where the program would fail: an integer divided by 0. */
export function arithmetic(
  operator: ArithmeticOperator,
  type: WordType,
  a: number,
  b: number,
): number | undefined {
  if (type === 'float') return wordOfFloat(FLOAT[operator](floatOfWord(a), floatOfWord(b)))
  if (b === 0 && (operator === 'div' || operator === 'rem')) return undefined
  return INTEGER[operator](a, b)
}

/** The negative of a word; of a float the other sign, also of NaN and 0. */
export const negated = (type: WordType, word: number): number =>
  type === 'float' ? word ^ SIGN : Math.imul(word, -1)

/** The square root of a float. */
export const squareRoot = (word: number): number => wordOfFloat(Math.sqrt(floatOfWord(word)))

/** An integer as the nearest float, or a float as an integer: truncated, saturated, NaN as 0. */
export function converted(to: WordType, word: number): number {
  if (to === 'float') return wordOfFloat(word)
  const value = Math.trunc(floatOfWord(word))
  return Number.isNaN(value) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value)) | 0
}

const HOLDS: Readonly<Record<Relation, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
}

/** Whether a relation holds between two words. */
export const holds = (relation: Relation, type: WordType, a: number, b: number): boolean =>
  type === 'float' ? HOLDS[relation](floatOfWord(a), floatOfWord(b)) : HOLDS[relation](a, b)
