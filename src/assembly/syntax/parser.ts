// Source text to statements. Mistakes are reported, and reading goes on at the next line.

import { type Diagnostics, error, primary } from '../../core/index.js'
import { SYMBOL_DEPTH } from '../limits.js'
import { readInstructionText } from './asm-parser.js'
import { parseDirective } from './directives.js'
import type { Expression } from './expression.js'
import { parseExpression } from './expression-parser.js'
import { InstructionNode, type Node, type SourceUnit } from './node.js'
import { TokenReader } from './token-reader.js'
import { END, isKeyword, kindOf, LINE_BREAK, type TokenList, WORD } from './tokens.js'

const HASH = kindOf('#')
const DOT = kindOf('.')
const COLON = kindOf(':')
const EQUALS = kindOf('=')
const CLOSE_BRACE = kindOf('}')

/** How strict the grammar is. */
export interface Grammar {
  /** Whether the `}` of a body ends a line, too (spec/lrvm.md 17.7). */
  readonly braceEndsLine: boolean
}

/** Parses the tokens of a file. */
export function parseFile(
  unit: SourceUnit,
  tokens: TokenList,
  grammar: Grammar,
  diagnostics: Diagnostics,
): Node[] {
  return new LineParser(unit, new TokenReader(tokens), grammar, diagnostics).lines()
}

/** The dots and the name of a symbol that is declared. */
export interface DeclaredName {
  readonly depth: number
  readonly name: string
  readonly start: number
  readonly nameEnd: number
}

/** Parses lines; directives are parsed by functions that are given this object. */
export class LineParser {
  /** How many bodies of directives are open. */
  blockDepth = 0

  constructor(
    readonly unit: SourceUnit,
    readonly reader: TokenReader,
    readonly grammar: Grammar,
    readonly diagnostics: Diagnostics,
  ) {}

  /** Lines up to the end, or up to the `}` that closes the current body. */
  lines(): Node[] {
    const { reader } = this
    const nodes: Node[] = []
    for (;;) {
      reader.skipLineBreaks()
      const { kind } = reader
      if (kind === END || (kind === CLOSE_BRACE && this.blockDepth > 0)) return nodes
      const node = this.#line(kind)
      if (node !== undefined) nodes.push(node)
      if (reader.failure !== undefined) this.recover()
    }
  }

  /** Reports the mistake, if there is one, and goes to the end of its line or to a token of kind `stop` before it. */
  recover(stop = LINE_BREAK): void {
    const { reader } = this
    const { failure } = reader
    if (failure === undefined) return
    this.diagnostics.add(failure.diagnostic)
    reader.resumeAt(Math.min(failure.at, reader.end))
    while (reader.kind !== LINE_BREAK && reader.kind !== END && reader.kind !== stop && !this.#closesBody()) {
      reader.advance()
    }
  }

  /** Requires the end of the line. */
  expectLineEnd(): void {
    const { reader } = this
    if (reader.accept(LINE_BREAK) || reader.kind === END) return
    if (this.#endsLine()) return
    reader.missing('expected-line-break', 'expected line break')
  }

  /** Parses the expression that the rest of a line is. */
  expressionLine(): Expression {
    const value = parseExpression(this.reader)
    this.expectLineEnd()
    return this.reader.failure === undefined ? value : { kind: 'invalid', start: value.start, end: value.end }
  }

  /** Parses dots and a name. */
  declaredName(): DeclaredName | undefined {
    const { reader } = this
    const { start } = reader
    let depth = 0
    while (reader.acceptUseful(DOT)) depth++
    const word = reader.expectWord()
    if (word === undefined) return undefined
    if (depth > SYMBOL_DEPTH) {
      reader.fail(
        'nesting-skipped',
        `symbols have at most ${SYMBOL_DEPTH} nesting levels`,
        reader.spanFrom(start),
      )
    }
    return { depth, name: reader.tokens.word(word), start, nameEnd: reader.lastEnd }
  }

  /** The rest of a constant, from its `=` on. */
  constant({ depth, name, start, nameEnd }: DeclaredName, isListed: boolean): Node | undefined {
    if (!this.reader.expect('=')) return undefined
    const value = this.expressionLine()
    const { unit, reader } = this
    return {
      kind: 'constant',
      unit,
      depth,
      name,
      nameEnd,
      value,
      isListed,
      start,
      end: Math.max(nameEnd, reader.lastEnd),
    }
  }

  #endsLine(): boolean {
    return this.grammar.braceEndsLine && this.#closesBody()
  }

  #closesBody(): boolean {
    return this.blockDepth > 0 && this.reader.kind === CLOSE_BRACE
  }

  #line(kind: number): Node | undefined {
    if (kind === HASH) return parseDirective(this)
    if (kind === DOT || (kind === WORD && this.#declaresSymbol())) return this.#symbol()
    return this.#instruction()
  }

  #declaresSymbol(): boolean {
    const { reader } = this
    const next = reader.kindAt(reader.usefulFrom(reader.at + 1))
    return (next === COLON || next === EQUALS) && !isKeyword(reader.tokens.words[reader.at])
  }

  #symbol(): Node | undefined {
    const { reader, unit } = this
    const declared = this.declaredName()
    if (declared === undefined) return undefined
    if (reader.kindAt(reader.usefulFrom(reader.at)) === EQUALS) return this.constant(declared, true)
    if (!reader.expect(':')) return undefined
    const { depth, name, start } = declared
    return { kind: 'label', unit, depth, name, start, end: reader.lastEnd }
  }

  #instruction(): Node | undefined {
    const { reader, unit } = this
    const text = readInstructionText(reader)
    const { tokens, first, last } = text
    if (last === first) {
      this.diagnostics.add(
        error('expected-line-break', 'expected line break, found a `}` that closes nothing', {
          labels: [primary(tokens.span(first))],
        }),
      )
      reader.advance()
      return undefined
    }
    if (reader.kind === CLOSE_BRACE && !this.#endsLine()) {
      reader.fail('expected-line-break', 'expected line break, found `}`', tokens.span(last))
    }
    this.expectLineEnd()
    return new InstructionNode(unit, tokens, first, last)
  }
}
