// Constant folding and algebraic simplification, applied whenever an operation is built.

import { type Constant, normalise, OPERATORS, type OperatorName, type ValueType } from './operators.js'
import { ConstantValue, HoleValue, OperationValue, SelectValue, type Value } from './value.js'

/** Unsigned bounds of an `i32` value as far as they are evident from its shape. */
export interface Range {
  readonly low: number
  readonly high: number
}

const FULL: Range = { low: 0, high: 0xffffffff }

/** The unsigned range of an `i32` value; cheap and conservative. */
export function rangeOf(value: Value): Range {
  if (value instanceof ConstantValue) {
    const exact = Number(value.constant) >>> 0
    return { low: exact, high: exact }
  }
  if (value instanceof HoleValue && value.type === 'i32') {
    const [low, high] = [Number(value.low), Number(value.high)]
    return low >= 0 ? { low, high } : FULL
  }
  if (value instanceof OperationValue) return rangeOfOperation(value)
  return FULL
}

function rangeOfOperation(value: OperationValue): Range {
  const [a, b] = value.values
  switch (value.operator) {
    case 'i32.fromBool':
      return { low: 0, high: 1 }
    case 'i32.and':
      return { low: 0, high: Math.min(rangeOf(a).high, rangeOf(b).high) }
    case 'i32.shrU': {
      const count = constantOf(b)
      return count === undefined ? FULL : { low: 0, high: rangeOf(a).high >>> (Number(count) & 31) }
    }
    default:
      return FULL
  }
}

/** The constant a value certainly is; a hole with a single possible number counts. */
function constantOf(value: Value): Constant | undefined {
  if (value instanceof ConstantValue) return value.constant
  if (value instanceof HoleValue && value.low === value.high) return normalise(value.type, value.low)
  return undefined
}

const make = (type: ValueType, constant: Constant | boolean): Value =>
  new ConstantValue(type, normalise(type, constant))

const is = (value: Value, wanted: number): boolean => {
  const constant = constantOf(value)
  return constant !== undefined && (value.type === 'i64' ? constant === BigInt(wanted) : constant === wanted)
}

/** The simpler value that `operator(values)` equals for every input, or undefined. */
export function fold(operator: OperatorName, values: readonly Value[]): Value | undefined {
  const definition = OPERATORS[operator]
  const constants = values.map(constantOf)
  if (constants.every((constant) => constant !== undefined)) {
    return make(definition.result, definition.evaluate(...(constants as never[])))
  }
  const [a, b] = values
  if (b === undefined) return foldUnary(operator, a)
  return (
    foldIdentity(operator, a, b) ??
    foldComparison(operator, a, b) ??
    foldChain(operator, a, b) ??
    foldBits(operator, a, b) ??
    foldIntoSelect(operator, a, b)
  )
}

/** Builds an operation whose arguments are already simple. */
const build = (operator: OperatorName, ...values: Value[]): Value =>
  fold(operator, values) ?? new OperationValue(OPERATORS[operator].result, operator, values)

/**
 * Selecting bits of a word made of single conditions, which is what flags registers are: `(word >> n) & 1` becomes the
 * condition itself.
 */
function foldBits(operator: OperatorName, a: Value, b: Value): Value | undefined {
  const number = constantOf(b)
  if (number === undefined || (operator !== 'i32.and' && operator !== 'i32.shrU')) return undefined
  const bits = bitsOfWord(a)
  if (bits === undefined) return undefined
  const kept: [number, Value][] =
    operator === 'i32.and'
      ? bits.filter(([bit]) => ((Number(number) >>> bit) & 1) === 1)
      : bits
          .map(([bit, condition]): [number, Value] => [bit - (Number(number) & 31), condition])
          .filter(([bit]) => bit >= 0)
  if (operator === 'i32.and' && kept.length === bits.length) return a
  return kept.reduce<Value>(
    (word, [bit, condition]) => {
      const term = build('i32.shl', build('i32.fromBool', condition), make('i32', bit))
      return build('i32.or', word, term)
    },
    make('i32', 0),
  )
}

