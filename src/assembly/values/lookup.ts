// What names in expressions stand for (spec/asm-language.md sections 5.4 and 7.2).

import { error, primary } from '../../core/index.js'
import type { AssemblySymbol } from '../program/symbols.js'
import type { MemberExpression, NameExpression } from '../syntax/expression.js'
import { builtinNamed } from './builtins.js'
import type { Context } from './context.js'
import { mistakeAt } from './operators.js'
import { integer, isValue, mistaken, type Outcome, unknown, waitingFor } from './value.js'

/**
 * The value of a name: a word of the present operand, a local variable, `$`, a symbol, a built-in function. The old
 * spellings `pc` and `le` (without `$`) come last, so that symbols may have these names.
 */
export function lookUp(expression: NameExpression, context: Context): Outcome {
  const { name, dots } = expression
  if (dots > 0) return relativeSymbol(expression, context)
  const word = context.words?.values.get(name.toLowerCase())
  if (word !== undefined) return integer(word, undefined, true)
  const local = context.locals?.get(name)
  if (local !== undefined) return local
  if (name === '$') return addressHere(expression, context)
  const symbol = context.environment.root.child(name)
  if (symbol !== undefined) return valueOfSymbol(symbol, expression, context)
  if (name === 'pc') return addressHere(expression, context)
  const builtin = builtinNamed(name)
  if (builtin !== undefined) return { kind: 'builtin', builtin, isStatic: true, origin: undefined }
  return unknownSymbol(expression, context)
}

/** The child of a value's symbol, if there is one of that name. Unknown values still know their symbol. */
export function lookUpChild(
  object: Outcome,
  expression: MemberExpression,
  context: Context,
): Outcome | undefined {
  const { kind } = expression.object
  const isPath = kind === 'name' || kind === 'member'
  const waitsFor = isPath && object.kind === 'unknown' ? object.waitsFor : undefined
  const origin = isValue(object) ? object.origin : waitsFor
  const child = origin?.child(expression.name)
  return child && valueOfSymbol(child, expression, context)
}

function relativeSymbol(expression: NameExpression, context: Context): Outcome {
  const { name, dots } = expression
  const parent = context.scope.ancestor(dots - 1)
  if (parent === undefined) {
    const message = `invalid hierarchy: there is no symbol ${dots === 1 ? '' : `with ${dots - 1} dots `}above \`${'.'.repeat(dots)}${name}\``
    return mistakeAt(context, expression, 'invalid-label-hierarchy', message)
  }
  const symbol = parent.child(name)
  return symbol === undefined
    ? unknownSymbol(expression, context)
    : valueOfSymbol(symbol, expression, context)
}

function valueOfSymbol(
  symbol: AssemblySymbol,
  place: NameExpression | MemberExpression,
  context: Context,
): Outcome {
  const { value } = symbol
  const isPastReach = context.stage === 'condition' || context.stage === 'early'
  if (symbol.kind === 'function' && isPastReach) return unresolved(symbol, place, context)
  if (value.kind === 'unknown') return isPastReach ? unresolved(symbol, place, context) : waitingFor(symbol)
  return value
}

/** A symbol whose value is not known where constants only are. */
function unresolved(
  symbol: AssemblySymbol,
  place: NameExpression | MemberExpression,
  context: Context,
): Outcome {
  if (context.stage === 'early') return waitingFor(symbol)
  const help =
    symbol.kind === 'constant' ? undefined : `a ${symbol.kind} cannot be used in a condition of \`#if\``
  return mistakeAt(context, place, 'unresolved-symbol', `unresolved symbol \`${symbol.fullName}\``, help)
}

function addressHere(expression: NameExpression, context: Context): Outcome {
  if (context.stage !== 'condition') return context.here()
  return mistakeAt(context, expression, 'no-address-here', 'cannot get address in a condition of `#if`')
}

function unknownSymbol(expression: NameExpression, context: Context): Outcome {
  if (context.stage === 'early') return unknown
  const written = '.'.repeat(expression.dots) + expression.name
  const span = context.spanOf(expression)
  const candidates = context.names()
  return mistaken(() => {
    const near = context.environment.budget.nearest(written, candidates)
    const help = near === undefined ? undefined : `did you mean \`${near}\`?`
    return error('unknown-symbol', `unknown symbol \`${written}\``, { labels: [primary(span)], help })
  })
}
