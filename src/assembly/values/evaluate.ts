// Expressions to values (spec/asm-language.md section 5).

import { error, primary, secondary } from '../../core/index.js'
import { CALL_DEPTH, INTEGER_BITS } from '../limits.js'
import type {
  AssignmentExpression,
  BinaryExpression,
  BlockExpression,
  CallExpression,
  CastExpression,
  Expression,
  MemberExpression,
  SliceExpression,
  TernaryExpression,
} from '../syntax/expression.js'
import { builtinNamed, callBuiltin, countMessage, unsized } from './builtins.js'
import type { Context } from './context.js'
import { lookUp, lookUpChild } from './lookup.js'
import {
  applyBinary,
  applyUnary,
  mistakeAt,
  outsideRange,
  tooMuchWork,
  typeMistake,
  wrongKind,
} from './operators.js'
import {
  asGuess,
  type FunctionValue,
  integer,
  isValue,
  kindText,
  type NoValue,
  type Outcome,
  poisoned,
  type Value,
  voidValue,
} from './value.js'

/** Evaluates an expression. What is not computable or wrong is part of the outcome; nothing here throws. */
export function evaluate(expression: Expression, context: Context): Outcome {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'name':
      return lookUp(expression, context)
    case 'unary': {
      const operand = evaluate(expression.operand, context)
      return isValue(operand) ? applyUnary(expression, operand, context) : operand
    }
    case 'binary':
      return evaluateBinary(expression, context)
    case 'ternary':
      return evaluateTernary(expression, context)
    case 'assignment':
      return assign(expression, context)
    case 'slice':
      return evaluateSlice(expression, context)
    case 'cast':
      return evaluateCast(expression, context)
    case 'member':
      return evaluateMember(expression, context)
    case 'call':
      return evaluateCall(expression, context)
    case 'block':
      return evaluateBlock(expression, context)
    case 'invalid':
      return poisoned
  }
}

/** Walks down the left side in a loop, so that a long chain of operators needs no stack. */
function evaluateBinary(expression: BinaryExpression, context: Context): Outcome {
  const chain: BinaryExpression[] = []
  let first: Expression = expression
  while (first.kind === 'binary') {
    chain.push(first)
    first = first.left
  }
  let result = evaluate(first, context)
  while (chain.length > 0 && isValue(result)) result = applyOperator(chain.pop()!, result, context)
  return result
}

function applyOperator(expression: BinaryExpression, left: Value, context: Context): Outcome {
  const { operator } = expression
  if (operator === '&&' || operator === '||') {
    if (left.kind !== 'boolean') return typeMistake(expression, left, undefined, context)
    if (left.value === (operator === '||')) return left
  }
  const right = evaluate(expression.right, context)
  return isValue(right) ? applyBinary(expression, left, right, context) : right
}

function evaluateTernary({ condition, then, otherwise }: TernaryExpression, context: Context): Outcome {
  const test = evaluate(condition, context)
  if (!isValue(test)) return test
  if (test.kind !== 'boolean') {
    return mistakeAt(
      context,
      condition,
      'condition-type',
      `invalid condition: expected boolean, got ${kindText(test)}`,
    )
  }
  const branch = test.value ? then : otherwise
  const result = branch === undefined ? voidValue(test.isStatic) : evaluate(branch, context)
  return isValue(result) ? asGuess(result, test.isStatic) : result
}

function assign({ target, value }: AssignmentExpression, context: Context): Outcome {
  const result = evaluate(value, context)
  if (!isValue(result)) return result
  if (target.kind !== 'name' || target.dots > 0) {
    return mistakeAt(context, target, 'invalid-assignment', 'invalid assignment: the target must be a name')
  }
  if (target.name.startsWith('$'))
    return mistakeAt(context, target, 'reserved-name', `\`${target.name}\` is reserved`)
  context.locals ??= new Map()
  context.locals.set(target.name, result)
  return voidValue(result.isStatic)
}

function evaluateSlice(expression: SliceExpression, context: Context): Outcome {
  const operand = evaluate(expression.operand, context)
  if (!isValue(operand)) return operand
  const high = bound(expression.high, context)
  if (!('bit' in high)) return high
  const low = bound(expression.low, context)
  if (!('bit' in low)) return low
  if (operand.kind !== 'integer') {
    return mistakeAt(
      context,
      expression.operand,
      'slice-type',
      `invalid argument types for a slice: ${kindText(operand)}`,
    )
  }
  if (high.bit + 1 < low.bit) return mistakeAt(context, expression, 'slice-range', 'invalid slice range')
  const isStatic = operand.isStatic && high.isStatic && low.isStatic
  return cut(expression, context, operand.value, high.bit, low.bit, isStatic)
}

function evaluateCast(expression: CastExpression, context: Context): Outcome {
  const operand = evaluate(expression.operand, context)
  if (!isValue(operand)) return operand
  const size = bound(expression.size, context)
  if (!('bit' in size)) return size
  if (operand.kind !== 'integer') {
    return mistakeAt(
      context,
      expression.operand,
      'slice-type',
      `invalid argument types for a size: ${kindText(operand)}`,
    )
  }
  return cut(expression, context, operand.value, size.bit - 1, 0, operand.isStatic && size.isStatic)
}

