// Lines that begin with `#` (spec/asm-language.md sections 3 and 11 to 14).

import { didYouMean, type Span } from '../../core/index.js'
import { INTEGER_BITS } from '../limits.js'
import { bank, bankDefinition } from './bank-parser.js'
import { condition } from './body-parser.js'
import type { Expression } from './expression.js'
import { parseExpression } from './expression-parser.js'
import { endian, fill, flexibleFunction, text } from './extension-parser.js'
import { readString } from './literals.js'
import { macro, repeat, use } from './macro-parser.js'
import type { FunctionNode, MoveNode, Node } from './node.js'
import type { LineParser } from './parser.js'
import { ruleDefinition } from './rule-parser.js'
import type { TokenReader } from './token-reader.js'
import { END, kindOf, LINE_BREAK, STRING } from './tokens.js'

/** Where a directive is, its `#` included. */
export interface Heading {
  readonly span: Span
  readonly start: number
}

/** Parses what follows the name of a directive. */
export type ParseDirective = (parser: LineParser, heading: Heading) => Node | undefined

const OPEN = kindOf('(')
const CLOSE = kindOf(')')
const COMMA = kindOf(',')
const OPEN_BRACE = kindOf('{')
const CLOSE_BRACE = kindOf('}')
const ENDS_LINE = [LINE_BREAK, END, OPEN_BRACE, CLOSE_BRACE]

/** All directives but those with a number in their name. `#elif` and `#else` belong to `#if`. */
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
  ['bankdef', bankDefinition],
  ['bank', bank],
  ['ruledef', ruleDefinition(false)],
  ['subruledef', ruleDefinition(true)],
  ...['bits', 'labelalign', 'noemit'].map((name) => [name, deprecated] as const),
])

/** Directives beyond the original language. */
const extensions: ReadonlyMap<string, ParseDirective> = new Map<string, ParseDirective>([
  ['repeat', repeat],
  ['macro', macro],
  ['use', use],
  ['endian', endian],
  ['function', flexibleFunction],
])

/** Directives whose name ends in a number of bits. */
const sized: Readonly<Record<string, (bits: number) => ParseDirective>> = {
  d: (bits) => (parser, heading) => data(parser, heading, bits),
  fill: (bits) => (parser, heading) => fill(parser, heading, bits),
  text: (bits) => (parser, heading) => text(parser, heading, bits),
}
const SIZED_NAME = /^(d|fill|text)([0-9]+)$/

/** Parses the directive at the cursor. */
export function parseDirective(parser: LineParser): Node | undefined {
  const { reader } = parser
  const { start } = reader
  reader.advance()
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const name = reader.tokens.word(word).toLowerCase()
  const heading = { start, span: reader.spanFrom(start) }
  const parse = directiveNamed(name)
  if (parse !== undefined) return parse(parser, heading)
  skipLine(parser)
  reader.fail('unknown-directive', `unknown directive \`#${name}\``, heading.span, { help: suggestion(name) })
  return undefined
}

/** The parser of a directive, given its name in lower case. */
export function directiveNamed(name: string): ParseDirective | undefined {
  const [, family, bits] = SIZED_NAME.exec(name) ?? []
  if (family !== undefined) return sized[family](Number(bits))
  return directives.get(name) ?? extensions.get(name)
}

function suggestion(name: string): string | undefined {
  if (name === 'elif' || name === 'else') return `\`#${name}\` follows directly after the \`}\` of an \`#if\``
  if (name === 'str') return 'write text with `#d "…"`'
  const known = [...directives.keys(), ...extensions.keys(), 'd8', 'd16', 'd32', 'd64', 'fill8', 'text8']
  const near = didYouMean(name, known)
  return near && `did you mean \`#${near}\`?`
}

function data(parser: LineParser, { start, span }: Heading, bits: number | undefined): Node {
  const { reader, unit } = parser
  if (bits !== undefined && bits > INTEGER_BITS) {
    reader.fail('value-range', 'data of this width is outside the supported range', span)
  }
  const elements = parseElements(parser)
  parser.expectLineEnd()
  if (reader.failure !== undefined) elements[elements.length - 1] = { kind: 'invalid', start, end: start }
  return { kind: 'data', unit, bits, elements, start, end: reader.lastEnd }
}

/** Expressions with commas between them; one at the end of the line ends the list. */
export function parseElements({ reader }: LineParser): Expression[] {
  const elements: Expression[] = []
  do elements.push(parseExpression(reader))
  while (reader.accept(COMMA) && reader.kind !== LINE_BREAK && reader.kind !== END)
  return elements
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
  const parameters = parameterNames(reader).map((parameter) => ({ name: parameter, fallback: undefined }))
  reader.expect('=>')
  const body = parseExpression(reader)
  const node: FunctionNode = {
    kind: 'function',
    unit,
    name,
    nameStart,
    nameEnd,
    parameters,
    body,
    start,
    end: 0,
  }
  return { ...node, end: reader.lastEnd }
}

/** Names in parentheses; the commas between them are optional. */
function parameterNames(reader: TokenReader): string[] {
  const names: string[] = []
  reader.expect('(')
  while (reader.failure === undefined && !reader.acceptUseful(CLOSE)) {
    const parameter = reader.expectWord()
    if (parameter !== undefined) names.push(reader.tokens.word(parameter))
    reader.acceptUseful(COMMA)
  }
  return names
}

function include(parser: LineParser): Node | undefined {
  const { reader, unit } = parser
  const token = reader.usefulFrom(reader.at)
  if (reader.kindAt(token) !== STRING) {
    reader.missing('expected-token', 'expected string')
    return undefined
  }
  reader.at = token
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
