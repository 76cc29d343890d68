// Constant folding and algebraic simplification, applied whenever an operation is built.
//
// The rules of an operator are found by its name in a table. This is the hottest code behind every engine's start: it
// compares constants without converting them and allocates nothing before a rule has matched.

import {
  type Constant,
  normalise,
  OPERATORS,
  type Operator,
  type OperatorName,
  type ValueType,
} from './operators.js'
import { coversRange, lowZeros, type Range, rangeOf } from './range.js'
import { ConstantValue, OperationValue, SelectValue, type Value } from './value.js'

/** Gives the simpler value that an operation equals for every input, or undefined. */
type UnaryRule = (a: Value) => Value | undefined
type BinaryRule = (a: Value, b: Value) => Value | undefined

/** An operator applied to a value of its argument type, simplified. */
export function applyUnary(operator: OperatorName, a: Value): Value {
  return foldUnary(operator, a) ?? new OperationValue(OPERATORS[operator].result, operator, [a])
}

/** An operator applied to two values of its argument types, simplified. */
export function applyBinary(operator: OperatorName, a: Value, b: Value): Value {
  return foldBinary(operator, a, b) ?? new OperationValue(OPERATORS[operator].result, operator, [a, b])
}

function foldUnary(operator: OperatorName, a: Value): Value | undefined {
  return a.exact === undefined ? UNARY[operator]?.(a) : evaluate(operator, a.exact)
}

function foldBinary(operator: OperatorName, a: Value, b: Value): Value | undefined {
  if (a.exact !== undefined && b.exact !== undefined) return evaluate(operator, a.exact, b.exact)
  return BINARY[operator]?.(a, b) ?? foldIntoSelect(operator, a, b)
}

function evaluate(operator: OperatorName, a: Constant, b?: Constant): Value {
  const definition: Operator = OPERATORS[operator]
  return make(definition.result, definition.evaluate(a as never, b as never))
}

const make = (type: ValueType, constant: Constant): Value =>
  new ConstantValue(type, normalise(type, constant))

const TRUE = make('bool', 1)
const FALSE = make('bool', 0)

// Constants of i32, i64 and bool alike.
const isZero = ({ exact }: Value): boolean => exact === 0 || exact === 0n
const isOne = ({ exact }: Value): boolean => exact === 1 || exact === 1n
const isOnes = ({ exact }: Value): boolean => exact === -1 || exact === -1n

const isOperation = (value: Value, operator: OperatorName): value is OperationValue =>
  value instanceof OperationValue && value.operator === operator

/** An operation with a constant on alternatives, where it makes the first alternative simpler. */
function foldIntoSelect(operator: OperatorName, a: Value, b: Value): Value | undefined {
  if (b.exact === undefined || !(a instanceof SelectValue)) return undefined
  const whenTrue = foldBinary(operator, a.whenTrue, b)
  if (whenTrue === undefined) return undefined
  const whenFalse = applyBinary(operator, a.whenFalse, b)
  return applySelect(a.condition, whenTrue, whenFalse)
}

/** One of two values of the same type by a condition that is not known, simplified. */
export function applySelect(condition: Value<'bool'>, whenTrue: Value, whenFalse: Value): Value {
  if (whenTrue === whenFalse) return whenTrue
  const isBool = whenTrue.type === 'bool'
  if (whenTrue.exact !== undefined && Object.is(whenTrue.exact, whenFalse.exact)) return whenTrue
  if (isBool && whenTrue.exact !== undefined) {
    return isOne(whenTrue)
      ? applyBinary('bool.or', condition, whenFalse)
      : applyBinary('bool.and', applyUnary('bool.not', condition), whenFalse)
  }
  if (isBool && whenFalse.exact !== undefined) {
    return isOne(whenFalse)
      ? applyBinary('bool.or', applyUnary('bool.not', condition), whenTrue)
      : applyBinary('bool.and', condition, whenTrue)
  }
  return new SelectValue(whenTrue.type, condition, whenTrue, whenFalse)
}

function foldNot(a: Value): Value | undefined {
  if (!(a instanceof OperationValue)) return undefined
  if (a.operator === 'bool.not') return a.children[0]
  const inverse = INVERSE[a.operator]
  return inverse && new OperationValue('bool', inverse, a.children)
}

const INVERSE: Partial<Record<OperatorName, OperatorName>> = {
  'i32.eq': 'i32.ne',
  'i32.ne': 'i32.eq',
  'i64.eq': 'i64.ne',
  'i64.ne': 'i64.eq',
}

