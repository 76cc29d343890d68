// Tokens of a line of assembly text (spec/uvm.md section 7).

import { Mistake, type Place } from './mistake.js'

/** A piece of a line. What looks like a number or a character is told from what is one when it is used. */
export interface Token extends Place {
  readonly kind: 'word' | 'character' | ':' | ','
  readonly text: string
}

const BLANKS = /[ \t]+/y
const WORD = /[A-Za-z0-9_.+-]+/y
/** A character literal that is not closed reaches to the end of the line. */
const CHARACTER = /'(?:\\.|[^'\\])*(?:'|\\?$)/y

/** The tokens of a line that starts at an offset; comments are left out. */
export function tokensOf(line: string, offset: number): readonly Token[] | Mistake {
  const tokens: Token[] = []
  for (let at = 0; at < line.length && !isComment(line[at]); ) {
    const blanks = matchAt(BLANKS, line, at)
    const token = blanks === undefined ? tokenAt(line, at, offset) : undefined
    if (token instanceof Mistake) return token
    if (token !== undefined) tokens.push(token)
    at += (blanks ?? token?.text ?? '').length
  }
  return tokens
}

const isComment = (character: string): boolean => character === ';' || character === '#'

function tokenAt(line: string, at: number, offset: number): Token | Mistake {
  const found = (kind: Token['kind'], text: string): Token => ({
    kind,
    text,
    start: offset + at,
    end: offset + at + text.length,
  })
  const character = line[at]
  if (character === ':' || character === ',') return found(character, character)
  const word = matchAt(WORD, line, at)
  if (word !== undefined) return found('word', word)
  const literal = matchAt(CHARACTER, line, at)
  if (literal !== undefined) return found('character', literal)
  const stranger = String.fromCodePoint(line.codePointAt(at) as number)
  const place = { start: offset + at, end: offset + at + stranger.length }
  return new Mistake('bad-character', `nothing begins with ${JSON.stringify(stranger)}`, place)
}

function matchAt(pattern: RegExp, line: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(line)?.[0]
}
