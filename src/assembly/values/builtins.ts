// Functions that the language has from the start (spec/asm-language.md section 6).

import { type Diagnostic, error, primary } from '../../core/index.js'
import { INTEGER_BITS } from '../limits.js'
import type { CallExpression, Expression } from '../syntax/expression.js'
import { encodedString } from '../syntax/literals.js'
import { bytesFromInteger, integerFromBytes } from './bytes.js'
import type { Context } from './context.js'
import { type Encoding, encodeText, textOf } from './encodings.js'
import { fileFunctions } from './file-functions.js'
import { mistakeAt, wrongKind } from './operators.js'
import { asGuess, integer, type NoValue, type Outcome, type Value, voidValue } from './value.js'

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
  readonly apply: (call: BuiltinCall) => Outcome
}

const ENCODINGS: readonly Encoding[] = ['utf8', 'ascii', 'utf16be', 'utf16le', 'utf32be', 'utf32le']

const builtins: ReadonlyMap<string, Builtin> = new Map(
  [
    { name: 'assert', minimum: 1, maximum: 2, apply: assertion },
    { name: 'sizeof', minimum: 1, maximum: 1, apply: sizeOf },
    { name: 'le', minimum: 1, maximum: 1, apply: littleEndian },
    { name: 'strlen', minimum: 1, maximum: 1, apply: stringLength },
    ...ENCODINGS.map((name) => ({ name, minimum: 1, maximum: 1, apply: encodingFunction(name) })),
    ...fileFunctions,
  ].map((builtin) => [builtin.name, builtin]),
)

/** The built-in function of a name, with or without the `$`. */
export function builtinNamed(name: string): Builtin | undefined {
  return builtins.get(name.startsWith('$') ? name.slice(1) : name)
}

/** Checks the number of arguments and applies the function. */
export function callBuiltin(builtin: Builtin, call: BuiltinCall): Outcome {
  const { minimum, maximum } = builtin
  const { values, context } = call
  if (values.length < minimum || values.length > maximum) {
    return mistakeAt(context, call.call, 'argument-count', countMessage(minimum, maximum, values.length))
  }
  return builtin.apply(call)
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
  return { kind: 'failed', report }
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
  return integer(BigInt(new TextEncoder().encode(textOf(value)).length), undefined, value.isStatic)
}

function encodingFunction(encoding: Encoding): Builtin['apply'] {
  return ({ call, values: [value], context }) => {
    if (value.kind !== 'integer') return wrongKind(context, call.arguments[0], value, 'string')
    const text = textOf(value)
    const bytes = text.length * 32 > INTEGER_BITS ? undefined : encodeText(text, encoding)
    const encoded = bytes === undefined ? undefined : encodedString(bytes, text)
    if (encoded === undefined || 'message' in encoded) {
      return mistakeAt(context, call, 'value-range', 'the text is outside the supported range')
    }
    return asGuess(encoded, value.isStatic)
  }
}
