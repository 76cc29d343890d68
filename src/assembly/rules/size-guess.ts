// Sizes of encodings before anything is evaluated (spec/asm-language.md section 15.5).

import type { BinaryExpression, BinaryOperator, Expression } from '../syntax/expression.js'
import type { RuleMatch } from './rule.js'

/** The size that a rule's body has whenever it has a value, if the body alone says it. */
export function sizeGuess(body: Expression, match: RuleMatch): number | undefined {
  switch (body.kind) {
    case 'literal':
      return body.value.kind === 'integer' ? body.value.size : undefined
    case 'name':
      return body.dots === 0 ? parameterSize(body.name, match) : undefined
    case 'binary':
      return body.operator === '@' ? concatenationSize(body, match) : undefined
    case 'slice': {
      const [high, low] = [closedNumber(body.high), closedNumber(body.low)]
      return high === undefined || low === undefined || high + 1n < low ? undefined : Number(high - low + 1n)
    }
    case 'cast': {
      const size = closedNumber(body.size)
      return size === undefined || size < 0n ? undefined : Number(size)
    }
    case 'ternary': {
      const size = sizeGuess(body.then, match)
      return body.otherwise !== undefined && size === sizeGuess(body.otherwise, match) ? size : undefined
    }
    case 'block':
      return body.body.length === 0 ? undefined : sizeGuess(body.body[body.body.length - 1], match)
    case 'call':
      return isByteSwap(body.callee) && body.arguments.length === 1
        ? sizeGuess(body.arguments[0], match)
        : undefined
    default:
      return undefined
  }
}

function parameterSize(name: string, { rule, arguments: given }: RuleMatch): number | undefined {
  const index = rule.parameters.findIndex((parameter) => parameter.name === name)
  if (index < 0) return undefined
  const { type } = rule.parameters[index]
  const argument = given[index]
  if (argument.kind === 'match') return nestedSize(argument)
  return 'bits' in type ? type.bits : undefined
}

/** Sizes of nested matches: a rule may use a parameter twice, and so may the rules in it. */
const nestedSizes = new WeakMap<RuleMatch, { readonly size: number | undefined }>()

function nestedSize(match: RuleMatch): number | undefined {
  const known = nestedSizes.get(match)
  if (known !== undefined) return known.size
  const size = match.rule.body.fixedSize(match)
  nestedSizes.set(match, { size })
  return size
}

/** Walks down the left side in a loop: chains of `@` can be long. */
function concatenationSize(expression: BinaryExpression, match: RuleMatch): number | undefined {
  let sum = 0
  let rest: Expression = expression
  while (rest.kind === 'binary' && rest.operator === '@') {
    const size = sizeGuess(rest.right, match)
    if (size === undefined) return undefined
    sum += size
    rest = rest.left
  }
  const first = sizeGuess(rest, match)
  return first === undefined ? undefined : first + sum
}

const isByteSwap = (callee: Expression): boolean => callee.kind === 'name' && callee.name === '$le'

/** Longer sums of literals are not computed beforehand. */
const CLOSED_DEPTH = 16

/** The value of plain arithmetic on literals. */
function closedNumber(expression: Expression, depth = CLOSED_DEPTH): bigint | undefined {
  if (depth === 0) return undefined
  if (expression.kind === 'literal')
    return expression.value.kind === 'integer' ? expression.value.value : undefined
  if (expression.kind === 'unary' && expression.operator === '-') {
    const operand = closedNumber(expression.operand, depth - 1)
    return operand === undefined ? undefined : -operand
  }
  if (expression.kind !== 'binary') return undefined
  const left = closedNumber(expression.left, depth - 1)
  const right = closedNumber(expression.right, depth - 1)
  return left === undefined || right === undefined
    ? undefined
    : closedResult(expression.operator, left, right)
}

function closedResult(operator: BinaryOperator, left: bigint, right: bigint): bigint | undefined {
  if (operator === '+') return left + right
  if (operator === '-') return left - right
  return operator === '*' ? left * right : undefined
}