const foldWrap: UnaryRule = (a) =>
  isOperation(a, 'i64.extendS') || isOperation(a, 'i64.extendU') ? a.children[0] : undefined

const foldSum: BinaryRule = (a, b) => (isZero(b) ? a : isZero(a) ? b : undefined)

const foldDifference: BinaryRule = (a, b) => (isZero(b) ? a : a === b ? make(a.type, 0) : undefined)

const foldProduct: BinaryRule = (a, b) => {
  if (isZero(a) || isZero(b)) return make(a.type, 0)
  return isOne(b) ? a : isOne(a) ? b : undefined
}

const foldShift: BinaryRule = (a, b) => (isZero(b) ? a : undefined)

const foldOr: BinaryRule = (a, b) => {
  if (isZero(b) || a === b) return a
  if (isZero(a)) return b
  return a.type === 'bool' && (isOne(a) || isOne(b)) ? TRUE : undefined
}

const foldXor: BinaryRule = (a, b) => foldSum(a, b) ?? (a === b ? make(a.type, 0) : undefined)

const foldAnd: BinaryRule = (a, b) => {
  if (isZero(a) || isZero(b)) return make(a.type, 0)
  if (a === b || isOnes(b)) return a
  return isOnes(a) ? b : undefined
}

const foldBoolAnd: BinaryRule = (a, b) => foldAnd(a, b) ?? (isOne(a) ? b : isOne(b) ? a : undefined)

/** `(x + c1) + c2` is `x + (c1 + c2)`, which address arithmetic produces all the time. */
function foldChain(operator: OperatorName, a: Value, b: Value): Value | undefined {
  if (b.exact === undefined || !isOperation(a, operator) || a.label !== undefined) return undefined
  const inner = a.children[1].exact
  return inner === undefined
    ? undefined
    : applyBinary(operator, a.children[0], evaluate(operator, inner, b.exact))
}

const foldMask: BinaryRule = (a, b) => {
  if (b.exact === undefined) return undefined
  const mask = Number(b.exact)
  return coversRange(mask >>> 0, rangeOf(a).high) ? a : (foldLowMask(a, mask) ?? maskOfWord(a, mask))
}

/**
 * The low bits of a sum or difference whose one side has only zeros there, as in alignment tests of `base + 4 × index`:
 * they are the low bits of the other side.
 */
function foldLowMask(a: Value, mask: number): Value | undefined {
  if (mask < 1 || (mask & (mask + 1)) !== 0) return undefined
  const bits = 32 - Math.clz32(mask)
  if (lowZeros(a) >= bits) return make('i32', 0)
  if (!isOperation(a, 'i32.add') && !isOperation(a, 'i32.sub')) return undefined
  const [left, right] = a.children
  if (lowZeros(right) >= bits) return applyBinary('i32.and', left, make('i32', mask))
  return a.operator === 'i32.add' && lowZeros(left) >= bits
    ? applyBinary('i32.and', right, make('i32', mask))
    : undefined
}

/** A bit of a word made of single conditions, which is what flags registers are. */
interface Bit {
  readonly bit: number
  readonly condition: Value
}

/** `word & mask` keeps the conditions under the mask. */
function maskOfWord(word: Value, mask: number): Value | undefined {
  const bits = bitsOfWord(word)
  if (bits === undefined) return undefined
  const kept = bits.filter(({ bit }) => ((mask >>> bit) & 1) === 1)
  return kept.length === bits.length ? word : wordOf(kept)
}

/** `word >> n` moves the conditions, so that `(word >> n) & 1` becomes the condition itself. */
const shiftOfWord: BinaryRule = (word, by) => {
  if (by.exact === undefined) return undefined
  const count = Number(by.exact) & 31
  const kept = bitsOfWord(word)?.filter(({ bit }) => bit >= count)
  return kept && wordOf(kept.map(({ bit, condition }) => ({ bit: bit - count, condition })))
}

function wordOf(bits: readonly Bit[]): Value {
  return bits.reduce<Value>(
    (word, { bit, condition }) => {
      const term = applyBinary('i32.shl', applyUnary('i32.fromBool', condition), make('i32', bit))
      return applyBinary('i32.or', word, term)
    },
    make('i32', 0),
  )
}

/** The conditions a word consists of; undefined for other words. */
function bitsOfWord(word: Value): readonly Bit[] | undefined {
  const bits: Bit[] = []
  return collectBits(word, bits) ? bits : undefined
}

