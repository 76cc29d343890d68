// Source text to tokens, in one pass (spec/asm-language.md section 2).

import type { SourceFile } from '../../core/index.js'
import {
  END,
  ERROR,
  kindOf,
  LINE_BREAK,
  NUMBER,
  type Punctuation,
  punctuationByLength,
  STRING,
  TokenList,
  WORD,
} from './tokens.js'
import type { WordTable } from './words.js'

// What a character can be part of.
const IDENTIFIER = 1
const DIGIT = 2
const HEX = 4
const BINARY = 8
const BLANK = 16

const classes = new Uint8Array(128)
const mark = (characters: string, bits: number): void => {
  for (const character of characters) classes[character.charCodeAt(0)] |= bits
}
mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$', IDENTIFIER)
mark('0123456789', IDENTIFIER | DIGIT)
mark('0123456789abcdefABCDEF_', HEX)
mark('01_', BINARY)
mark(' \t\r', BLANK)

const LINE_FEED = 10
const QUOTE = 34
const DOLLAR = 36
const PERCENT = 37
const STAR = 42
const SEMICOLON = 59
const BYTE_ORDER_MARK = 0xfeff

/** About what dense sources have. */
const TOKENS_PER_CHARACTER = 0.42

/** Per first character: the punctuation that begins with it, longest first. */
const punctuation: readonly (readonly { readonly text: Punctuation; readonly kind: number }[])[] = Array.from(
  { length: 128 },
  (_, code) =>
    punctuationByLength
      .filter((text) => text.charCodeAt(0) === code)
      .map((text) => ({ text, kind: kindOf(text) })),
)

/** Whether a character of this code may continue an identifier. */
export const continuesIdentifier = (code: number): boolean => hasClass(code, IDENTIFIER)
/** Whether a character of this code is a blank. */
export const isBlank = (code: number): boolean => hasClass(code, BLANK)
/** Whether a character of this code is a decimal digit. */
export const isDigit = (code: number): boolean => hasClass(code, DIGIT)

function hasClass(code: number, bits: number): boolean {
  return code < 128 && (classes[code] & bits) !== 0
}

/**
 * The tokens of `start`…`end` of a source text, up to the first one past `limit`. Wrong characters become error tokens;
 * nothing here fails.
 */
export function lex(
  file: SourceFile,
  table: WordTable,
  start = 0,
  end = file.text.length,
  limit = Number.POSITIVE_INFINITY,
): TokenList {
  return new Lexer(file, table, start, end, limit).run()
}

/** The offset behind a comment that starts at `start`; an unterminated block comment ends with the text. */
export function endOfComment(text: string, start: number, end: number): number {
  if (start + 1 >= end || text.charCodeAt(start + 1) !== STAR) {
    const lineFeed = text.indexOf('\n', start)
    return lineFeed < 0 ? end : Math.min(lineFeed, end)
  }
  let depth = 1
  let at = start + 2
  for (; at < end && depth > 0; at++) {
    const code = text.charCodeAt(at)
    const next = at + 1 < end ? text.charCodeAt(at + 1) : 0
    if (code === SEMICOLON && next === STAR) depth++
    else if (code === STAR && next === SEMICOLON) depth--
    else continue
    at++
  }
  return Math.min(at, end)
}

/** The offset of the next character that is neither blank, nor line break, nor in a comment. */
export function skipIgnorable(text: string, start: number, end: number): number {
  let at = start
  while (at < end) {
    const code = text.charCodeAt(at)
    if (isBlank(code) || code === LINE_FEED) at++
    else if (code === SEMICOLON) at = endOfComment(text, at, end)
    else break
  }
  return at
}

class Lexer {
  readonly #text: string
  readonly #tokens: TokenList
  #at: number

  constructor(
    file: SourceFile,
    readonly table: WordTable,
    start: number,
    readonly end: number,
    readonly limit: number,
  ) {
    this.#text = file.text
    const expected = Math.min(limit, Math.ceil((end - start) * TOKENS_PER_CHARACTER))
    this.#tokens = new TokenList(file, table, expected + 16)
    this.#at = start
  }

  run(): TokenList {
    if (this.#at === 0 && this.#text.charCodeAt(0) === BYTE_ORDER_MARK) this.#at = 1
    while (this.#at < this.end && this.#tokens.count <= this.limit) this.#next()
    this.#tokens.add(END, this.end, this.end)
    this.#tokens.count--
    return this.#tokens
  }

  #next(): void {
    const start = this.#at
    const code = this.#text.charCodeAt(start)
    const bits = code < 128 ? classes[code] : 0
    if ((bits & BLANK) !== 0) this.#at++
    else if (code === LINE_FEED) this.#add(LINE_BREAK, start + 1)
    else if (code === SEMICOLON) this.#at = endOfComment(this.#text, start, this.end)
    else if ((bits & DIGIT) !== 0) this.#add(NUMBER, this.#endOf(start, IDENTIFIER))
    else if (code === DOLLAR) this.#dollar(start)
    else if ((bits & IDENTIFIER) !== 0) this.#word(this.#endOf(start, IDENTIFIER))
    else if (code === QUOTE) this.#string(start)
    else this.#punctuation(code, start)
  }

  #add(kind: number, end: number): void {
    this.#tokens.add(kind, this.#at, end)
    this.#at = end
  }

  /** The offset behind the characters of a class from `start` on. */
  #endOf(start: number, bits: number): number {
    let at = start
    while (at < this.end && hasClass(this.#text.charCodeAt(at), bits)) at++
    return at
  }

  #word(end: number): void {
    this.#tokens.add(WORD, this.#at, end, this.table.intern(this.#text, this.#at, end))
    this.#at = end
  }

  #dollar(start: number): void {
    const end = this.#endOf(start + 1, IDENTIFIER)
    if (end > start + 1 && this.#endOf(start + 1, HEX) === end) this.#add(NUMBER, end)
    else this.#word(end)
  }

  #string(start: number): void {
    const close = this.#text.indexOf('"', start + 1)
    if (close < 0 || close >= this.end) this.#add(ERROR, start + 1)
    else this.#add(STRING, close + 1)
  }

  #punctuation(code: number, start: number): void {
    if (code === PERCENT) {
      const end = this.#endOf(start + 1, BINARY)
      if (end > start + 1) return this.#add(NUMBER, end)
    }
    const candidates = code < 128 ? punctuation[code] : []
    for (const { text, kind } of candidates) {
      if (text.length === 1 || this.#text.startsWith(text, start)) {
        if (start + text.length <= this.end) return this.#add(kind, start + text.length)
      }
    }
    const isPair = (code & 0xfc00) === 0xd800 && start + 1 < this.end
    this.#add(ERROR, start + (isPair ? 2 : 1))
  }
}
