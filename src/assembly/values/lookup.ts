// What names in expressions stand for (spec/asm-language.md sections 5.4 and 7.2).

import { error, primary } from '../../core/index.js'
import { type FrameName, framesOf } from '../program/frame.js'
import type { AssemblySymbol } from '../program/symbols.js'
import type { MemberExpression, NameExpression } from '../syntax/expression.js'
import { builtinNamed } from './builtins.js'
import type { Context } from './context.js'
import { mistakeAt } from './operators.js'
import { type BuiltinValue, integer, isValue, mistaken, type Outcome, unknown, waitingFor } from './value.js'

/** The value of a name: a word of the operand, a built-in function, a local variable, `$`, a symbol, an old name. */
export function lookUp(expression: NameExpression, context: Context): Outcome {
  const { name, dots } = expression
  const { environment } = context
  if (dots > 0) return relativeSymbol(expression, context)
  const word = context.words?.values.get(name.toLowerCase())
  if (word !== undefined) return integer(word, undefined, true)
  const builtin = builtinNamed(name, environment.oldNames === 'reserved')
  if (builtin !== undefined) return builtinValue(builtin)
  const local = context.locals?.get(name)
  if (local !== undefined) return local
  if (name === '$' || (name === 'pc' && environment.oldNames === 'reserved'))
    return addressHere(expression, context)
  const symbol = ownSymbol(name, context) ?? environment.root.child(name)
  if (symbol !== undefined) return valueOfSymbol(symbol, expression, context)
  return environment.oldNames === 'fallback'
    ? oldName(expression, context)
    : unknownSymbol(expression, context)
}

const builtinValue = (builtin: BuiltinValue['builtin']): BuiltinValue => ({
  kind: 'builtin',
  builtin,
  isStatic: true,
  origin: undefined,
})

/** What a parameter of a macro, or the variable of a repetition, stands for. */
export function frameName({ name, dots }: NameExpression, { scope, locals }: Context): FrameName | undefined {
  if (dots > 0 || locals?.has(name)) return undefined
  for (const { names, root } of framesOf(scope)) {
    const own = names.get(name)
    if (own !== undefined) return own
    if (root.child(name) !== undefined) return undefined
  }
  return undefined
}

/** A symbol of a macro's use or of a repetition. */
function ownSymbol(name: string, { scope }: Context): AssemblySymbol | undefined {
  if (scope.frame === undefined) return undefined
  for (const { root } of framesOf(scope)) {
    const symbol = root.child(name)
    if (symbol !== undefined) return symbol
  }
  return undefined
}

/** `pc`, and the names of built-in functions without `$`, where symbols may have these names. */
function oldName(expression: NameExpression, context: Context): Outcome {
  if (expression.name === 'pc') return addressHere(expression, context)
  const builtin = builtinNamed(expression.name, true)
  return builtin === undefined ? unknownSymbol(expression, context) : builtinValue(builtin)
}

/** The child of a value's symbol, if there is one of that name. */
export function lookUpChild(
  object: Outcome,
  expression: MemberExpression,
  context: Context,
): Outcome | undefined {
  if (!isValue(object) || object.origin === undefined || object.origin.kind === 'bank') return undefined
  const child = object.origin.child(expression.name)
  return child && valueOfSymbol(child, expression, context)
}

function relativeSymbol(expression: NameExpression, context: Context): Outcome {
  const { name, dots } = expression
  const parent = context.scope.ancestor(dots - 1)
  if (parent === undefined) {
    const message = `invalid hierarchy: there is no symbol ${dots === 1 ? '' : `with ${dots - 1} dots `}above \`${'.'.repeat(dots)}${name}\``
    return mistakeAt(context, expression, 'invalid-label-hierarchy', message)
  }
  const symbol = parent.child(name) ?? outerRelative(expression, context)
  return symbol === undefined
    ? unknownSymbol(expression, context)
    : valueOfSymbol(symbol, expression, context)
}

/** What a name with dots means around the repetition or the use of a macro that it is in. */
function outerRelative({ name, dots }: NameExpression, { scope }: Context): AssemblySymbol | undefined {
  for (const { outer } of framesOf(scope)) {
    const symbol = outer.ancestor(dots - 1)?.child(name)
    if (symbol !== undefined) return symbol
  }
  return undefined
}

function valueOfSymbol(
  symbol: AssemblySymbol,
  place: NameExpression | MemberExpression,
  context: Context,
): Outcome {
  const { value } = symbol
  if (symbol.kind === 'function' && !context.hasAddresses) return unresolved(symbol, place, context)
  if (value.kind !== 'unknown') return value
  return context.hasAddresses ? waitingFor(symbol) : unresolved(symbol, place, context)
}

/** A symbol whose value is not known where constants only are. */
function unresolved(
  symbol: AssemblySymbol,
  place: NameExpression | MemberExpression,
  context: Context,
): Outcome {
  if (context.stage === 'early') return waitingFor(symbol)
  const help =
    symbol.kind === 'constant'
      ? undefined
      : `a ${symbol.kind} cannot be used in ${context.constantsOnly.place}`
  return mistakeAt(context, place, 'unresolved-symbol', `unresolved symbol \`${symbol.fullName}\``, help)
}

function addressHere(expression: NameExpression, context: Context): Outcome {
  const { bank, stage, constantsOnly } = context
  if (stage === 'constants')
    return mistakeAt(context, expression, 'no-address-here', `cannot get address in ${constantsOnly.place}`)
  if (bank === undefined) return unknown
  if (bank.misalignment === 0) return bank.address()
  return stage === 'final' ? misaligned(expression, context, bank.misalignment) : unknown
}

/** The mistake of asking for an address between two addresses. */
export function misaligned(
  place: { readonly start: number; readonly end: number },
  context: Context,
  missing: number,
): Outcome {
  const span = context.spanOf(place)
  const notes = [`it needs ${missing} more bit${missing === 1 ? '' : 's'}`]
  return mistaken(() =>
    error('misaligned-address', 'the address is not aligned', { labels: [primary(span)], notes }),
  )
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