/** The conditions a word consists of, by bit number; undefined for other words. */
function bitsOfWord(value: Value): readonly [number, Value][] | undefined {
  if (value instanceof ConstantValue && value.type === 'i32') {
    const word = Number(value.constant)
    return Array.from({ length: 32 }, (_, bit) => bit)
      .filter((bit) => ((word >>> bit) & 1) === 1)
      .map((bit) => [bit, make('bool', true)])
  }
  if (!(value instanceof OperationValue)) return undefined
  const [a, b] = value.values
  if (value.operator === 'i32.fromBool') return [[0, a]]
  if (value.operator === 'i32.shl') {
    const by = constantOf(b)
    return by !== undefined && a instanceof OperationValue && a.operator === 'i32.fromBool'
      ? [[Number(by) & 31, a.values[0]]]
      : undefined
  }
  if (value.operator !== 'i32.or') return undefined
  const [left, right] = [bitsOfWord(a), bitsOfWord(b)]
  if (left === undefined || right === undefined) return undefined
  return left.some(([bit]) => right.some(([other]) => bit === other)) ? undefined : [...left, ...right]
}

/** An operation with a constant on alternatives, where it makes the first alternative simpler. */
function foldIntoSelect(operator: OperatorName, a: Value, b: Value): Value | undefined {
  if (!(a instanceof SelectValue) || constantOf(b) === undefined) return undefined
  const whenTrue = fold(operator, [a.whenTrue, b])
  if (whenTrue === undefined) return undefined
  return new SelectValue(OPERATORS[operator].result, a.condition, whenTrue, build(operator, a.whenFalse, b))
}

function foldUnary(operator: OperatorName, a: Value): Value | undefined {
  if (operator === 'bool.not' && a instanceof OperationValue) return negate(a)
  if (operator === 'i32.extend8' && rangeOf(a).high < 0x80) return a
  if (operator === 'i32.extend16' && rangeOf(a).high < 0x8000) return a
  if (operator === 'i32.wrap' && a instanceof OperationValue && a.operator.startsWith('i64.extend')) {
    return a.values[0]
  }
  return undefined
}

const INVERSE: Partial<Record<OperatorName, OperatorName>> = {
  'i32.eq': 'i32.ne',
  'i32.ne': 'i32.eq',
  'i64.eq': 'i64.ne',
  'i64.ne': 'i64.eq',
}

function negate(a: OperationValue): Value | undefined {
  if (a.operator === 'bool.not') return a.values[0]
  const inverse = INVERSE[a.operator]
  return inverse === undefined ? undefined : new OperationValue('bool', inverse, a.values)
}

function foldIdentity(operator: OperatorName, a: Value, b: Value): Value | undefined {
  switch (operator.slice(operator.indexOf('.') + 1)) {
    case 'add':
      return a.type === 'f64' ? undefined : is(b, 0) ? a : is(a, 0) ? b : undefined
    case 'sub':
      return a.type === 'f64' ? undefined : is(b, 0) ? a : a === b ? make(a.type, 0) : undefined
    case 'mul':
      return a.type === 'f64' ? undefined : foldMultiply(a, b)
    case 'or':
      return is(b, 0)
        ? a
        : is(a, 0)
          ? b
          : a === b
            ? a
            : a.type === 'bool' && (is(a, 1) || is(b, 1))
              ? make('bool', 1)
              : undefined
    case 'xor':
      return is(b, 0) ? a : is(a, 0) ? b : a === b ? make(a.type, 0) : undefined
    case 'and':
      return foldAnd(a, b)
    case 'shl':
    case 'shrU':
    case 'shrS':
    case 'rotl':
    case 'rotr':
      return is(b, 0) ? a : undefined
    default:
      return undefined
  }
}

function foldMultiply(a: Value, b: Value): Value | undefined {
  if (is(a, 0) || is(b, 0)) return make(a.type, 0)
  return is(b, 1) ? a : is(a, 1) ? b : undefined
}

function foldAnd(a: Value, b: Value): Value | undefined {
  if (is(a, 0) || is(b, 0)) return make(a.type, 0)
  if (a === b) return a
  if (a.type === 'bool') return is(a, 1) ? b : is(b, 1) ? a : undefined
  if (is(b, -1)) return a
  if (is(a, -1)) return b
  const mask = constantOf(b)
  if (a.type !== 'i32' || mask === undefined) return undefined
  return coversRange(Number(mask) >>> 0, rangeOf(a).high) ? a : foldLowMask(a, Number(mask))
}

/**
 * The low bits of a sum or difference whose one side has only zeros there, as in alignment tests of `base + 4 × index`:
 * they are the low bits of the other side.
 */
