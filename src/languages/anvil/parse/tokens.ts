// Tokens of Anvil. Line breaks are no tokens; each token knows whether it is the first one on its line.

import type { Mistakes, Place } from '../mistakes.js'
import { KEYWORDS, SYMBOLS } from '../words.js'

export type TokenKind = 'name' | 'keyword' | 'integer' | 'float' | 'text' | 'symbol' | 'end' | 'bad'

/** A piece of the source; `bad` is a character that begins none, which has been reported. Of a text, `text` is what stands between the quotes, escapes resolved. */
export interface Token extends Place {
  readonly kind: TokenKind
  readonly text: string
  readonly isFirstOnLine: boolean
}

const SPACE = /(?:[ \t\r\n]|\/\/[^\n]*)+/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
/** A number, with whatever letters and digits stick to it; what is wrong with these is said once. */
const NUMBER = /(?:0[xXbB][A-Za-z0-9_]*|\d[0-9_]*(?:\.\d[0-9_]*)?(?:[eE][+-]?\d+)?[A-Za-z0-9_]*)/y
const TEXT = /"(?:\\[^\n]|[^"\\\n])*"?/y

/** Takes a source apart. The last token is `end`. */
export function tokensOf(text: string, mistakes: Mistakes): readonly Token[] {
  const tokens: Token[] = []
  let lineHasToken = false
  for (let at = 0; at < text.length; ) {
    const space = matchAt(SPACE, text, at)
    if (space !== undefined) {
      lineHasToken &&= !space.includes('\n')
      at += space.length
      continue
    }
    const token = tokenAt(text, at, !lineHasToken, mistakes)
    tokens.push(token)
    lineHasToken = true
    at = token.end
  }
  const end = { start: text.length, end: text.length }
  return [...tokens, { kind: 'end', text: '', isFirstOnLine: true, ...end }]
}

function tokenAt(text: string, at: number, isFirstOnLine: boolean, mistakes: Mistakes): Token {
  const found = (kind: TokenKind, part: string, shown = part): Token => ({
    kind,
    text: shown,
    start: at,
    end: at + part.length,
    isFirstOnLine,
  })
  const word = matchAt(WORD, text, at)
  if (word !== undefined) return found(KEYWORDS.has(word) ? 'keyword' : 'name', word)
  const number = matchAt(NUMBER, text, at)
  if (number !== undefined) return found(isFloat(number) ? 'float' : 'integer', number)
  const quoted = matchAt(TEXT, text, at)
  if (quoted !== undefined) return found('text', quoted, contentsOf(quoted, at, mistakes))
  const symbol = SYMBOLS.find((one) => text.startsWith(one, at))
  if (symbol !== undefined) return found('symbol', symbol)
  const character = String.fromCodePoint(text.codePointAt(at) as number)
  badCharacter(character, at, mistakes)
  return found('bad', character)
}

const isFloat = (number: string): boolean => !/^0[xb]/i.test(number) && /[.eE]/.test(number)

/** What beginners from other languages write. */
const INSTEAD: Readonly<Record<string, string>> = {
  '!': 'write not',
  '&': 'write and; there are no operations on bits',
  '|': 'write or; there are no operations on bits',
  '#': 'comments begin with //',
  "'": 'texts are in double quotes',
}

function badCharacter(character: string, at: number, mistakes: Mistakes): void {
  const place = { start: at, end: at + character.length }
  const message = `nothing begins with ${JSON.stringify(character)}`
  mistakes.error('bad-character', place, message, { help: INSTEAD[character] })
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '"': '"', '\\': '\\' }

function contentsOf(quoted: string, at: number, mistakes: Mistakes): string {
  const isClosed = quoted.length > 1 && /(?:^|[^\\])(?:\\\\)*"$/.test(quoted.slice(1))
  const inside = quoted.slice(1, isClosed ? -1 : undefined)
  if (!isClosed)
    mistakes.error('bad-text', { start: at, end: at + quoted.length }, 'this text is not closed', {
      help: 'a text ends with " on the line where it begins',
    })
  return inside.replace(/\\(.)/gu, (written, character: string, index: number) => {
    const known = ESCAPES[character]
    if (known !== undefined) return known
    const start = at + 1 + index
    const help = 'the escapes are \\n, \\t, \\" and \\\\'
    mistakes.error('bad-text', { start, end: start + written.length }, `${written} is no escape`, { help })
    return ''
  })
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
