// Unary and binary operators on values (spec/asm-language.md section 5.2).

import { error, primary, secondary } from '../../core/index.js'
import { INTEGER_BITS } from '../limits.js'
import type { BinaryExpression, BinaryOperator, Expression, UnaryExpression } from '../syntax/expression.js'
import type { Context } from './context.js'
import {
  boolean,
  haveSameMembers,
  type IntegerValue,
  integer,
  isSame,
  kindText,
  type Mistaken,
  mistaken,
  type NoValue,
  type Value,
} from './value.js'

type Result = Value | NoValue

/** A part of the source that a context is in. */
interface Place {
  readonly start: number
  readonly end: number
}

/** Integers from here on are looked at more closely, as work with them costs time and memory. */
const LARGE = 1n << 4096n

/** A mistake at an expression. */
export function mistakeAt(
  context: Context,
  place: Place,
  code: string,
  message: string,
  help?: string,
): Mistaken {
  const span = context.spanOf(place)
  return mistaken(() => error(code, message, { labels: [primary(span)], help }))
}

/** The mistake of giving a value of the wrong kind. */
export function wrongKind(context: Context, place: Place, value: Value, wanted: string): Mistaken {
  return mistakeAt(context, place, `expected-${wanted}`, `expected ${wanted}, got ${kindText(value)}`)
}

export const outsideRange = (context: Context, place: Expression): Mistaken =>
  mistakeAt(context, place, 'value-range', 'the value is outside the supported range')

/** An integer result within the limits, without a size. */
export function limited(value: bigint, isStatic: boolean, context: Context, place: Expression): Result {
  if (!isLarge(value)) return integer(value, undefined, isStatic)
  const bits = sizeClass(value)
  if (bits > INTEGER_BITS) return outsideRange(context, place)
  return context.environment.budget.spend(bits / 64)
    ? integer(value, undefined, isStatic)
    : tooMuchWork(context, place)
}

const isLarge = (value: bigint): boolean => value >= LARGE || value <= -LARGE

/** A power of two of bits in which an integer fits; infinite beyond the limit. As fast as copying the integer. */
function sizeClass(value: bigint): number {
  for (let bits = 4096; bits <= INTEGER_BITS; bits *= 2)
    if (BigInt.asIntN(bits + 1, value) === value) return bits
  return Infinity
}

/** The mistake of using up the work that one assembly may do. */
export const tooMuchWork = (context: Context, place: Place): Mistaken =>
  mistakeAt(
    context,
    place,
    'value-range',
    'evaluating this is too much work: it is outside the supported range',
  )

export function applyUnary(expression: UnaryExpression, operand: Value, context: Context): Result {
  const { operator } = expression
  if (operand.kind === 'boolean' && operator === '!') return boolean(!operand.value, operand.isStatic)
  if (operand.kind !== 'integer') {
    return mistakeAt(
      context,
      expression,
      'operator-type',
      `invalid argument types for \`${operator}\`: ${kindText(operand)}`,
    )
  }
  const value = operator === '-' ? -operand.value : -operand.value - 1n
  return limited(value, operand.isStatic, context, expression)
}

const comparisons: Partial<Record<BinaryOperator, (a: bigint, b: bigint) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** Applies an operator to both values; `&&` and `||` come here when the left side has not decided. */
export function applyBinary(expression: BinaryExpression, a: Value, b: Value, context: Context): Result {
  const { operator } = expression
  const isStatic = a.isStatic && b.isStatic
  if (operator === '==' || operator === '!=') {
    if (kindsDiffer(a, b)) return typeMistake(expression, a, b, context)
    return boolean(isEqual(a, b) === (operator === '=='), isStatic)
  }
  if (operator === '&&' || operator === '||') {
    return b.kind === 'boolean'
      ? boolean(b.value, isStatic)
      : typeMistake(expression, a, b, context, expression.right)
  }
  if (a.kind === 'boolean' && b.kind === 'boolean') {
    const result = ofBooleans(operator, a.value, b.value)
    return result === undefined ? typeMistake(expression, a, b, context) : boolean(result, isStatic)
  }
  if (a.kind !== 'integer' || b.kind !== 'integer') return typeMistake(expression, a, b, context)
  if (operator === '@') return concatenate(expression, a, b, context)
  const compare = comparisons[operator]
  if (compare !== undefined) return boolean(compare(a.value, b.value), isStatic)
  const result = ofIntegers(expression, a, b, context)
  return typeof result === 'bigint' ? limited(result, isStatic, context, expression) : result
}

