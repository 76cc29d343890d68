// Lines that begin with `#` (spec/asm-language.md sections 3 and 11 to 14).

import { didYouMean, type Span, secondary } from '../../core/index.js'
import { BLOCK_DEPTH, POSITION_BITS } from '../limits.js'
import type { Expression } from './expression.js'
import { parseExpression } from './expression-parser.js'
import { readString } from './literals.js'
import type { IfNode, MoveNode, Node } from './node.js'
import type { LineParser } from './parser.js'
import type { TokenReader } from './token-reader.js'
import { END, kindOf, LINE_BREAK, STRING, WORD } from './tokens.js'

/** Where a directive is, its `#` included. */
interface Heading {
  readonly span: Span
  readonly start: number
}

type Arm = IfNode['arms'][number]
type ParseDirective = (parser: LineParser, heading: Heading) => Node | undefined

const OPEN = kindOf('(')
const CLOSE = kindOf(')')
const COMMA = kindOf(',')
const HASH = kindOf('#')
const OPEN_BRACE = kindOf('{')
const CLOSE_BRACE = kindOf('}')
const ENDS_LINE = [LINE_BREAK, END, OPEN_BRACE, CLOSE_BRACE]

/** All directives but `#d` with a number. `#elif` and `#else` belong to `#if`. */
const directives: ReadonlyMap<string, ParseDirective> = new Map<string, ParseDirective>([
  ['d', (parser, heading) => data(parser, heading, undefined)],
  ['res', move('reserve')],
  ['align', move('align')],
  ['addr', move('address')],
  ['assert', assertion],
  ['const', constant],
  ['fn', functionDefinition],
  ['if', condition],
  ['include', include],
  ['once', once],
  ...['bankdef', 'bank', 'ruledef', 'subruledef'].map((name) => [name, unsupported] as const),
  ...['bits', 'labelalign', 'noemit'].map((name) => [name, deprecated] as const),
])

/** Parses the directive at the cursor. */
export function parseDirective(parser: LineParser): Node | undefined {
  const { reader } = parser
  const { start } = reader
  reader.advance()
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const name = reader.tokens.word(word).toLowerCase()
  const heading = { start, span: reader.spanFrom(start) }
  const width = /^d([0-9]+)$/.exec(name)
  if (width !== null) return data(parser, heading, Number(width[1]))
  const parse = directives.get(name)
  if (parse !== undefined) return parse(parser, heading)
  skipLine(parser)
  reader.fail('unknown-directive', `unknown directive \`#${name}\``, heading.span, { help: suggestion(name) })
  return undefined
}

function suggestion(name: string): string | undefined {
  if (name === 'elif' || name === 'else') return `\`#${name}\` follows directly after the \`}\` of an \`#if\``
  if (name === 'str') return 'write text with `#d "…"`'
  const near = didYouMean(name, [...directives.keys(), 'd8', 'd16', 'd32', 'd64'])
  return near && `did you mean \`#${near}\`?`
}

function data(parser: LineParser, { start, span }: Heading, bits: number | undefined): Node {
  const { reader, unit } = parser
  const elements: Expression[] = []
  if (bits !== undefined && bits > POSITION_BITS) {
    reader.fail('value-range', 'data of this width is outside the supported range', span)
  }
  do elements.push(parseExpression(reader))
  while (reader.accept(COMMA) && reader.kind !== LINE_BREAK && reader.kind !== END)
  parser.expectLineEnd()
  if (reader.failure !== undefined) elements[elements.length - 1] = { kind: 'invalid', start, end: start }
  return { kind: 'data', unit, bits, elements, start, end: reader.lastEnd }
}

function move(kind: MoveNode['kind']): ParseDirective {
  return (parser, { start }) => {
    const value = parser.expressionLine()
    return { kind, unit: parser.unit, value, start, end: parser.reader.lastEnd }
  }
}

function assertion(parser: LineParser, { start }: Heading): Node {
  const condition = parser.expressionLine()
  return { kind: 'assert', unit: parser.unit, condition, start, end: parser.reader.lastEnd }
}

function constant(parser: LineParser): Node | undefined {
  const { reader } = parser
  let isListed = true
  if (reader.accept(OPEN)) {
    const word = reader.expectWord()
    if (word === undefined) return undefined
    const attribute = reader.tokens.word(word)
    if (attribute !== 'noemit') {
      reader.fail('invalid-attribute', `invalid attribute \`${attribute}\``, reader.tokens.span(word), {
        help: 'the only attribute is `noemit`',
      })
    }
    isListed = false
    reader.expect(')')
  }
  reader.skipLineBreaks()
  const declared = parser.declaredName()
  return declared && parser.constant(declared, isListed)
}

