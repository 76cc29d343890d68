// Expressions to values (spec/asm-language.md section 5).

import { CALL_DEPTH } from '../limits.js'
import type {
  AssignmentExpression,
  BinaryExpression,
  BlockExpression,
  CallExpression,
  CastExpression,
  Expression,
  NameExpression,
  SliceExpression,
  StructExpression,
  TernaryExpression,
} from '../syntax/expression.js'
import type { FunctionNode } from '../syntax/node.js'
import { builtinNamed, callBuiltin, countMessage, isReserved, unavailable } from './builtins.js'
import type { Context } from './context.js'
import { frameName, lookUp } from './lookup.js'
import { memberOf } from './members.js'
import { applyBinary, applyUnary, mistakeAt, tooMuchWork, typeMistake } from './operators.js'
import { noted } from './reports.js'
import { boundOf, cast, slice } from './slices.js'
import {
  asGuess,
  type FunctionValue,
  isValue,
  kindText,
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
      return context.scope.frame === undefined
        ? lookUp(expression, context)
        : lookUpInFrame(expression, context)
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
    case 'member': {
      const object = evaluate(expression.object, context)
      return isValue(object) ? memberOf(object, expression, context) : object
    }
    case 'call':
      return evaluateCall(expression, context)
    case 'block':
      return evaluateBlock(expression, context)
    case 'struct':
      return evaluateStruct(expression, context)
    case 'asm':
      return context.hasAddresses
        ? context.environment.assembleBlock(expression, context)
        : unavailable(context, expression)
    case 'invalid':
      return poisoned
  }
}

/** A name inside of a repetition or of a macro's use: an argument is evaluated where it is written. */
function lookUpInFrame(expression: NameExpression, context: Context): Outcome {
  const found = frameName(expression, context)
  if (found === undefined) return lookUp(expression, context)
  if ('value' in found) return found.value
  const { argument, unit, scope } = found
  if (argument.expression === undefined) {
    const message = `expected expression: \`${expression.name}\` stands for \`${argument.text}\``
    return mistakeAt(context, expression, 'expected-expression', message)
  }
  if (context.depth >= CALL_DEPTH) return tooDeep(expression, context)
  const inner = context.inner(unit, undefined, 1)
  inner.scope = scope
  return evaluate(argument.expression, inner)
}

function evaluateSlice(expression: SliceExpression, context: Context): Outcome {
  const operand = evaluate(expression.operand, context)
  if (!isValue(operand)) return operand
  const high = boundOf(evaluate(expression.high, context), expression.high, context)
  if (!('bit' in high)) return high
  const low = boundOf(evaluate(expression.low, context), expression.low, context)
  return 'bit' in low ? slice(expression, operand, { high, low }, context) : low
}

function evaluateCast(expression: CastExpression, context: Context): Outcome {
  const operand = evaluate(expression.operand, context)
  if (!isValue(operand)) return operand
  const size = boundOf(evaluate(expression.size, context), expression.size, context)
  return 'bit' in size ? cast(expression, operand, size, context) : size
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
    if (left.kind !== 'boolean') return typeMistake(expression, left, undefined, context, expression.left)
    if (left.value === (operator === '||')) return left
  }
  const right = evaluate(expression.right, context)
  return isValue(right) ? applyBinary(expression, left, right, context) : asGuess(right, left.isStatic)
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
  return asGuess(result, test.isStatic)
}

function assign({ target, value }: AssignmentExpression, context: Context): Outcome {
  const result = evaluate(value, context)
  if (!isValue(result)) return result
  if (target.kind !== 'name' || target.dots > 0) {
    return mistakeAt(context, target, 'invalid-assignment', 'invalid assignment: the target must be a name')
  }
  if (isReserved(target.name, context.environment.oldNames))
    return mistakeAt(context, target, 'reserved-name', `\`${target.name}\` is reserved`)
  context.locals ??= new Map()
  context.locals.set(target.name, result)
  return voidValue(result.isStatic)
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

/** In the place of a function an old name wins against a symbol, which may have this name. */
function evaluateCallee(callee: Expression, context: Context): Outcome {
  const isOld = context.environment.oldNames === 'fallback' && callee.kind === 'name' && callee.dots === 0
  const builtin = isOld ? builtinNamed(callee.name, true) : undefined
  if (builtin === undefined) return evaluate(callee, context)
  return { kind: 'builtin', builtin, isStatic: true, origin: undefined }
}

function callFunction(
  call: CallExpression,
  { definition }: FunctionValue,
  values: readonly Value[],
  context: Context,
): Outcome {
  const { parameters, name, unit } = definition
  if (values.length !== parameters.length && !mayLeaveOut(definition, values.length)) {
    const message = countMessage(requiredOf(definition), parameters.length, values.length)
    return mistakeAt(context, call, 'argument-count', message)
  }
  if (context.depth >= CALL_DEPTH) return tooDeep(call, context)
  if (!context.environment.budget.spend(8)) return tooMuchWork(context, call)
  const locals = new Map<string, Outcome>()
  const inner = context.call(unit, locals)
  for (let index = 0; index < parameters.length; index++) {
    const { name: parameter, fallback } = parameters[index]
    const value = values[index] ?? (fallback === undefined ? voidValue(true) : evaluate(fallback, inner))
    if (!isValue(value)) return value
    locals.set(parameter, value)
  }
  const result = evaluate(definition.body, inner)
  return isValue(result) ? result : noted(result, context.spanOf(call), `in this call of \`${name}\``)
}

const requiredOf = ({ parameters }: FunctionNode): number =>
  parameters.filter(({ fallback }) => fallback === undefined).length

function mayLeaveOut(definition: FunctionNode, given: number): boolean {
  return given < definition.parameters.length && given >= requiredOf(definition)
}

const tooDeep = (place: Expression, context: Context): Outcome =>
  mistakeAt(context, place, 'recursion-limit', 'recursion depth limit of function calls reached')

function evaluateBlock({ body }: BlockExpression, context: Context): Outcome {
  let result: Outcome = voidValue(true)
  let isStatic = true
  for (const expression of body) {
    result = asGuess(evaluate(expression, context), isStatic)
    if (!isValue(result)) return result
    isStatic = result.isStatic
  }
  return result
}

function evaluateStruct({ members }: StructExpression, context: Context): Outcome {
  const values = new Map<string, Value>()
  let isStatic = true
  for (const { name, value: expression } of members) {
    const value = evaluate(expression, context)
    if (!isValue(value)) return value
    values.set(name, value)
    isStatic &&= value.isStatic
  }
  return { kind: 'struct', members: values, isStatic, origin: undefined }
}
