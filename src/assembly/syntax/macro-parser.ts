// Repetition and macros, which the original language does not have (docs/assembly-extensions.md).

import { expressionBeforeBody, parseBody } from './body-parser.js'
import type { Heading } from './directives.js'
import { parseExpression } from './expression-parser.js'
import type { MacroArgument, MacroNode, Node } from './node.js'
import type { LineParser } from './parser.js'
import { TokenReader } from './token-reader.js'
import { END, KIND_COUNT, kindOf, LINE_BREAK, WORD } from './tokens.js'

const OPEN = kindOf('(')
const CLOSE = kindOf(')')
const COMMA = kindOf(',')
const COLON = kindOf(':')
const EQUALS = kindOf('=')

/** Per token kind: by how much it changes the depth of brackets. */
const deepens = new Int8Array(KIND_COUNT)
for (const text of ['(', '{', '['] as const) deepens[kindOf(text)] = 1
for (const text of [')', '}', ']'] as const) deepens[kindOf(text)] = -1

/** `#repeat count { … }` or `#repeat variable: count { … }`. */
export function repeat(parser: LineParser, { start, span }: Heading): Node {
  const { reader, unit } = parser
  const variable =
    reader.kind === WORD && reader.kindAt(reader.at + 1) === COLON ? reader.expectWord() : undefined
  if (variable !== undefined) reader.accept(COLON)
  const name = variable === undefined ? undefined : reader.tokens.word(variable)
  const count = expressionBeforeBody(parser)
  const body = parseBody(parser, span, '#repeat')
  return { kind: 'repeat', unit, variable: name, count, body, start, end: reader.lastEnd }
}

/** `#macro name(parameter, parameter = text) { … }`. */
export function macro(parser: LineParser, { start, span }: Heading): Node | undefined {
  const { reader, unit } = parser
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const { start: nameStart, end: nameEnd } = reader.tokens.span(word)
  const name = reader.tokens.word(word)
  const parameters = parseParameters(reader)
  const body = parseBody(parser, span, '#macro')
  return { kind: 'macro', unit, name, nameStart, nameEnd, parameters, body, start, end: reader.lastEnd }
}

function parseParameters(reader: TokenReader): MacroNode['parameters'] {
  const parameters: MacroNode['parameters'][number][] = []
  reader.expect('(')
  while (reader.failure === undefined && !reader.acceptUseful(CLOSE)) {
    const word = reader.expectWord()
    if (word === undefined) break
    const fallback = reader.acceptUseful(EQUALS) ? parseArgument(reader) : undefined
    parameters.push({ name: reader.tokens.word(word), fallback })
    if (reader.acceptUseful(COMMA)) continue
    reader.expect(')')
    break
  }
  return parameters
}

/** `#use name(argument, …)`. */
export function use(parser: LineParser, { start }: Heading): Node | undefined {
  const { reader, unit } = parser
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const { start: nameStart, end: nameEnd } = reader.tokens.span(word)
  const given = reader.kind === OPEN ? parseArguments(reader) : []
  parser.expectLineEnd()
  const name = reader.tokens.word(word)
  return { kind: 'use', unit, name, nameStart, nameEnd, arguments: given, start, end: reader.lastEnd }
}

function parseArguments(reader: TokenReader): MacroArgument[] {
  const given: MacroArgument[] = []
  reader.expect('(')
  while (reader.failure === undefined && !reader.acceptUseful(CLOSE)) {
    given.push(parseArgument(reader))
    if (reader.acceptUseful(COMMA)) continue
    reader.expect(')')
    break
  }
  return given
}

/** The text up to a comma or the closing bracket; it need not be an expression. */
function parseArgument(reader: TokenReader): MacroArgument {
  const { tokens, at: first, start } = reader
  for (let depth = 0; ; reader.advance()) {
    const { kind } = reader
    if (kind === END || kind === LINE_BREAK || (depth === 0 && (kind === COMMA || kind === CLOSE))) break
    depth += deepens[kind]
  }
  const { lastEnd: end } = reader
  if (reader.at === first) reader.missing('expected-expression', 'expected expression')
  const inner = new TokenReader(tokens, first, reader.at)
  const expression = parseExpression(inner)
  const isExpression = inner.failure === undefined && inner.at === inner.end
  return {
    text: tokens.file.text.slice(start, end),
    start,
    end,
    expression: isExpression ? expression : undefined,
  }
}
