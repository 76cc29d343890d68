// Built-in functions that read files: `$incbin`, `$incbinstr`, `$inchexstr`.

import { INTEGER_BITS } from '../limits.js'
import { resolvePath } from '../program/paths.js'
import type { Expression } from '../syntax/expression.js'
import type { Builtin, BuiltinCall } from './builtins.js'
import { integerFromBytes } from './bytes.js'
import type { Context } from './context.js'
import { textOf } from './encodings.js'
import { mistakeAt, outsideRange, wrongKind } from './operators.js'
import { integer, type NoValue, type Outcome, type Value } from './value.js'

/** A part of a file: from element `start` on, `count` elements or all. */
interface Range {
  readonly start: number
  readonly count: number | undefined
}

const withFile = (name: string, apply: Builtin['apply']): Builtin => ({
  name,
  minimum: 1,
  maximum: 3,
  isPure: false,
  apply,
})

export const fileFunctions: readonly Builtin[] = [
  withFile('incbin', binary),
  withFile('incbinstr', (call) => digits(call, 1, /^[01]*$/)),
  withFile('inchexstr', (call) => digits(call, 4, /^[0-9a-fA-F]*$/)),
]

function binary(given: BuiltinCall): Outcome {
  const bytes = readBytes(given)
  if (!(bytes instanceof Uint8Array)) return bytes
  const range = rangeOf(given, bytes.length)
  if ('kind' in range) return range
  const part = bytes.subarray(
    range.start,
    range.count === undefined ? bytes.length : range.start + range.count,
  )
  if (part.length * 8 > INTEGER_BITS) return outsideRange(given.context, given.call)
  return integer(integerFromBytes(part), part.length * 8, true)
}

function digits(given: BuiltinCall, bitsPerDigit: number, valid: RegExp): Outcome {
  const bytes = readBytes(given)
  if (!(bytes instanceof Uint8Array)) return bytes
  const all = new TextDecoder().decode(bytes).replaceAll(/[ \t\r\n_]/g, '')
  if (!valid.test(all))
    return mistakeAt(given.context, given.call, 'file-character', 'invalid character in the file')
  const range = rangeOf(given, all.length)
  if ('kind' in range) return range
  const part = all.slice(range.start, range.count === undefined ? all.length : range.start + range.count)
  const size = part.length * bitsPerDigit
  if (size > INTEGER_BITS) return outsideRange(given.context, given.call)
  const prefix = bitsPerDigit === 1 ? '0b' : '0x'
  return integer(part === '' ? 0n : BigInt(prefix + part), size, true)
}

function readBytes({ call, values, context }: BuiltinCall): Uint8Array | NoValue {
  const [name] = values
  const [place] = call.arguments
  if (name.kind !== 'integer') return wrongKind(context, place, name, 'string')
  const resolved = resolvePath(textOf(name), context.path)
  if (!('path' in resolved)) return mistakeAt(context, place, resolved.code, resolved.message)
  const contents = context.environment.files(resolved.path)
  if (contents === undefined)
    return mistakeAt(context, place, 'file-not-found', `file not found: \`${resolved.path}\``)
  return typeof contents === 'string' ? new TextEncoder().encode(contents) : contents
}

function rangeOf({ call, values, context }: BuiltinCall, length: number): Range | NoValue {
  const start = elementCount(values[1], call.arguments[1], context)
  if (typeof start === 'object') return start
  const count = elementCount(values[2], call.arguments[2], context)
  if (typeof count === 'object') return count
  const from = start ?? 0
  if (from > length) {
    const message = `the range starts after EOF (${from} > ${length})`
    return mistakeAt(context, call.arguments[1], 'file-range', message)
  }
  if (count !== undefined && from + count > length) {
    const message = `the range ends after EOF (${from} + ${count} > ${length})`
    return mistakeAt(context, call.arguments[2], 'file-range', message)
  }
  return { start: from, count }
}

function elementCount(
  value: Value | undefined,
  place: Expression,
  context: Context,
): number | NoValue | undefined {
  if (value === undefined) return undefined
  if (value.kind !== 'integer') return wrongKind(context, place, value, 'integer')
  if (value.value < 0n) return mistakeAt(context, place, 'expected-integer', 'expected non-negative integer')
  return Number(value.value)
}
