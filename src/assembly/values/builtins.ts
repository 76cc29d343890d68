// Functions that the language has from the start (spec/asm-language.md section 6).

import { type Diagnostic, error, primary } from '../../core/index.js'
import { INTEGER_BITS } from '../limits.js'
import type { CallExpression, Expression } from '../syntax/expression.js'
import { encodedString } from '../syntax/literals.js'
import { bytesFromInteger, integerFromBytes } from './bytes.js'
import type { Context, OldNames } from './context.js'
import { type Encoding, encodeText, shortestText, textOf } from './encodings.js'
import { fileFunctions } from './file-functions.js'
import { mistakeAt, wrongKind } from './operators.js'
import {
  asGuess,
  bankValue,
  type IntegerValue,
  integer,
  type NoValue,
  type Outcome,
  unknown,
  type Value,
  voidValue,
} from './value.js'

/** A call of a built-in function with its arguments evaluated. */
export interface BuiltinCall {
  readonly call: CallExpression
  readonly values: readonly Value[]
  readonly context: Context
}

/** A function of the language itself. */
export interface Builtin {
  /** Its name without the `$`. */
  readonly name: string
  readonly minimum: number
  readonly maximum: number
  /** Whether it depends on its arguments only, so that conditions may call it. */
  readonly isPure: boolean
  readonly apply: (call: BuiltinCall) => Outcome
}

const ENCODINGS: readonly Encoding[] = ['utf8', 'ascii', 'utf16be', 'utf16le', 'utf32be', 'utf32le']

const builtins: ReadonlyMap<string, Builtin> = new Map(
  [
    { name: 'assert', minimum: 1, maximum: 2, isPure: true, apply: assertion },
    { name: 'bankof', minimum: 1, maximum: 1, isPure: false, apply: bankOf },
    ofOne('sizeof', sizeOf),
    ofOne('le', littleEndian),
    ofOne('strlen', stringLength),
    ...ENCODINGS.map((name) => ofOne(name, encodingFunction(name))),
    ...fileFunctions,
  ].map((builtin) => [builtin.name, builtin]),
)

function ofOne(name: string, apply: Builtin['apply']): Builtin {
  return { name, minimum: 1, maximum: 1, isPure: true, apply }
}

/** The built-in function whose name is `$` and this, or just this where old names are accepted. */
export function builtinNamed(name: string, acceptsOld: boolean): Builtin | undefined {
  if (name.charCodeAt(0) === DOLLAR) return builtins.get(name.slice(1))
  return acceptsOld ? builtins.get(name) : undefined
}

/** Whether nothing may be declared under a name (spec/asm-language.md section 6). */
export function isReserved(name: string, oldNames: OldNames): boolean {
  if (name.charCodeAt(0) === DOLLAR) return true
  return oldNames === 'reserved' && (name === 'pc' || builtins.has(name))
}

const DOLLAR = 36

/** Checks the number of arguments and applies the function. */
export function callBuiltin(builtin: Builtin, call: BuiltinCall): Outcome {
  const { minimum, maximum } = builtin
  const { values, context } = call
  if (!builtin.isPure && !context.hasAddresses) return unavailable(context, call.call)
  if (values.length < minimum || values.length > maximum) {
    return mistakeAt(context, call.call, 'argument-count', countMessage(minimum, maximum, values.length))
  }
  return builtin.apply(call)
}

/** The outcome of what cannot be computed where there are constants only. */
export function unavailable(context: Context, place: Expression): Outcome {
  if (context.stage === 'early') return unknown
  return mistakeAt(context, place, context.constantsOnly.code, `${context.constantsOnly.message} here`)
}

/** Says how many arguments there should be. */
export function countMessage(minimum: number, maximum: number, given: number): string {
  const wanted = minimum === maximum ? `${maximum}` : `${minimum} to ${maximum}`
  return `expected ${wanted} argument${maximum === 1 ? '' : 's'}, got ${given}`
}

function assertion({ call, values, context }: BuiltinCall): Outcome {
  const [condition, message] = values
  if (condition.kind !== 'boolean') return wrongKind(context, call.arguments[0], condition, 'boolean')
  if (condition.value) return voidValue(condition.isStatic)
  if (message !== undefined && message.kind !== 'integer') {
    return wrongKind(context, call.arguments[1], message, 'string')
  }
  const span = context.spanOf(call)
  const text = message === undefined ? '' : `: ${textOf(message)}`
  const report = (): Diagnostic =>
    error('assertion-failed', `assertion failed${text}`, { labels: [primary(span)] })
  return { kind: 'failed', isStatic: condition.isStatic, report }
}

function bankOf({ call, values: [value], context }: BuiltinCall): Outcome {
  const { origin } = value
  const bank = origin?.kind === 'bank' ? origin : origin?.bank
  if (bank !== undefined && !bank.isDefault) return bankValue(bank)
  const message = 'the argument must have an associated symbol in a bank'
  return mistakeAt(context, call.arguments[0], 'bankof-argument', message)
}

function sizeOf({ call, values: [value], context }: BuiltinCall): Outcome {
  if (value.kind !== 'integer') return wrongKind(context, call.arguments[0], value, 'integer')
  if (value.size === undefined) return unsized(context, call.arguments[0])
  return integer(BigInt(value.size), undefined, value.isStatic)
}

/** The mistake of using an integer without a size where one is needed. */
export function unsized(context: Context, place: Expression): NoValue {
  const help = 'a backquote and a number of bits behind a value give it a size'
  return mistakeAt(context, place, 'expected-sized', 'the value has no definite size', help)
}

function littleEndian({ call, values: [value], context }: BuiltinCall): Outcome {
  const [argument] = call.arguments
  if (value.kind !== 'integer') return wrongKind(context, argument, value, 'integer')
  if (value.size === undefined) return unsized(context, argument)
  if (value.size % 8 !== 0) {
    const message = `expected a size multiple of 8 bits, got size ${value.size}`
    return mistakeAt(context, argument, 'le-size', message)
  }
  const bytes = bytesFromInteger(value.value, value.size / 8).reverse()
  return integer(integerFromBytes(bytes), value.size, value.isStatic)
}

function stringLength({ call, values: [value], context }: BuiltinCall): Outcome {
  if (value.kind !== 'integer') return wrongKind(context, call.arguments[0], value, 'string')
  return integer(BigInt(new TextEncoder().encode(textIn(context, value)).length), undefined, value.isStatic)
}

/** Programs with old names are of the time when strings were no integers, so that nothing of them got lost. */
function textIn({ environment }: Context, value: IntegerValue): string {
  return environment.oldNames === 'fallback' ? textOf(value) : shortestText(value)
}

function encodingFunction(encoding: Encoding): Builtin['apply'] {
  return ({ call, values: [value], context }) => {
    if (value.kind !== 'integer') return wrongKind(context, call.arguments[0], value, 'string')
    const text = textIn(context, value)
    const bytes = text.length * 32 > INTEGER_BITS ? undefined : encodeText(text, encoding)
    const encoded = bytes === undefined ? undefined : encodedString(bytes, text)
    if (encoded === undefined || 'message' in encoded) {
      return mistakeAt(context, call, 'value-range', 'the text is outside the supported range')
    }
    return asGuess(encoded, value.isStatic)
  }
}