function kindsDiffer(a: Value, b: Value): boolean {
  return a.kind !== b.kind
}

function isEqual(a: Value, b: Value): boolean {
  if (a.kind === 'integer' && b.kind === 'integer') return a.value === b.value
  if (a.kind === 'struct' && b.kind === 'struct') return haveSameMembers(a, b, isEqual)
  return isSame(a, b)
}

function ofBooleans(operator: BinaryOperator, a: boolean, b: boolean): boolean | undefined {
  if (operator === '&') return a && b
  if (operator === '|') return a || b
  return operator === '^' ? a !== b : undefined
}

function ofIntegers(
  expression: BinaryExpression,
  a: IntegerValue,
  b: IntegerValue,
  context: Context,
): bigint | Mistaken {
  const { value: x } = a
  const { value: y } = b
  if ((isLarge(x) || isLarge(y)) && !context.environment.budget.spend(1))
    return tooMuchWork(context, expression)
  switch (expression.operator) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return product(expression, x, y, context)
    case '/':
      return y === 0n ? mistakeAt(context, expression, 'division-by-zero', 'division by zero') : x / y
    case '%':
      return y === 0n ? mistakeAt(context, expression, 'modulo-by-zero', 'modulo by zero') : x % y
    case '&':
      return x & y
    case '|':
      return x | y
    case '^':
      return x ^ y
    case '<<':
      return shiftedLeft(expression, x, y, context)
    case '>>':
      return shiftedRight(expression, x, y, context)
    default:
      return typeMistake(expression, a, b, context)
  }
}

/** What could take long or much memory is refused before it is tried. */
function product(expression: BinaryExpression, x: bigint, y: bigint, context: Context): bigint | Mistaken {
  if (!isLarge(x) && !isLarge(y)) return x * y
  const bits = sizeClass(x) + sizeClass(y)
  if (bits > INTEGER_BITS * 2) return outsideRange(context, expression)
  return context.environment.budget.spend(bits / 64) ? x * y : tooMuchWork(context, expression)
}

function shiftedLeft(
  expression: BinaryExpression,
  value: bigint,
  count: bigint,
  context: Context,
): bigint | Mistaken {
  if (count < 0n || count > 0xffffffffn) return outsideRange(context, expression)
  if (value === 0n) return 0n
  if (count > INTEGER_BITS) return outsideRange(context, expression)
  const isAffordable = count < 4096n || context.environment.budget.spend(Number(count) / 64)
  return isAffordable ? value << count : tooMuchWork(context, expression)
}

function shiftedRight(
  expression: BinaryExpression,
  value: bigint,
  count: bigint,
  context: Context,
): bigint | Mistaken {
  if (count < 0n || count >= 1n << 64n) return outsideRange(context, expression)
  if (count > INTEGER_BITS) return value < 0n ? -1n : 0n
  return value >> count
}

function concatenate(
  { left, right }: BinaryExpression,
  a: IntegerValue,
  b: IntegerValue,
  context: Context,
): Result {
  const unsized = a.size === undefined ? left : b.size === undefined ? right : undefined
  if (a.size === undefined || b.size === undefined || unsized !== undefined) {
    const help = 'a backquote and a number of bits behind a value give it a size'
    return mistakeAt(
      context,
      unsized ?? left,
      'concat-unsized',
      'concatenation needs operands of a definite size',
      help,
    )
  }
  const size = a.size + b.size
  if (size > INTEGER_BITS) return outsideRange(context, right)
  if (size > 4096 && !context.environment.budget.spend(size / 64)) return tooMuchWork(context, right)
  const value = (BigInt.asUintN(a.size, a.value) << BigInt(b.size)) | BigInt.asUintN(b.size, b.value)
  return integer(value, size, a.isStatic && b.isStatic)
}

/** The mistake of giving an operator operands that it does not accept. */
export function typeMistake(
  expression: BinaryExpression,
  a: Value,
  b: Value | undefined,
  context: Context,
  place: Place = expression,
): Mistaken {
  const { operator, left, right } = expression
  const labels = [secondary(context.spanOf(left), kindText(a))]
  if (b !== undefined) labels.push(secondary(context.spanOf(right), kindText(b)))
  const span = context.spanOf(place)
  return mistaken(() =>
    error('operator-type', `invalid argument types for \`${operator}\``, {
      labels: [primary(span), ...labels],
    }),
  )
}