function collectBits(value: Value, into: Bit[]): boolean {
  if (value instanceof ConstantValue) return collectOnes(Number(value.exact), into)
  if (!(value instanceof OperationValue)) return false
  const [a, b] = value.children
  switch (value.operator) {
    case 'i32.or':
      return collectBits(a, into) && collectBits(b, into)
    case 'i32.fromBool':
      return addBit(0, a, into)
    case 'i32.shl':
      return b.exact !== undefined && isOperation(a, 'i32.fromBool')
        ? addBit(Number(b.exact) & 31, a.children[0], into)
        : false
    default:
      return false
  }
}

function collectOnes(word: number, into: Bit[]): boolean {
  for (let bit = 0; bit < 32; bit++) {
    if (((word >>> bit) & 1) === 1 && !addBit(bit, TRUE, into)) return false
  }
  return true
}

/** Adds a bit unless the word has it already. */
function addBit(bit: number, condition: Value, into: Bit[]): boolean {
  if (into.some((other) => other.bit === bit)) return false
  into.push({ bit, condition })
  return true
}

const sameIsTrue: BinaryRule = (a, b) => (a === b ? TRUE : undefined)
const sameIsFalse: BinaryRule = (a, b) => (a === b ? FALSE : undefined)

const disjoint = (a: Range, b: Range): boolean => a.high < b.low || b.high < a.low

const foldEqual: BinaryRule = (a, b) => {
  if (a === b) return TRUE
  return disjoint(rangeOf(a), rangeOf(b)) ? FALSE : foldBoolTest(a, b, true)
}

const foldUnequal: BinaryRule = (a, b) => {
  if (a === b) return FALSE
  return disjoint(rangeOf(a), rangeOf(b)) ? TRUE : foldBoolTest(a, b, false)
}

/** `bit(c) = 0`, `bit(c) ≠ 0` and the like are `c` or its negation. */
function foldBoolTest(a: Value, b: Value, equal: boolean): Value | undefined {
  if (!isOperation(a, 'i32.fromBool') || !(isOne(b) || isZero(b))) return undefined
  const [condition] = a.children
  return isOne(b) === equal ? condition : applyUnary('bool.not', condition)
}

const foldLess: BinaryRule = (a, b) => {
  if (a === b) return FALSE
  const left = rangeOf(a)
  const right = rangeOf(b)
  return left.high < right.low ? TRUE : left.low >= right.high ? FALSE : undefined
}

const foldLessOrEqual: BinaryRule = (a, b) => {
  if (a === b) return TRUE
  const left = rangeOf(a)
  const right = rangeOf(b)
  return left.high <= right.low ? TRUE : left.low > right.high ? FALSE : undefined
}

const UNARY: Partial<Record<OperatorName, UnaryRule>> = {
  'bool.not': foldNot,
  'i32.extend8': (a) => (rangeOf(a).high < 0x80 ? a : undefined),
  'i32.extend16': (a) => (rangeOf(a).high < 0x8000 ? a : undefined),
  'i32.wrap': foldWrap,
}

const BINARY: Partial<Record<OperatorName, BinaryRule>> = {
  'i32.add': (a, b) => foldSum(a, b) ?? foldChain('i32.add', a, b),
  'i32.sub': foldDifference,
  'i32.mul': foldProduct,
  'i32.and': (a, b) => foldAnd(a, b) ?? foldMask(a, b),
  'i32.or': foldOr,
  'i32.xor': foldXor,
  'i32.shl': foldShift,
  'i32.shrU': (a, b) => foldShift(a, b) ?? shiftOfWord(a, b),
  'i32.shrS': foldShift,
  'i32.rotl': foldShift,
  'i32.rotr': foldShift,
  'i32.eq': foldEqual,
  'i32.ne': foldUnequal,
  'i32.ltS': sameIsFalse,
  'i32.ltU': foldLess,
  'i32.leS': sameIsTrue,
  'i32.leU': foldLessOrEqual,

  'i64.add': (a, b) => foldSum(a, b) ?? foldChain('i64.add', a, b),
  'i64.sub': foldDifference,
  'i64.mul': foldProduct,
  'i64.and': foldAnd,
  'i64.or': foldOr,
  'i64.xor': foldXor,
  'i64.shl': foldShift,
  'i64.shrU': foldShift,
  'i64.shrS': foldShift,
  'i64.rotl': foldShift,
  'i64.rotr': foldShift,
  'i64.eq': sameIsTrue,
  'i64.ne': sameIsFalse,
  'i64.ltS': sameIsFalse,
  'i64.ltU': sameIsFalse,
  'i64.leS': sameIsTrue,
  'i64.leU': sameIsTrue,

  'bool.and': foldBoolAnd,
  'bool.or': foldOr,
  'bool.xor': foldXor,
}
