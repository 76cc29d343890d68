// A cursor over tokens that stops at the first mistake: after it everything looks like the end.

import { type Details, type Diagnostic, error, primary, type Span } from '../../core/index.js'
import { END, ERROR, kindOf, LINE_BREAK, type Punctuation, type TokenList, WORD } from './tokens.js'

/** Reads tokens from `at` up to, but not including, `end`. */
export class TokenReader {
  /** The mistake that ended reading, and where the cursor was. */
  failure: { readonly diagnostic: Diagnostic; readonly at: number } | undefined
  /** End offset of the last consumed token that is not a line break: where something is missing. */
  #lastEnd: number

  constructor(
    public tokens: TokenList,
    public at = 0,
    public end = tokens.count,
  ) {
    this.#lastEnd = tokens.starts[at]
  }

  /** Continues with other tokens of the same text: what follows an offset that is inside of one of these. */
  continueWith(tokens: TokenList, from: number): void {
    this.tokens = tokens
    this.at = 0
    this.end = tokens.count
    this.#lastEnd = from
  }

  /** Offset where the text ends. */
  get textEnd(): number {
    return this.tokens.starts[this.end]
  }

  get kind(): number {
    return this.at < this.end && this.failure === undefined ? this.tokens.kinds[this.at] : END
  }

  /** Offset where the next token begins. */
  get start(): number {
    return this.tokens.starts[this.at]
  }

  /** Offset where the last consumed token ended. */
  get lastEnd(): number {
    return this.#lastEnd
  }

  advance(): void {
    if (this.tokens.kinds[this.at] !== LINE_BREAK) this.#lastEnd = this.tokens.ends[this.at]
    this.at++
  }

  skipLineBreaks(): void {
    while (this.kind === LINE_BREAK) this.at++
  }

  /** Index of the next token from `from` on that is not a line break. */
  usefulFrom(from: number): number {
    let index = from
    while (index < this.end && this.tokens.kinds[index] === LINE_BREAK) index++
    return index
  }

  /** Kind of the token at an index, which may be the end. */
  kindAt(index: number): number {
    return index < this.end ? this.tokens.kinds[index] : END
  }

  /** Consumes a token of this kind if it is next. */
  accept(kind: number): boolean {
    if (this.kind !== kind) return false
    this.advance()
    return true
  }

  /** Consumes a token of this kind, line breaks before it skipped if it is there. */
  acceptUseful(kind: number): boolean {
    const index = this.usefulFrom(this.at)
    if (this.failure !== undefined || this.kindAt(index) !== kind) return false
    this.at = index
    this.advance()
    return true
  }

  /** Consumes punctuation that has to be next; line breaks before it are skipped. */
  expect(text: Punctuation): boolean {
    if (this.acceptUseful(kindOf(text))) return true
    this.missing('expected-token', `expected \`${text}\``)
    return false
  }

  /** Consumes an identifier and gives its token, line breaks before it skipped. */
  expectWord(): number | undefined {
    const index = this.usefulFrom(this.at)
    if (this.failure === undefined && this.acceptUseful(WORD)) return index
    this.missing('expected-identifier', 'expected identifier')
    return undefined
  }

  /** Reports that something is missing behind the last consumed token. */
  missing(code: string, message: string, help?: string): void {
    this.fail(code, `${message}, found ${this.#foundText()}`, this.spanHere(), { help })
  }

  fail(code: string, message: string, span: Span, details: Details = {}): void {
    if (this.failure !== undefined) return
    const { labels = [] } = details
    const diagnostic = error(code, message, { ...details, labels: [primary(span), ...labels] })
    this.failure = { diagnostic, at: this.at }
  }

  /** The empty span behind the last consumed token. */
  spanHere(): Span {
    return { file: this.tokens.file, start: this.#lastEnd, end: this.#lastEnd }
  }

  spanFrom(start: number): Span {
    return { file: this.tokens.file, start, end: Math.max(start, this.#lastEnd) }
  }

  /** Forgets the mistake and continues at a token. */
  resumeAt(index: number): void {
    this.failure = undefined
    this.at = index
    this.#lastEnd = index > 0 ? this.tokens.ends[index - 1] : this.tokens.starts[0]
  }

  #foundText(): string {
    const kind = this.tokens.kinds[this.at]
    if (this.at >= this.tokens.count) return 'the end of the text'
    if (kind === LINE_BREAK) return 'the end of the line'
    const text = this.tokens.text(this.at)
    if (kind === ERROR && text === '"') return 'a string that is not closed'
    return `\`${text.length > 30 ? `${text.slice(0, 30)}…` : text}\``
  }
}
