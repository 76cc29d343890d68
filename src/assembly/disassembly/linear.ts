// Expressions that are a parameter plus something known: they can be solved for the parameter.

import type { Parameter } from '../rules/rule.js'
import type { Expression } from '../syntax/expression.js'

/** `factor × parameter + address × $ + constant`. */
export interface Linear {
  readonly parameter: number | undefined
  readonly factor: number
  readonly address: number
  readonly constant: bigint
}

/** So deeply are local variables and sums followed. */
const DEPTH = 32

/** Whether the parameter follows from the value. */
export const isInverse = ({ factor }: Linear): boolean => factor === 1 || factor === -1

/** Whether two linear expressions always have the same value. */
export function isSame(a: Linear, b: Linear): boolean {
  return (
    a.parameter === b.parameter &&
    a.factor === b.factor &&
    a.address === b.address &&
    a.constant === b.constant
  )
}

/** Reads an expression as a linear one in at most one parameter; nested rules are none. */
export function linearIn(
  expression: Expression,
  parameters: readonly Parameter[],
  locals: ReadonlyMap<string, Expression>,
  depth = DEPTH,
): Linear | undefined {
  if (depth === 0) return undefined
  const inner = (part: Expression): Linear | undefined => linearIn(part, parameters, locals, depth - 1)
  switch (expression.kind) {
    case 'literal':
      return expression.value.kind === 'integer' ? constant(expression.value.value) : undefined
    case 'name':
      return linearName(expression.name, parameters, locals, depth)
    case 'unary': {
      const operand = expression.operator === '-' ? inner(expression.operand) : undefined
      return operand && scaled(operand, -1)
    }
    case 'binary': {
      const [left, right] = [inner(expression.left), inner(expression.right)]
      if (left === undefined || right === undefined) return undefined
      if (expression.operator === '+') return sum(left, right)
      return expression.operator === '-' ? sum(left, scaled(right, -1)) : undefined
    }
    default:
      return undefined
  }
}

function linearName(
  name: string,
  parameters: readonly Parameter[],
  locals: ReadonlyMap<string, Expression>,
  depth: number,
): Linear | undefined {
  if (name === '$') return { parameter: undefined, factor: 0, address: 1, constant: 0n }
  const local = locals.get(name)
  if (local !== undefined)
    return linearIn(local, parameters, new Map([...locals].filter(([key]) => key !== name)), depth - 1)
  const parameter = parameters.findIndex((each) => each.name === name)
  if (parameter < 0 || parameters[parameter].type.kind === 'rules') return undefined
  return { parameter, factor: 1, address: 0, constant: 0n }
}

const constant = (value: bigint): Linear => ({ parameter: undefined, factor: 0, address: 0, constant: value })

function scaled({ parameter, factor, address, constant: value }: Linear, by: 1 | -1): Linear {
  return { parameter, factor: factor * by, address: address * by, constant: value * BigInt(by) }
}

function sum(a: Linear, b: Linear): Linear | undefined {
  const isOne = a.parameter === undefined || b.parameter === undefined || a.parameter === b.parameter
  if (!isOne) return undefined
  return {
    parameter: a.parameter ?? b.parameter,
    factor: a.factor + b.factor,
    address: a.address + b.address,
    constant: a.constant + b.constant,
  }
}

/** The parameter whose value is known, at an address. */
export function solve({ factor, address, constant: offset }: Linear, value: bigint, here: bigint): bigint {
  return (value - BigInt(address) * here - offset) * BigInt(factor)
}
