// `asm` blocks (spec/asm-language.md section 9). What is wrong with their lines is said when they are evaluated.

import type { AsmLine, Expression } from './expression.js'
import { lex } from './lexer.js'
import { TokenReader } from './token-reader.js'
import { END, firstTokenFrom, isKeyword, kindOf, LINE_BREAK, type TokenList, WORD } from './tokens.js'

const HASH = kindOf('#')
const DOT = kindOf('.')
const COLON = kindOf(':')
const EQUALS = kindOf('=')
const OPEN_BRACE = kindOf('{')
const CLOSE_BRACE = kindOf('}')

/** Parses a block from its `{` on. It ends at the `}` that closes it, even when that is in a comment or a string. */
export function parseAsmBlock(reader: TokenReader, start: number): Expression {
  if (!reader.expect('{')) return { kind: 'invalid', start, end: reader.lastEnd }
  const from = reader.lastEnd
  const { tokens, textEnd } = reader
  const close = closingBrace(tokens.file.text, from, textEnd)
  if (close === undefined) {
    reader.at = reader.end
    reader.missing('expected-token', 'expected `}`')
    return { kind: 'invalid', start, end: reader.lastEnd }
  }
  const lines = linesOf(innerTokens(reader, from, close))
  continueBehind(reader, close, textEnd)
  return { kind: 'asm', lines, start, end: close + 1 }
}

function closingBrace(text: string, from: number, end: number): number | undefined {
  let depth = 1
  for (let at = from; at < end; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return undefined
}

/** The tokens inside of the braces; new ones when the closing brace is not a token of its own. */
function innerTokens({ tokens, at }: TokenReader, from: number, close: number): TokenReader {
  const last = firstTokenFrom(tokens, close)
  if (tokens.kinds[last] === CLOSE_BRACE && tokens.starts[last] === close)
    return new TokenReader(tokens, at, last)
  return new TokenReader(lex(tokens.file, tokens.table, from, close))
}

function continueBehind(reader: TokenReader, close: number, textEnd: number): void {
  const { tokens } = reader
  const last = firstTokenFrom(tokens, close)
  if (tokens.kinds[last] === CLOSE_BRACE && tokens.starts[last] === close) {
    reader.at = last
    reader.advance()
  } else reader.continueWith(lex(tokens.file, tokens.table, close + 1, textEnd), close + 1)
}

function linesOf(reader: TokenReader): AsmLine[] {
  const lines: AsmLine[] = []
  for (;;) {
    reader.skipLineBreaks()
    if (reader.kind === END) return lines
    lines.push(lineOf(reader))
  }
}

function lineOf(reader: TokenReader): AsmLine {
  const { at, start, tokens } = reader
  const next = reader.kindAt(reader.usefulFrom(at + 1))
  const isWord = reader.kind === WORD && !isKeyword(tokens.words[at])
  if (isWord && next === COLON) {
    reader.at = reader.usefulFrom(at + 1)
    reader.advance()
    return { kind: 'label', name: tokens.word(at), start, end: reader.lastEnd }
  }
  const isMisplaced =
    reader.kind === HASH || reader.kind === DOT || reader.kind === CLOSE_BRACE || (isWord && next === EQUALS)
  if (reader.kind === CLOSE_BRACE) reader.advance()
  return { kind: isMisplaced ? 'misplaced' : 'instruction', ...readInstructionText(reader) }
}

/** The text up to the line break, or the closing brace, at brace depth zero. */
export function readInstructionText(reader: TokenReader): {
  readonly tokens: TokenList
  readonly first: number
  readonly last: number
  readonly start: number
  readonly end: number
} {
  const { tokens, at: first, start } = reader
  let depth = 0
  for (; ; reader.advance()) {
    const { kind } = reader
    if (kind === END || (depth === 0 && (kind === LINE_BREAK || kind === CLOSE_BRACE))) break
    if (kind === OPEN_BRACE) depth++
    else if (kind === CLOSE_BRACE) depth--
  }
  return { tokens, first, last: reader.at, start, end: reader.lastEnd }
}
