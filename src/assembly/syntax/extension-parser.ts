// Directives beyond the original language that make data or declare functions (docs/assembly-extensions.md).

import { INTEGER_BITS } from '../limits.js'
import { integer } from '../values/value.js'
import { type Heading, parseElements } from './directives.js'
import type { Expression } from './expression.js'
import { parseExpression } from './expression-parser.js'
import type { DataLayout, FunctionNode, Node } from './node.js'
import type { LineParser } from './parser.js'
import { kindOf } from './tokens.js'

const OPEN = kindOf('(')
const CLOSE = kindOf(')')
const COMMA = kindOf(',')
const EQUALS = kindOf('=')

/** `#fillN count, value`: the value `count` times in N bits each, 0 when there is none. */
export function fill(parser: LineParser, { start, span }: Heading, bits: number): Node {
  const { reader } = parser
  checkWidth(parser, span, bits)
  const count = parseExpression(reader)
  const zero: Expression = { kind: 'literal', value: integer(0n, undefined, true), start, end: span.end }
  const value = reader.accept(COMMA) ? parseExpression(reader) : zero
  return dataNode(parser, { start, bits, elements: [value], layout: { kind: 'fill', count } })
}

/** `#textN "…"` or `#textN(length, fill) "…"`: each character in N bits, short strings filled up at the end. */
export function text(parser: LineParser, { start, span }: Heading, bits: number): Node {
  const { reader } = parser
  checkWidth(parser, span, bits)
  let length: Expression | undefined
  let filler: Expression | undefined
  if (reader.accept(OPEN)) {
    length = parseExpression(reader)
    if (reader.acceptUseful(COMMA)) filler = parseExpression(reader)
    reader.expect(')')
  }
  const elements = parseElements(parser)
  return dataNode(parser, { start, bits, elements, layout: { kind: 'text', length, fill: filler } })
}

function checkWidth({ reader }: LineParser, span: Heading['span'], bits: number): void {
  if (bits > INTEGER_BITS || bits === 0)
    reader.fail('value-range', 'data of this width is outside the supported range', span)
}

interface LaidOutData {
  readonly start: number
  readonly bits: number
  readonly elements: readonly Expression[]
  readonly layout: DataLayout
}

function dataNode(parser: LineParser, { start, bits, elements, layout }: LaidOutData): Node {
  const { reader, unit } = parser
  parser.expectLineEnd()
  const isBroken = reader.failure !== undefined
  const end = reader.lastEnd
  return { kind: 'data', unit, bits, elements: isBroken ? [] : elements, layout, start, end }
}

/** `#endian little` or `#endian big`. */
export function endian(parser: LineParser, { start }: Heading): Node | undefined {
  const { reader, unit } = parser
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const order = reader.tokens.word(word)
  if (order !== 'little' && order !== 'big') {
    const help = 'it is either `little` or `big`'
    reader.fail('invalid-attribute', `invalid byte order \`${order}\``, reader.tokens.span(word), { help })
    return undefined
  }
  parser.expectLineEnd()
  return { kind: 'endian', unit, isLittle: order === 'little', start, end: reader.lastEnd }
}

/** `#function f(a, b = value) => expression`: like `#fn`, with arguments that may be left out. */
export function flexibleFunction(parser: LineParser, { start }: Heading): Node | undefined {
  const { reader, unit } = parser
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const { start: nameStart, end: nameEnd } = reader.tokens.span(word)
  const parameters = parseParameters(parser)
  reader.expect('=>')
  const body = parseExpression(reader)
  const name = reader.tokens.word(word)
  return { kind: 'function', unit, name, nameStart, nameEnd, parameters, body, start, end: reader.lastEnd }
}

function parseParameters({ reader }: LineParser): FunctionNode['parameters'] {
  const parameters: FunctionNode['parameters'][number][] = []
  reader.expect('(')
  while (reader.failure === undefined && !reader.acceptUseful(CLOSE)) {
    const word = reader.expectWord()
    if (word === undefined) break
    const fallback = reader.acceptUseful(EQUALS) ? parseExpression(reader) : undefined
    if (fallback === undefined && parameters.some((earlier) => earlier.fallback !== undefined)) {
      reader.fail('expected-token', 'expected `=`: an earlier parameter may be left out', reader.spanHere())
    }
    parameters.push({ name: reader.tokens.word(word), fallback })
    if (reader.acceptUseful(COMMA)) continue
    reader.expect(')')
    break
  }
  return parameters
}
