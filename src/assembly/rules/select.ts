// Evaluates the rules that fit a line and chooses among them (spec/asm-language.md sections 8.4 and 8.5).

import { type Diagnostic, error, type Label, primary, secondary } from '../../core/index.js'
import type { Context } from '../values/context.js'
import { evaluate } from '../values/evaluate.js'
import { tooMuchWork, wrongKind } from '../values/operators.js'
import {
  type Failed,
  type IntegerValue,
  integer,
  isValue,
  mistaken,
  type NoValue,
  type Outcome,
  unknown,
  type Value,
} from '../values/value.js'
import type { Argument, Extent, NumberType, ParameterType, RuleMatch } from './rule.js'

/** The encoding of a line: the smallest of what its matches yield. */
export function selectEncoding(matches: readonly RuleMatch[], context: Context, isFinal: boolean): Outcome {
  if (matches.length === 1) return sized(evaluateMatch(matches[0], context), matches[0], context)
  const encodings: IntegerValue[] = []
  const failures: Failed[] = []
  for (const match of matches) {
    const outcome = sized(evaluateMatch(match, context), match, context)
    if (outcome.kind === 'mistaken') return outcome
    if (outcome.kind === 'integer') encodings.push(outcome)
    if (outcome.kind === 'failed') failures.push(outcome)
  }
  if (encodings.length === 0) return failures.length === matches.length ? allFailed(failures) : unknown
  const areAllStatic =
    encodings.length + failures.length === matches.length &&
    [...encodings, ...failures].every(({ isStatic }) => isStatic)
  return smallest(encodings, matches, context, { isFinal, areAllStatic })
}

function smallest(
  encodings: readonly IntegerValue[],
  matches: readonly RuleMatch[],
  context: Context,
  { isFinal, areAllStatic }: { readonly isFinal: boolean; readonly areAllStatic: boolean },
): Outcome {
  const size = Math.min(...encodings.map((encoding) => encoding.size ?? 0))
  const candidates = encodings.filter((encoding) => encoding.size === size)
  if (candidates.length > 1 && (isFinal || areAllStatic)) return ambiguous(matches, context)
  const [{ value }] = candidates
  return integer(value, size, areAllStatic && candidates.length === 1)
}

/** Evaluates the arguments of a match in order, then the body of its rule. */
export function evaluateMatch(match: RuleMatch, context: Context): Outcome {
  const { rule, arguments: given } = match
  const values: Value[] = []
  for (let index = 0; index < given.length; index++) {
    const place = match.texts?.[index] ?? given[index]
    const value = evaluateArgument(given[index], place, rule.parameters[index].type, context)
    if (!isValue(value)) return value
    values.push(value)
  }
  return rule.body.evaluate(values, context, match)
}

function evaluateArgument(argument: Argument, place: Extent, type: ParameterType, context: Context): Outcome {
  if (argument.kind === 'match') return evaluateMatch(argument, context)
  if (type.kind !== 'number') return typed(evaluate(argument, context), type, place, context)
  context.words = type.words
  const value = evaluate(argument, context)
  context.words = undefined
  return typed(value, type, place, context)
}

/** Numbers with more bits cost time. */
const LARGE = 4096

/** Applies the declared type of a parameter to an argument. */
function typed(value: Outcome, type: ParameterType, place: Extent, context: Context): Outcome {
  if (!isValue(value) || type.kind === 'any' || type.kind === 'rules') return value
  if (value.kind !== 'integer') return wrongKind(context, place, value, 'integer')
  if (type.kind === 'number') return inForm(value, type, place, context)
  if (type.bits > LARGE && !context.environment.budget.spend(type.bits / 64))
    return tooMuchWork(context, place)
  const low = type.kind === 'unsigned' ? 0n : -(1n << BigInt(Math.max(type.bits - 1, 0)))
  const high = (1n << BigInt(type.kind === 'signed' ? Math.max(type.bits - 1, 0) : type.bits)) - 1n
  const isInside = type.bits > 0 && value.value >= low && value.value <= high
  if (isInside) return { ...value, size: type.bits }
  const name = `${type.kind[0]}${type.bits}`
  return outOfRange(place, context, { name, low, high, value })
}