function foldLowMask(a: Value, mask: number): Value | undefined {
  const bits = Math.log2(mask + 1)
  if (!Number.isInteger(bits) || bits < 1) return undefined
  if (lowZeros(a) >= bits) return make('i32', 0)
  if (!(a instanceof OperationValue) || (a.operator !== 'i32.add' && a.operator !== 'i32.sub'))
    return undefined
  const [left, right] = a.values
  if (lowZeros(right) >= bits) return build('i32.and', left, make('i32', mask))
  if (a.operator === 'i32.add' && lowZeros(left) >= bits) return build('i32.and', right, make('i32', mask))
  return undefined
}

/** How many of the lowest bits are certainly 0. */
function lowZeros(value: Value): number {
  const exact = constantOf(value)
  if (exact !== undefined) return Number(exact) === 0 ? 32 : 31 - Math.clz32(Number(exact) & -Number(exact))
  if (value instanceof HoleValue) return value.zeros
  if (!(value instanceof OperationValue)) return 0
  const [a, b] = value.values
  switch (value.operator) {
    case 'i32.add':
    case 'i32.sub':
    case 'i32.or':
      return Math.min(lowZeros(a), lowZeros(b))
    case 'i32.mul':
      return Math.min(32, lowZeros(a) + lowZeros(b))
    case 'i32.shl': {
      const by = constantOf(b)
      return by === undefined ? lowZeros(a) : Math.min(32, lowZeros(a) + (Number(by) & 31))
    }
    default:
      return 0
  }
}

/** Whether masking with `mask` keeps every number from 0 to `high`. */
function coversRange(mask: number, high: number): boolean {
  const needed = high === 0 ? 0 : 0xffffffff >>> Math.clz32(high)
  return (mask & needed) >>> 0 === needed
}

function foldComparison(operator: OperatorName, a: Value, b: Value): Value | undefined {
  if (a === b) return foldSame(operator)
  if (a.type !== 'i32') return undefined
  const [left, right] = [rangeOf(a), rangeOf(b)]
  switch (operator) {
    case 'i32.eq':
      return disjoint(left, right) ? make('bool', false) : foldBoolTest(a, b, true)
    case 'i32.ne':
      return disjoint(left, right) ? make('bool', true) : foldBoolTest(a, b, false)
    case 'i32.ltU':
      return left.high < right.low
        ? make('bool', true)
        : left.low >= right.high
          ? make('bool', false)
          : undefined
    case 'i32.leU':
      return left.high <= right.low
        ? make('bool', true)
        : left.low > right.high
          ? make('bool', false)
          : undefined
    default:
      return undefined
  }
}

const disjoint = (a: Range, b: Range): boolean => a.high < b.low || b.high < a.low

function foldSame(operator: OperatorName): Value | undefined {
  switch (operator) {
    case 'i32.eq':
    case 'i64.eq':
    case 'i32.leU':
    case 'i32.leS':
    case 'i64.leU':
    case 'i64.leS':
      return make('bool', true)
    case 'i32.ne':
    case 'i64.ne':
    case 'i32.ltU':
    case 'i32.ltS':
    case 'i64.ltU':
    case 'i64.ltS':
      return make('bool', false)
    default:
      return undefined
  }
}

/** `bit(c) = 0`, `bit(c) ≠ 0` and the like are `c` or its negation. */
function foldBoolTest(a: Value, b: Value, equal: boolean): Value | undefined {
  if (!(a instanceof OperationValue) || a.operator !== 'i32.fromBool') return undefined
  const wanted = is(b, 1) ? equal : is(b, 0) ? !equal : undefined
  if (wanted === undefined) return undefined
  const [condition] = a.values
  return wanted
    ? condition
    : (fold('bool.not', [condition]) ?? new OperationValue('bool', 'bool.not', [condition]))
}

/** `(x + c1) + c2` is `x + (c1 + c2)`, which address arithmetic produces all the time. */
function foldChain(operator: OperatorName, a: Value, b: Value): Value | undefined {
  if (operator !== 'i32.add' && operator !== 'i64.add') return undefined
  const outer = constantOf(b)
  if (
    outer === undefined ||
    !(a instanceof OperationValue) ||
    a.operator !== operator ||
    a.label !== undefined
  ) {
    return undefined
  }
  const inner = constantOf(a.values[1])
  if (inner === undefined) return undefined
  const sum = OPERATORS[operator].evaluate(inner as never, outer as never)
  return (
    fold(operator, [a.values[0], make(a.type, sum)]) ??
    new OperationValue(a.type, operator, [a.values[0], make(a.type, sum)])
  )
}