/** Bits `high`…`low` of a value. */
function cut(
  expression: Expression,
  context: Context,
  value: bigint,
  high: number,
  low: number,
  isStatic: boolean,
): Outcome {
  const size = high - low + 1
  if (size > INTEGER_BITS) return outsideRange(context, expression)
  if (size > 4096 && !context.environment.budget.spend(size / 64)) return tooMuchWork(context, expression)
  const shifted = low > INTEGER_BITS ? (value < 0n ? -1n : 0n) : value >> BigInt(low)
  return integer(BigInt.asUintN(size, shifted), size, isStatic)
}

function bound(
  expression: Expression,
  context: Context,
): { readonly bit: number; readonly isStatic: boolean } | NoValue {
  const value = evaluate(expression, context)
  if (!isValue(value)) return value
  if (value.kind !== 'integer') return wrongKind(context, expression, value, 'integer')
  if (value.value < 0n || value.value > Number.MAX_SAFE_INTEGER) return outsideRange(context, expression)
  return { bit: Number(value.value), isStatic: value.isStatic }
}

function evaluateMember(expression: MemberExpression, context: Context): Outcome {
  const object = evaluate(expression.object, context)
  const child = lookUpChild(object, expression, context)
  if (child !== undefined) return child
  if (!isValue(object)) return object
  if (expression.name === 'size') {
    if (object.kind !== 'integer') return wrongKind(context, expression.object, object, 'integer')
    if (object.size === undefined) return unsized(context, expression)
    return integer(BigInt(object.size), undefined, object.isStatic)
  }
  const { name, nameStart: start } = expression
  return mistakeAt(
    context,
    { start, end: start + name.length },
    'unknown-symbol',
    `unknown symbol \`${name}\``,
    nearestChild(object, name, context),
  )
}

function nearestChild({ origin }: Value, name: string, context: Context): string | undefined {
  const near = origin && context.environment.budget.nearest(name, origin.children.keys())
  return near && `did you mean \`${origin?.fullName}.${near}\`?`
}

function evaluateCall(call: CallExpression, context: Context): Outcome {
  const callee = evaluateCallee(call.callee, context)
  if (!isValue(callee)) return callee
  const values: Value[] = []
  for (const argument of call.arguments) {
    const value = evaluate(argument, context)
    if (!isValue(value)) return value
    values.push(value)
  }
  if (callee.kind === 'builtin') return callBuiltin(callee.builtin, { call, values, context })
  if (callee.kind === 'function') return callFunction(call, callee, values, context)
  return mistakeAt(context, call.callee, 'not-callable', `${kindText(callee)} is not callable`)
}

/** In the place of a function a built-in one wins against a symbol, which may have its name. */
function evaluateCallee(callee: Expression, context: Context): Outcome {
  const builtin = callee.kind === 'name' && callee.dots === 0 ? builtinNamed(callee.name) : undefined
  if (builtin === undefined) return evaluate(callee, context)
  return { kind: 'builtin', builtin, isStatic: true, origin: undefined }
}

function callFunction(
  call: CallExpression,
  { definition }: FunctionValue,
  values: readonly Value[],
  context: Context,
): Outcome {
  const { parameters } = definition
  if (values.length !== parameters.length) {
    const message = countMessage(parameters.length, parameters.length, values.length)
    return mistakeAt(context, call, 'argument-count', message)
  }
  if (context.callDepth >= CALL_DEPTH) {
    return mistakeAt(context, call, 'recursion-limit', 'recursion depth limit of function calls reached')
  }
  if (!context.environment.budget.spend(8)) return tooMuchWork(context, call)
  const locals = new Map<string, Outcome>(parameters.map((name, index) => [name, values[index]]))
  const result = evaluate(definition.body, context.call(definition.unit, locals))
  return isValue(result) ? result : withCallSite(result, call, definition.name, context)
}

/** Puts a mistake in a function to the place of the outermost call, and says where in the function it is. */
function withCallSite(outcome: NoValue, call: CallExpression, name: string, context: Context): NoValue {
  if (outcome.kind === 'unknown' || outcome.report === undefined || context.callDepth > 0) return outcome
  const { report } = outcome
  const span = context.spanOf(call)
  return {
    ...outcome,
    report: () => {
      const { code, message, labels, notes, help, children = [] } = report()
      const inside = labels.map((label) =>
        secondary(label.span, label.text === '' ? `here, in \`${name}\`` : label.text),
      )
      return error(code, message, { labels: [primary(span), ...inside], notes, help, children })
    },
  }
}

function evaluateBlock({ body }: BlockExpression, context: Context): Outcome {
  let result: Outcome = voidValue(true)
  for (const expression of body) {
    result = evaluate(expression, context)
    if (!isValue(result)) return result
  }
  return result
}
