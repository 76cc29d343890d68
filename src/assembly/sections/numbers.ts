// Numbers of the section language, with their own idea of digits and bases (spec/mvm.md 3.3).

import { isInNumber } from './characters.js'
import { type Finding, finding } from './findings.js'
import type { SourceText } from './source-text.js'

type Mode = 'decimal' | 'binary' | 'hexadecimal' | 'float'

const BASES = { decimal: 10n, binary: 2n, hexadecimal: 16n } as const
const LARGEST_INTEGER = 2n ** 63n - 1n
const LARGEST_VALUE = 2n ** 64n - 1n

export const INVALID_DIGIT = 'invalid digit found in string'
export const TOO_LARGE = 'number too large to fit in target type'
const INVALID_FLOAT = 'invalid float literal'

/** The message for a number that cannot be read. */
export const numberMessage = (reason: string): string => `Number parser returned an error: ${reason}`

/** A number: a value, or why it is none that fits; or a mistake. `end` is where the lexer goes on. */
export type ScannedNumber =
  | { readonly end: number; readonly value: bigint | string }
  | { readonly end: number; readonly mistake: Finding }

/** Reads the number whose first digit is at `start`. */
export function scanNumber(source: SourceText, start: number): ScannedNumber {
  return new NumberScanner(source, start).scan()
}

class NumberScanner {
  private mode: Mode = 'decimal'
  private digits = ''
  private cursor: number

  constructor(
    private readonly source: SourceText,
    private readonly start: number,
  ) {
    this.cursor = start
  }

  private get character(): string {
    return String.fromCodePoint(this.source.at(this.cursor))
  }

  scan(): ScannedNumber {
    while (isInNumber(this.source.at(this.cursor))) {
      const mistake = this.part()
      if (mistake !== undefined) return { end: this.cursor, mistake }
    }
    const value = this.value()
    if (typeof value === 'bigint' || value.isLate) return { end: this.cursor, value: textOf(value) }
    return { end: this.cursor, mistake: this.mistake('number_parse_error', numberMessage(value.reason)) }
  }

  private part(): Finding | undefined {
    const { character } = this
    if (character === '0') return this.zero()
    if (character === '.') {
      if (this.mode !== 'decimal') return this.wrong('floating')
      this.mode = 'float'
    }
    if (character !== '_') this.digits += character
    this.cursor++
    return undefined
  }

  /** A zero may begin a prefix; wherever it looks like one it has to be one. */
  private zero(): Finding | undefined {
    this.cursor++
    const prefix = PREFIXES[this.character]
    if (prefix === undefined) {
      this.digits += '0'
      return undefined
    }
    if (this.mode !== 'decimal' || this.digits !== '') return this.wrong(prefix)
    this.mode = prefix
    this.cursor++
    return undefined
  }

  private wrong(what: string): Finding {
    return this.mistake(
      'constant_error',
      `Invalid ${what} number constant found`,
      'detected constant type is',
    )
  }

  private mistake(code: string, message: string, label = 'constant type'): Finding {
    const place = { offset: this.start, length: this.cursor - this.start }
    return finding(code, place, message, `${label}: ${this.mode}`)
  }

  private value(): bigint | Failure {
    if (this.digits === '') return 0n
    return this.mode === 'float' ? floatValue(this.digits) : integerValue(this.digits, BASES[this.mode])
  }
}

const PREFIXES: Readonly<Record<string, 'binary' | 'hexadecimal'>> = { b: 'binary', x: 'hexadecimal' }

/** Why there is no value; some reasons are found only when the parser looks at the number. */
interface Failure {
  readonly reason: string
  readonly isLate: boolean
}

const textOf = (value: bigint | Failure): bigint | string =>
  typeof value === 'bigint' ? value : value.reason
const early = (reason: string): Failure => ({ reason, isLate: false })
const late = (reason: string): Failure => ({ reason, isLate: true })

function integerValue(digits: string, base: bigint): bigint | Failure {
  let value = 0n
  for (const character of digits) {
    const digit = Number.parseInt(character, 16)
    if (Number.isNaN(digit) || BigInt(digit) >= base) return early(INVALID_DIGIT)
    value = value * base + BigInt(digit)
    if (value > LARGEST_INTEGER) return early(TOO_LARGE)
  }
  return value
}

/** Floats become text and that text becomes a number again: 15 to 17 digits are exact, the rest is zeros. */
function floatValue(text: string): bigint | Failure {
  if (!/^(\d+\.?\d*|\.\d+)([eE]\d+)?$/.test(text)) return early(INVALID_FLOAT)
  const float = Number(text)
  if (!Number.isInteger(float)) return late(INVALID_DIGIT)
  const value = BigInt(withoutExponent(`${float}`))
  return value > LARGEST_VALUE ? late(TOO_LARGE) : value
}

/** `1.5e+21` as digits. */
function withoutExponent(text: string): string {
  const match = /^(\d)(?:\.(\d+))?e\+(\d+)$/.exec(text)
  if (match === null) return text
  const [, first, rest = '', exponent] = match
  return first + rest.padEnd(Number(exponent), '0')
}