function inForm(value: IntegerValue, type: NumberType, place: Extent, context: Context): Outcome {
  const { name, low, high } = type.form
  const number = fitting(value, low, high)
  if (number === undefined) return outOfRange(place, context, { name, low, high, value })
  if (type.step !== 1n && (number - type.bias) % type.step !== 0n)
    return notMultiple(number, value.isStatic, type, place, context)
  return number === value.value ? value : integer(number, value.size, value.isStatic)
}

/**
 * The number in a range. A string that begins with a byte from 0x80 on counts as negative, but its bits may fit
 * (spec/lrvm.md 17.6).
 */
function fitting({ value, size }: IntegerValue, low: bigint, high: bigint): bigint | undefined {
  if (value >= low && value <= high) return value
  const bits = size === undefined ? value : BigInt.asUintN(size, value)
  return bits >= low && bits <= high ? bits : undefined
}

function notMultiple(
  value: bigint,
  isStatic: boolean,
  { form, step, bias }: NumberType,
  place: Extent,
  context: Context,
): Failed {
  const span = context.spanOf(place)
  const more = bias === 0n ? '' : `, plus ${bias}`
  const message = `${value} is out of range for \`${form.name}\`: it must be a multiple of ${step}${more}`
  return {
    kind: 'failed',
    isStatic,
    report: () => error('argument-out-of-range', message, { labels: [primary(span)] }),
  }
}

interface Range {
  readonly name: string
  readonly low: bigint
  readonly high: bigint
  readonly value: IntegerValue
}

function outOfRange(place: Extent, context: Context, { name, low, high, value }: Range): Failed {
  const span = context.spanOf(place)
  const report = (): Diagnostic =>
    error('argument-out-of-range', `${shown(value.value)} is out of range for \`${name}\``, {
      labels: [primary(span)],
      help: `\`${name}\` accepts ${low} to ${high}`,
    })
  return { kind: 'failed', isStatic: value.isStatic, report }
}

function shown(value: bigint): string {
  const text = value.toString()
  return text.length > 40 ? `a number with ${text.length} digits` : text
}

function sized(outcome: Outcome, { rule }: RuleMatch, context: Context): Outcome {
  if (!isValue(outcome) || (outcome.kind === 'integer' && outcome.size !== undefined)) return outcome
  const labels = rule.source === undefined ? itemLabels(context) : [primary(rule.source.result)]
  const help = outcome.kind === 'integer' ? SIZE_HELP : undefined
  return mistaken(() => error('expected-sized', 'the encoding has no definite size', { labels, help }))
}

const SIZE_HELP = 'a backquote and a number of bits behind a value give it a size'

function itemLabels(context: Context): Label[] {
  const { item } = context
  return item === undefined ? [] : [primary(context.spanOf(item))]
}

function allFailed(failures: readonly Failed[]): NoValue {
  if (failures.length === 1) return failures[0]
  return {
    kind: 'failed',
    isStatic: failures.every(({ isStatic }) => isStatic),
    report: () => {
      const children = failures.map(({ report }) => report())
      const [{ code, labels, help }] = children
      return error(code, 'no rule that fits this line accepts its operands', { labels, help, children })
    },
  }
}

function ambiguous(matches: readonly RuleMatch[], context: Context): NoValue {
  const places = matches.flatMap(({ rule }) => (rule.source === undefined ? [] : [rule.source.pattern]))
  const labels = [...itemLabels(context), ...places.map((span) => secondary(span, 'match on this'))]
  const notes = matches.flatMap(({ rule }) =>
    rule.source === undefined ? [`match on \`${rule.text}\``] : [],
  )
  return mistaken(() => error('ambiguous-match', 'multiple matches for this line', { labels, notes }))
}
