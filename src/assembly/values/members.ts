// Members of values: children of symbols, fields of banks, members of structs, sizes (spec/asm-language.md section 5.6).

import type { BankDefinition } from '../program/banks.js'
import type { MemberExpression } from '../syntax/expression.js'
import { unsized } from './builtins.js'
import type { Context } from './context.js'
import { lookUpChild } from './lookup.js'
import { mistakeAt, wrongKind } from './operators.js'
import { integer, type Outcome, type Value, voidValue } from './value.js'

/** The member of a value that an expression names. */
export function memberOf(object: Value, expression: MemberExpression, context: Context): Outcome {
  const { name } = expression
  const child = lookUpChild(object, expression, context)
  if (child !== undefined) return child
  const own = object.kind === 'bank' ? fieldOf(object.bank, name) : undefined
  const member = object.kind === 'struct' ? object.members.get(name) : own
  if (member !== undefined) return member
  return name === 'size' ? sizeOf(object, expression, context) : unknownMember(object, expression, context)
}

function fieldOf({ unit, start, output, capacity, data }: BankDefinition, name: string): Value | undefined {
  switch (name) {
    case 'bits':
      return number(unit)
    case 'addr':
      return integer(start, undefined, true)
    case 'outp':
      return output === undefined ? voidValue(true) : number(output)
    case 'size':
      return capacity === Infinity ? voidValue(true) : number(capacity / unit)
    case 'size_b':
      return capacity === Infinity ? voidValue(true) : number(capacity)
    case 'data':
      return data
    default:
      return undefined
  }
}

const number = (value: number): Value => integer(BigInt(value), undefined, true)

function sizeOf(object: Value, expression: MemberExpression, context: Context): Outcome {
  if (object.kind !== 'integer') return wrongKind(context, expression.object, object, 'integer')
  if (object.size === undefined) return unsized(context, expression)
  return integer(BigInt(object.size), undefined, object.isStatic)
}

function unknownMember(
  object: Value,
  { name, nameStart: start }: MemberExpression,
  context: Context,
): Outcome {
  const place = { start, end: start + name.length }
  const help = nearestMember(object, name, context)
  return mistakeAt(context, place, 'unknown-symbol', `unknown symbol \`${name}\``, help)
}

function nearestMember({ origin }: Value, name: string, { environment }: Context): string | undefined {
  if (origin === undefined || origin.kind === 'bank') return undefined
  const near = environment.budget.nearest(name, origin.children.keys())
  return near && `did you mean \`${origin.fullName}.${near}\`?`
}
