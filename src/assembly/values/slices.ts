// Slices and size casts (spec/asm-language.md section 5.3).

import { INTEGER_BITS } from '../limits.js'
import type { CastExpression, Expression, SliceExpression } from '../syntax/expression.js'
import type { Context } from './context.js'
import { mistakeAt, outsideRange, tooMuchWork, wrongKind } from './operators.js'
import { integer, isValue, kindText, type NoValue, type Outcome, type Value } from './value.js'

/** A bound of a slice: a bit number. */
interface Bound {
  readonly bit: number
  readonly isStatic: boolean
}

/** `x[high:low]` of evaluated parts. */
export function slice(
  expression: SliceExpression,
  operand: Value,
  { high, low }: { readonly high: Bound; readonly low: Bound },
  context: Context,
): Outcome {
  if (operand.kind !== 'integer') return wrongOperand(expression.operand, operand, context)
  if (high.bit + 1 < low.bit) return mistakeAt(context, expression, 'slice-range', 'invalid slice range')
  const isStatic = operand.isStatic && high.isStatic && low.isStatic
  return cut(expression, context, operand.value, { high: high.bit, low: low.bit, isStatic })
}

/** A size cast of evaluated parts. */
export function cast(expression: CastExpression, operand: Value, size: Bound, context: Context): Outcome {
  if (operand.kind !== 'integer') return wrongOperand(expression.operand, operand, context)
  const isStatic = operand.isStatic && size.isStatic
  return cut(expression, context, operand.value, { high: size.bit - 1, low: 0, isStatic })
}

function wrongOperand(place: Expression, operand: Value, context: Context): Outcome {
  const message = `invalid argument types for a slice: ${kindText(operand)}`
  return mistakeAt(context, place, 'slice-type', message)
}

function cut(
  expression: Expression,
  context: Context,
  value: bigint,
  { high, low, isStatic }: { readonly high: number; readonly low: number; readonly isStatic: boolean },
): Outcome {
  const size = high - low + 1
  if (size > INTEGER_BITS) return outsideRange(context, expression)
  if (size > 4096 && !context.environment.budget.spend(size / 64)) return tooMuchWork(context, expression)
  const shifted = low > INTEGER_BITS ? (value < 0n ? -1n : 0n) : value >> BigInt(low)
  return integer(BigInt.asUintN(size, shifted), size, isStatic)
}

/** An outcome as a bit number, or why it is none. */
export function boundOf(value: Outcome, place: Expression, context: Context): Bound | NoValue {
  if (!isValue(value)) return value
  if (value.kind !== 'integer') return wrongKind(context, place, value, 'integer')
  if (value.value < 0n || value.value > Number.MAX_SAFE_INTEGER) return outsideRange(context, place)
  return { bit: Number(value.value), isStatic: value.isStatic }
}
