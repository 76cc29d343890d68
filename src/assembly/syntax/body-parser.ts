// Directives with lines in braces: `#if` (spec/asm-language.md section 13), and the bodies of others.

import { type Span, secondary } from '../../core/index.js'
import { BLOCK_DEPTH } from '../limits.js'
import type { Heading } from './directives.js'
import type { Expression } from './expression.js'
import { parseExpression } from './expression-parser.js'
import type { IfNode, Node } from './node.js'
import type { LineParser } from './parser.js'
import { END, kindOf, WORD } from './tokens.js'

type Arm = IfNode['arms'][number]

const HASH = kindOf('#')
const OPEN_BRACE = kindOf('{')
const CLOSE_BRACE = kindOf('}')

/** `#if` with all of its arms. */
export function condition(parser: LineParser, { start, span }: Heading): Node {
  const { reader, unit } = parser
  const arms: Arm[] = []
  for (let keyword: 'elif' | 'else' | undefined = 'elif'; keyword !== undefined; ) {
    const arm = armOf(parser, span, keyword)
    if (arm === undefined) break
    arms.push(arm)
    keyword = keyword === 'else' ? undefined : continuation(parser)
  }
  return { kind: 'if', unit, arms, start, end: reader.lastEnd }
}

/** The condition and the body behind a keyword, nothing when there is no body. */
function armOf(parser: LineParser, heading: Span, keyword: 'elif' | 'else'): Arm | undefined {
  const { reader } = parser
  const test = keyword === 'else' ? undefined : expressionBeforeBody(parser)
  if (test?.kind === 'invalid' && reader.kindAt(reader.usefulFrom(reader.at)) !== OPEN_BRACE) return undefined
  const lines = parseBody(parser, heading, '#if')
  return reader.failure === undefined ? { condition: test, body: lines } : undefined
}

/** A wrong expression does not keep the body behind it from being read. */
export function expressionBeforeBody(parser: LineParser): Expression {
  const test = parseExpression(parser.reader)
  if (parser.reader.failure === undefined) return test
  parser.recover(OPEN_BRACE)
  return { kind: 'invalid', start: test.start, end: test.end }
}

/** Lines in braces, which belong to the directive called `name`. */
export function parseBody(parser: LineParser, heading: Span, name: string): readonly Node[] {
  const { reader } = parser
  if (!reader.expect('{')) return []
  if (parser.blockDepth >= BLOCK_DEPTH) {
    reader.fail('expression-too-deep', `recursion depth limit of \`${name}\` reached`, heading)
    return []
  }
  parser.blockDepth++
  const nodes = parser.lines()
  parser.blockDepth--
  expectClosingBrace(parser, heading, name)
  return nodes
}

/** Consumes the `}` at the end of a body. */
export function expectClosingBrace({ reader }: LineParser, heading: Span, name: string): void {
  if (reader.kind === END && reader.failure === undefined) {
    const labels = [secondary(heading, `the body of this \`${name}\` is not closed`)]
    reader.fail('expected-token', 'expected `}`, found the end of the text', reader.tokens.span(reader.at), {
      labels,
    })
  }
  reader.accept(CLOSE_BRACE)
}

/** Consumes `#elif` or `#else`, which are case-sensitive and may stand on a later line. */
function continuation({ reader }: LineParser): 'elif' | 'else' | undefined {
  const hash = reader.usefulFrom(reader.at)
  const word = reader.usefulFrom(hash + 1)
  if (reader.kindAt(hash) !== HASH || reader.kindAt(word) !== WORD) return undefined
  const name = reader.tokens.word(word)
  if (name !== 'elif' && name !== 'else') return undefined
  reader.at = word
  reader.advance()
  return name
}
