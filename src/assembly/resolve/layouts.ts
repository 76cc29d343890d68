// Data of directives beyond the original language: repeated values and padded texts (docs/assembly-extensions.md).

import { INTEGER_BITS } from '../limits.js'
import type { Expression } from '../syntax/expression.js'
import type { DataLayout } from '../syntax/node.js'
import type { Context } from '../values/context.js'
import { textOf } from '../values/encodings.js'
import { evaluate } from '../values/evaluate.js'
import { mistakeAt, outsideRange, tooMuchWork, wrongKind } from '../values/operators.js'
import { asGuess, type IntegerValue, integer, isValue, type NoValue, type Outcome } from '../values/value.js'
import { inWidth } from './data.js'
import type { DataItem } from './item.js'

/** The bits of an element whose directive has a layout. */
export function laidOut(item: DataItem, layout: DataLayout, value: IntegerValue, context: Context): Outcome {
  const width = item.width ?? 0
  return layout.kind === 'fill'
    ? filled(item, width, layout.count, value, context)
    : spelled(item, width, layout, value, context)
}

function filled(
  item: DataItem,
  width: number,
  countOf: Expression,
  value: IntegerValue,
  context: Context,
): Outcome {
  const count = countIn(countOf, width, context)
  if (!('times' in count)) return count
  const element = inWidth(item, width, value, context)
  if (element.kind !== 'integer') return element
  return asGuess(repeated(element.value, width, count.times, element.isStatic), count.isStatic)
}

function repeated(value: bigint, width: number, times: number, isStatic: boolean): IntegerValue {
  return sequence(
    Array.from({ length: times }, () => value),
    width,
    isStatic,
  )
}

function spelled(
  item: DataItem,
  width: number,
  { length, fill }: DataLayout & { kind: 'text' },
  value: IntegerValue,
  context: Context,
): Outcome {
  const characters = Array.from(textOf(value), (character) => BigInt(character.codePointAt(0) ?? 0))
  if (value.size === 0) characters.length = 0
  if (characters.length * width > INTEGER_BITS) return outsideRange(context, item.element)
  const wide = characters.find((code) => code >= 1n << BigInt(width))
  if (wide !== undefined) {
    const message = `a character is out of range for ${width} bits: U+${wide.toString(16).toUpperCase()}`
    return mistakeAt(context, item.element, 'data-out-of-range', message)
  }
  if (length === undefined) return sequence(characters, width, value.isStatic)
  return padded(item, characters, { width, length, fill, isStatic: value.isStatic }, context)
}

interface Padding {
  readonly width: number
  readonly length: Expression
  readonly fill: Expression | undefined
  readonly isStatic: boolean
}

function padded(
  item: DataItem,
  characters: readonly bigint[],
  { width, length, fill, isStatic }: Padding,
  context: Context,
): Outcome {
  const count = countIn(length, width, context)
  if (!('times' in count)) return count
  if (characters.length > count.times) {
    const message = `the text is out of range: it has ${characters.length} characters, not ${count.times}`
    return mistakeAt(context, item.element, 'data-out-of-range', message)
  }
  const filler = fill === undefined ? integer(0n, undefined, true) : evaluate(fill, context)
  if (!isValue(filler)) return filler
  if (filler.kind !== 'integer') return wrongKind(context, fill ?? length, filler, 'integer')
  const unit = inWidth(item, width, filler, context)
  if (unit.kind !== 'integer') return unit
  const rest = Array.from({ length: count.times - characters.length }, () => unit.value)
  return sequence([...characters, ...rest], width, isStatic && count.isStatic && unit.isStatic)
}

function countIn(
  expression: Expression,
  width: number,
  context: Context,
): { readonly times: number; readonly isStatic: boolean } | NoValue {
  const value = evaluate(expression, context)
  if (!isValue(value)) return value
  if (value.kind !== 'integer') return wrongKind(context, expression, value, 'integer')
  if (value.value < 0n || value.value * BigInt(width) > INTEGER_BITS) return outsideRange(context, expression)
  const times = Number(value.value)
  return context.environment.budget.spend(times)
    ? { times, isStatic: value.isStatic }
    : tooMuchWork(context, expression)
}

/** Values one after the other in `width` bits each; linear in their number. */
function sequence(values: readonly bigint[], width: number, isStatic: boolean): IntegerValue {
  let digits = ''
  for (const value of values) digits += value.toString(2).padStart(width, '0')
  return integer(digits === '' ? 0n : BigInt(`0b${digits}`), values.length * width, isStatic)
}
