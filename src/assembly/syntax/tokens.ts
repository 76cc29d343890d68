// Tokens of a source text, kept in columns: a million lines are a few arrays and not millions of objects.

import type { SourceFile, Span } from '../../core/index.js'
import { WordTable } from './words.js'

const PUNCTUATION = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '.',
    ',',
    ':',
    '::',
    '->',
    '<-',
    '=>',
    '#',
    '+',
    '-',
    '*',
    '/',
    '%',
    '^',
    '~',
    '@',
  ],
  ...['`', '&', '&&', '|', '||', '=', '==', '?', '!', '!=', '<', '<=', '<<', '>', '>=', '>>', '>>>'],
] as const

/** The text of a punctuation token. */
export type Punctuation = (typeof PUNCTUATION)[number]

/** Kinds of tokens; punctuation follows from `FIRST_PUNCTUATION` on. */
export const END = 0
export const LINE_BREAK = 1
export const WORD = 2
export const NUMBER = 3
export const STRING = 4
/** A character that begins no token. */
export const ERROR = 5
const FIRST_PUNCTUATION = 6

const kindByText = new Map<string, number>(
  PUNCTUATION.map((text, index) => [text, FIRST_PUNCTUATION + index]),
)

/** The kind of a punctuation token. */
export const kindOf = (text: Punctuation): number => kindByText.get(text)!
/** How many kinds there are. */
export const KIND_COUNT = FIRST_PUNCTUATION + PUNCTUATION.length
/** All punctuation, longest first. */
export const punctuationByLength: readonly Punctuation[] = [...PUNCTUATION].sort(
  (a, b) => b.length - a.length,
)

/** Reserved words; they have the first numbers of every word table. */
export const KEYWORDS = ['asm', 'struct', 'true', 'false'] as const
export const ASM = 0
export const STRUCT = 1
export const TRUE = 2
export const FALSE = 3

/** A word table that knows the reserved words. */
export const newWordTable = (): WordTable => new WordTable(KEYWORDS)
export const isKeyword = (word: number): boolean => word < KEYWORDS.length

/** The tokens of a text, without blanks and comments. The last one is `END`; it is not counted. */
export class TokenList {
  count = 0
  kinds: Uint8Array
  starts: Uint32Array
  ends: Uint32Array
  /** Of words: their number in the table. */
  words: Uint32Array

  constructor(
    readonly file: SourceFile,
    readonly table: WordTable,
    capacity: number,
  ) {
    this.kinds = new Uint8Array(capacity)
    this.starts = new Uint32Array(capacity)
    this.ends = new Uint32Array(capacity)
    this.words = new Uint32Array(capacity)
  }

  add(kind: number, start: number, end: number, word = 0): void {
    const index = this.count
    if (index === this.kinds.length) this.#grow()
    this.kinds[index] = kind
    this.starts[index] = start
    this.ends[index] = end
    this.words[index] = word
    this.count = index + 1
  }

  text(index: number): string {
    return this.file.text.slice(this.starts[index], this.ends[index])
  }

  word(index: number): string {
    return this.table.texts[this.words[index]]
  }

  /** The source from token `first` up to, but not including, token `end`. */
  span(first: number, end = first + 1): Span {
    const start = this.starts[first]
    return { file: this.file, start, end: end > first ? this.ends[end - 1] : start }
  }

  #grow(): void {
    const capacity = this.kinds.length * 2 + 16
    const larger = (old: Uint32Array): Uint32Array => {
      const array = new Uint32Array(capacity)
      array.set(old)
      return array
    }
    const kinds = new Uint8Array(capacity)
    kinds.set(this.kinds)
    this.kinds = kinds
    this.starts = larger(this.starts)
    this.ends = larger(this.ends)
    this.words = larger(this.words)
  }
}

/** Index of the first token that begins at or behind an offset; it is one of `first`…`last`, or `last` itself. */
export function firstTokenFrom(
  { starts, count }: TokenList,
  offset: number,
  first = 0,
  last = count,
): number {
  let low = first
  let high = last
  while (low < high) {
    const middle = (low + high) >>> 1
    if (starts[middle] < offset) low = middle + 1
    else high = middle
  }
  return low
}
