// Where the parser is in the tokens. After a mistake it is lost: it sees nothing but `lost` until somebody finds a place
// to go on. So one mistake is one message, and nobody has to look whether something went wrong.

import type { ErrorCode, Mistakes, Place, Remarks } from '../mistakes.js'
import type { Token, TokenKind } from './tokens.js'

type SeenKind = TokenKind | 'lost'
/** A token, or none. */
export type Seen = Omit<Token, 'kind'> & { readonly kind: SeenKind }

/** Reads tokens one after the other. */
export class Cursor {
  private at = 0
  private isLost = false

  constructor(
    private readonly tokens: readonly Token[],
    readonly mistakes: Mistakes,
  ) {}

  /** The next token. */
  get token(): Seen {
    return this.isLost ? { ...this.next, kind: 'lost', text: '' } : this.next
  }

  /** The end of the token before. */
  get end(): number {
    return this.tokens[this.at - 1]?.end ?? 0
  }

  /** Whether the next token is this sign or keyword. */
  is(text: string): boolean {
    const { kind, text: seen } = this.token
    return (kind === 'symbol' || kind === 'keyword') && seen === text
  }

  /** Takes the next token, whatever it is. */
  take(): Seen {
    const { token } = this
    if (!this.isLost && token.kind !== 'end') this.at++
    return token
  }

  /** Takes the next token if it is this sign or keyword. */
  accept(text: string): Seen | undefined {
    return this.is(text) ? this.take() : undefined
  }

  /** Takes this sign or keyword; anything else is a mistake. */
  expect(text: string, remarks: Remarks = {}): Seen | undefined {
    return this.accept(text) ?? this.lose(`expected ${text}`, remarks)
  }

  /** Whether the next token can stand where a statement has ended. */
  get isAtStatementEnd(): boolean {
    const { kind, isFirstOnLine } = this.token
    return kind === 'end' || kind === 'lost' || isFirstOnLine || this.is(';') || this.is('}')
  }

  /** Reports that the next token is not what was expected, and is lost from there on. */
  lose(message: string, remarks: Remarks = {}): undefined {
    this.refuse('syntax', `${message}${this.found()}`, remarks)
    return undefined
  }

  /** How many tokens have been taken. */
  get position(): number {
    return this.at
  }

  /** Goes on at the first statement behind the one that begins at a position, or at the end of the block. */
  findStatement(beginning: number): void {
    if (!this.isLost) return
    this.isLost = false
    while (this.next.kind !== 'end' && !this.is('}')) {
      if (this.at > beginning && (this.next.isFirstOnLine || this.is(';'))) return
      if (this.is('{')) this.skipBlock()
      else this.at++
    }
  }

  /** Reports that what comes next is refused, whatever it is, and is lost from there on. */
  refuse(code: ErrorCode, message: string, remarks: Remarks): void {
    const isReported = this.isLost || this.next.kind === 'bad'
    if (!isReported) this.mistakes.error(code, this.placeOfNext(), message, remarks)
    this.isLost = true
  }

  /** Goes on at a sign, if it comes on this line. */
  findOnLine(sign: string): void {
    if (!this.isLost) return
    for (let at = this.at; this.tokens[at].kind !== 'end'; at++) {
      if (at > this.at && this.tokens[at].isFirstOnLine) return
      if (this.tokens[at].kind !== 'symbol' || this.tokens[at].text !== sign) continue
      this.at = at
      this.isLost = false
      return
    }
  }

  private skipBlock(): void {
    let depth = 0
    do {
      if (this.is('{')) depth++
      if (this.is('}')) depth--
      this.at++
    } while (depth > 0 && this.next.kind !== 'end')
  }

  private get next(): Token {
    return this.tokens[this.at]
  }

  private found(): string {
    const { kind, text, isFirstOnLine } = this.next
    if (kind === 'end') return ' before the end of the program'
    if (isFirstOnLine) return ' before the end of the line'
    return kind === 'text' ? ', found a text' : `, found ${text}`
  }

  /** A line that ends too early is pointed at behind its last token. */
  private placeOfNext(): Place {
    const { isFirstOnLine } = this.next
    return isFirstOnLine && this.at > 0 ? { start: this.end, end: this.end } : this.next
  }
}
