// Tokens of the postfix language (spec/stackvm.md section 4).

import type { Dialect } from '../options.js'

/** Digits, an operator, or anything else, with its place in UTF-16 units. */
export interface Token {
  readonly text: string
  readonly start: number
}

/** A token may be any run of characters that separate nothing; only the extended dialect has comments. */
const TOKENS: Readonly<Record<Dialect, RegExp>> = {
  reference: /[^ \n]+/g,
  extended: /#[^\n]*|[^ \n\t\r]+/g,
}

/** The tokens of a text, one after the other; comments are left out. */
export function* tokensOf(text: string, dialect: Dialect): Generator<Token> {
  for (const match of text.matchAll(TOKENS[dialect])) {
    if (dialect === 'extended' && match[0].startsWith('#')) continue
    yield { text: match[0], start: match.index }
  }
}
