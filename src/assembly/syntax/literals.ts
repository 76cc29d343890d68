// The values of number and string literals (spec/asm-language.md section 2).

import { INTEGER_BITS } from '../limits.js'
import { integerFromBytes } from '../values/bytes.js'
import { type IntegerValue, integer, stringValue } from '../values/value.js'

/** What is wrong with a literal: a code and a message. */
export interface LiteralMistake {
  readonly code: string
  readonly message: string
}

interface Radix {
  readonly name: string
  readonly digits: RegExp
  readonly prefix: string
  readonly bitsPerDigit: number
}

const BINARY: Radix = { name: 'binary', digits: /^[01]+$/, prefix: '0b', bitsPerDigit: 1 }
const OCTAL: Radix = { name: 'octal', digits: /^[0-7]+$/, prefix: '0o', bitsPerDigit: 3 }
const HEXADECIMAL: Radix = { name: 'hexadecimal', digits: /^[0-9a-fA-F]+$/, prefix: '0x', bitsPerDigit: 4 }
const byMark: Readonly<Record<string, Radix>> = { b: BINARY, o: OCTAL, x: HEXADECIMAL }

/** Shared values of the numbers that sources are full of. */
const small = Array.from({ length: 256 }, (_, value) => integer(BigInt(value), undefined, true))

/** More digits than this are beyond the size of an integer in every radix. */
const MAX_DIGITS = INTEGER_BITS

/** The value of a number token. */
export function readNumber(text: string): IntegerValue | LiteralMistake {
  const short = shortDecimal(text)
  if (short !== undefined) return small[short] ?? integer(BigInt(short), undefined, true)
  if (text.startsWith('$')) return withRadix(HEXADECIMAL, text.slice(1))
  if (text.startsWith('%')) return withRadix(BINARY, text.slice(1))
  const radix = text.startsWith('0') ? byMark[text[1]] : undefined
  return radix === undefined ? longDecimal(text) : withRadix(radix, text.slice(2))
}

/** A decimal number that is exact as a JavaScript number. */
function shortDecimal(text: string): number | undefined {
  if (text.length > 15) return undefined
  let value = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value
}

function longDecimal(text: string): IntegerValue | LiteralMistake {
  const digits = text.replaceAll('_', '')
  if (!/^[0-9]+$/.test(digits)) return invalidDigits('decimal', text)
  if (digits.length > MAX_DIGITS / 4) return tooLarge
  return integer(BigInt(digits), undefined, true)
}

function withRadix(radix: Radix, written: string): IntegerValue | LiteralMistake {
  const digits = written.replaceAll('_', '')
  if (digits === '')
    return { code: 'number-without-digits', message: 'invalid value: a number without digits' }
  if (!radix.digits.test(digits)) return invalidDigits(radix.name, written)
  const size = digits.length * radix.bitsPerDigit
  if (size > INTEGER_BITS) return tooLarge
  return integer(BigInt(radix.prefix + digits), size, true)
}

const tooLarge: LiteralMistake = {
  code: 'value-range',
  message: 'this number is outside the supported range',
}

function invalidDigits(name: string, text: string): LiteralMistake {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return { code: 'invalid-digits', message: `invalid digits for a ${name} number: \`${shown}\`` }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  t: '\t',
  r: '\r',
  n: '\n',
  "'": "'",
  '"': '"',
  '\\': '\\',
}
const ESCAPE = /\\(?:x([0-7][0-9a-fA-F])|u\{([0-9a-fA-F]{0,6})\}|([0trn'"\\]))|\\/g

/** The value of a string token, quotes included: its UTF-8 bytes as a signed integer of that size. */
export function readString(token: string): IntegerValue | LiteralMistake {
  const text = withoutEscapes(token.slice(1, -1))
  if (text === undefined) return { code: 'invalid-escape', message: 'invalid escape in a string' }
  return encodedString(new TextEncoder().encode(text), text)
}

/** A string of these bytes. */
export function encodedString(bytes: Uint8Array, text: string): IntegerValue | LiteralMistake {
  const size = bytes.length * 8
  if (size > INTEGER_BITS) return { code: 'value-range', message: 'this string is longer than supported' }
  return stringValue(BigInt.asIntN(size, integerFromBytes(bytes)), size, text)
}

/** A text with its escapes replaced, undefined when one is invalid. */
export function withoutEscapes(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw
  let isValid = true
  const text = raw.replaceAll(ESCAPE, (_, byte?: string, scalar?: string, simple?: string) => {
    if (simple !== undefined) return SIMPLE_ESCAPES[simple]
    const code = Number.parseInt(byte ?? scalar ?? 'none', 16)
    const isScalar = byte !== undefined || (code <= 0x10ffff && (code & 0xfff800) !== 0xd800)
    if (scalar !== '' && !isScalar) isValid = false
    return isValid ? String.fromCodePoint(scalar === '' ? 0 : code) : ''
  })
  return isValid ? text : undefined
}
