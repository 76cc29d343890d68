// The parser of the section language, mistakes and recovery included (spec/mvm.md 3.4).
//
// Expressions contain items, items contain expressions, and sources may nest them without limit: what is begun and not
// finished lies on a stack of its own.

import { combine } from './combine.js'
import { type Finding, finding } from './findings.js'
import { MNEMONICS } from './mnemonics.js'
import { NOTHING, type Node } from './nodes.js'
import { numberMessage } from './numbers.js'
import { endOf, type Place } from './source-text.js'
import { END, type Token, type TokenKind } from './tokens.js'

/** The items of a source, or what is wrong with it. */
export interface ParsedSource {
  readonly items: readonly Node[]
  readonly findings: readonly Finding[]
}

/** Parses tokens. */
export function parse(tokens: readonly Token[]): ParsedSource {
  return new Parser(tokens).run()
}

/** Something begun that waits for an expression. */
type Pending =
  | { readonly kind: 'instruction'; readonly token: Token; readonly operands: readonly Node[] }
  /** `index` is that of the bracket among the tokens: the original takes it for an offset. */
  | { readonly kind: 'bracket'; readonly index: number }
  | { readonly kind: 'binary'; readonly start: number; readonly operator: string; readonly left: Node }

const TERMS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'identifier',
  'constant',
  'asmconstant',
  'stringconstant',
  'asmreg',
  'currentptr',
])

const placeOf = ({ offset, length }: Place): Place => ({ offset, length })
const fromTo = (start: number, end: number): Place => ({ offset: start, length: end - start })

class Parser {
  readonly items: Node[] = []
  readonly findings: Finding[] = []
  private cursor = 0
  private stop = false
  private pending: Pending[] = []

  constructor(private readonly tokens: readonly Token[]) {}

  run(): ParsedSource {
    while (this.cursor < this.tokens.length && !this.stop) {
      const node = this.expression()
      if (node.kind !== 'nothing') this.items.push(node)
    }
    return this
  }

  /** The current token; looking behind the last one ends the source. */
  private get token(): Token {
    if (this.cursor >= this.tokens.length) this.stop = true
    return this.tokens[this.cursor] ?? END
  }

  private consume(): Token {
    const { token } = this
    this.cursor++
    return token
  }

  private report(code: string, { offset, length }: Place, message: string, label: string): void {
    this.findings.push(finding(code, { offset, length }, message, label))
  }

  private expect(kind: TokenKind): void {
    const { token } = this
    const message = `expected \`${kind}\` token, but found \`${token.kind}\``
    this.report('unexpected_token', token, message, `this token expected to be \`${kind}\``)
  }

  private expression(): Node {
    let node = this.begin()
    for (;;) {
      if (node === undefined) node = this.begin()
      else {
        const waiting = this.pending.pop()
        if (waiting === undefined) return node
        node = this.goOn(waiting, node)
      }
    }
  }

  /** Reads up to the next expression inside, which is then pending, or to the end of this one. */
  private begin(): Node | undefined {
    const { token } = this
    if (!TERMS.has(token.kind)) return this.item(token)
    this.cursor++
    const term = this.term(token)
    const next = this.token
    if (next.kind === 'eof') this.stop = true
    if (next.kind !== 'operator') return term
    if (next.text === '!') {
      const message = 'Unsupported expression with operator found'
      this.report('unsupported_expression', next, message, 'operator ! is not supported')
    }
    this.cursor++
    this.pending.push({ kind: 'binary', start: token.offset, operator: next.text, left: term })
    return undefined
  }

  private term(token: Token): Node {
    const { text, value = 0n } = token
    const place = placeOf(token)
    switch (token.kind) {
      case 'identifier':
        return { kind: 'identifier', name: text, ...place }
      case 'stringconstant':
        return { kind: 'string', ...place }
      case 'currentptr':
        return { kind: 'pointer', ...place }
      case 'asmreg':
        return { kind: 'register', value: BigInt(value), ...place }
      case 'asmconstant':
        return { kind: 'constant', value: BigInt(value), ...place }
      default:
        return { kind: 'number', value: this.number(token), ...place }
    }
  }

  /** Floats that are no numbers of 64 bits are found only here. */
  private number({ value = 0n, ...token }: Token): bigint {
    if (typeof value === 'bigint') return value
    this.report('number_parse_error', token, numberMessage(value), 'constant type: u64')
    return 0n
  }

  private item(token: Token): Node | undefined {
    switch (token.kind) {
      case 'instruction':
        this.cursor++
        return this.operand({ kind: 'instruction', token, operands: [] })
      case 'keyword':
        this.cursor++
        return this.directive(token)
      case 'label':
        this.cursor++
        return { kind: 'label', name: token.text.slice(0, -1), ...placeOf(token) }
      case 'lbrack':
        this.pending.push({ kind: 'bracket', index: this.cursor })
        this.cursor++
        return undefined
      case 'eof':
        this.stop = true
        return NOTHING
      default:
        this.cursor++
        this.report('unexpected_token', token, 'Unknown expression found', 'verify this token')
        return NOTHING
    }
  }

  private directive(keyword: Token): Node {
    const wanted = keyword.text === 'ascii' ? 'stringconstant' : 'identifier'
    if (this.token.kind !== wanted) {
      this.expect(wanted)
      this.cursor++
      return NOTHING
    }
    const operand = this.consume()
    const kind = keyword.text as 'section' | 'entry' | 'ascii'
    return { kind, text: operand.text, ...fromTo(keyword.offset, endOf(operand)) }
  }

  private goOn(waiting: Pending, node: Node): Node | undefined {
    switch (waiting.kind) {
      case 'instruction':
        return this.operandRead(waiting, node)
      case 'bracket':
        return this.closeBracket(waiting.index, node)
      case 'binary':
        return combine(waiting, node)
    }
  }

  /** Waits for the next operand, unless the instruction has all. */
  private operand(waiting: Extract<Pending, { kind: 'instruction' }>): Node | undefined {
    const { token, operands } = waiting
    if (operands.length < (MNEMONICS.get(token.text)?.operands ?? 0)) {
      this.pending.push(waiting)
      return undefined
    }
    const end = operands.length === 0 ? endOf(token) : endOf(operands[operands.length - 1])
    return { kind: 'instruction', word: token.text, operands, ...fromTo(token.offset, end) }
  }

  private operandRead(waiting: Extract<Pending, { kind: 'instruction' }>, node: Node): Node | undefined {
    const operands = [...waiting.operands, node]
    const wantsAnother = operands.length < (MNEMONICS.get(waiting.token.text)?.operands ?? 0)
    if (wantsAnother && this.token.kind !== 'comma') {
      this.expect('comma')
      this.consume()
      this.consume()
      return NOTHING
    }
    if (wantsAnother) this.cursor++
    return this.operand({ ...waiting, operands })
  }

  private closeBracket(index: number, inner: Node): Node {
    const first = this.tokens[index + 1] ?? END
    const last = this.tokens[this.cursor - 1] ?? END
    if (this.token.kind === 'rbrack') this.cursor++
    else this.expect('rbrack')
    const inside = fromTo(first.offset, endOf(last))
    return { kind: 'bracket', inner, inside, offset: index, length: inner.length + 2 }
  }
}