function functionDefinition(parser: LineParser, { start }: Heading): Node | undefined {
  const { reader, unit } = parser
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const { start: nameStart, end: nameEnd } = reader.tokens.span(word)
  const name = reader.tokens.word(word)
  const parameters: string[] = []
  reader.expect('(')
  while (reader.failure === undefined && !reader.acceptUseful(CLOSE)) {
    const parameter = reader.expectWord()
    if (parameter !== undefined) parameters.push(reader.tokens.word(parameter))
    reader.acceptUseful(COMMA)
  }
  reader.expect('=>')
  const body = parseExpression(reader)
  return { kind: 'function', unit, name, nameStart, nameEnd, parameters, body, start, end: reader.lastEnd }
}

function condition(parser: LineParser, { start, span }: Heading): Node {
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
  const test = keyword === 'else' ? undefined : conditionOf(parser)
  if (test?.kind === 'invalid' && reader.kindAt(reader.usefulFrom(reader.at)) !== OPEN_BRACE) return undefined
  const lines = body(parser, heading)
  return reader.failure === undefined ? { condition: test, body: lines } : undefined
}

/** A wrong condition does not keep the arm from being read. */
function conditionOf(parser: LineParser): Expression {
  const test = parseExpression(parser.reader)
  if (parser.reader.failure === undefined) return test
  parser.recover(OPEN_BRACE)
  return { kind: 'invalid', start: test.start, end: test.end }
}

/** Lines in braces. */
function body(parser: LineParser, heading: Span): readonly Node[] {
  const { reader } = parser
  if (!reader.expect('{')) return []
  if (parser.blockDepth >= BLOCK_DEPTH) {
    reader.fail('expression-too-deep', 'recursion depth limit of `#if` reached', heading)
    return []
  }
  parser.blockDepth++
  const nodes = parser.lines()
  parser.blockDepth--
  if (reader.kind === END) {
    const labels = [secondary(heading, 'the body of this `#if` is not closed')]
    reader.fail('expected-token', 'expected `}`, found the end of the text', reader.tokens.span(reader.at), {
      labels,
    })
  }
  reader.accept(CLOSE_BRACE)
  return nodes
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

function include(parser: LineParser): Node | undefined {
  const { reader, unit } = parser
  const token = reader.at
  if (reader.kind !== STRING) {
    reader.missing('expected-token', 'expected string')
    return undefined
  }
  const { start, end } = reader.tokens.span(token)
  const path = readString(reader.tokens.text(token))
  if ('message' in path) {
    reader.fail(path.code, path.message, reader.tokens.span(token))
    return undefined
  }
  reader.advance()
  parser.expectLineEnd()
  return { kind: 'include', unit, path: path.text ?? '', start, end }
}

function once(parser: LineParser, { start, span }: Heading): Node {
  parser.expectLineEnd()
  return { kind: 'once', unit: parser.unit, start, end: span.end }
}

/** The place for what the language has and this assembler does not have yet: its braces are skipped. */
function unsupported(parser: LineParser, { span }: Heading): undefined {
  skipLine(parser)
  const { file, start, end } = span
  parser.reader.fail('unsupported-directive', `\`${file.text.slice(start, end)}\` is not supported yet`, span)
}

/** Skips the line, and the lines in braces that begin on it or right after it. */
function skipLine({ reader }: LineParser): void {
  let index = reader.at
  while (!ENDS_LINE.includes(reader.kindAt(index))) index++
  const useful = reader.usefulFrom(index)
  reader.at = reader.kindAt(useful) === OPEN_BRACE ? behindBraces(reader, useful) : index
}

/** The token behind the brace that closes the one at an index, or the end. */
function behindBraces(reader: TokenReader, from: number): number {
  let depth = 0
  for (let index = from; ; index++) {
    const kind = reader.kindAt(index)
    if (kind === END) return index
    if (kind === OPEN_BRACE) depth++
    else if (kind === CLOSE_BRACE && --depth === 0) return index + 1
  }
}

function deprecated(parser: LineParser, { span }: Heading): undefined {
  const { file, start, end } = span
  const name = file.text.slice(start, end)
  parser.reader.fail('deprecated-directive', `deprecated directive \`${name}\``, span, {
    help: 'it is an attribute of `#bankdef` now',
  })
}
