// `#bankdef` and `#bank` (spec/asm-language.md sections 3 and 12).

import type { Heading } from './directives.js'
import { parseExpression } from './expression-parser.js'
import type { BankField, Node } from './node.js'
import type { LineParser } from './parser.js'
import { kindOf, LINE_BREAK } from './tokens.js'

const HASH = kindOf('#')
const COMMA = kindOf(',')
const EQUALS = kindOf('=')
const CLOSE_BRACE = kindOf('}')

/** What can be said about a bank. */
export const BANK_FIELDS = ['bits', 'addr', 'addr_end', 'size', 'outp', 'fill', 'labelalign', 'data'] as const

/** `#bankdef name { field = value, … }`. */
export function bankDefinition(parser: LineParser, { start, span }: Heading): Node | undefined {
  const { reader, unit } = parser
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const { start: nameStart, end: nameEnd } = reader.tokens.span(word)
  reader.expect('{')
  const fields = parseFields(parser)
  parser.expectLineEnd()
  const name = reader.tokens.word(word)
  return { kind: 'bankdef', unit, name, nameStart, nameEnd, fields, start, end: span.end }
}

function parseFields({ reader }: LineParser): BankField[] {
  const fields: BankField[] = []
  while (reader.failure === undefined && !reader.acceptUseful(CLOSE_BRACE)) {
    const field = parseField(reader)
    if (field !== undefined) fields.push(field)
    if (reader.accept(COMMA) || reader.accept(LINE_BREAK)) continue
    reader.expect('}')
    break
  }
  return fields
}

/** `name = value`, `name`, or the older spelling `#name value`. */
function parseField(reader: LineParser['reader']): BankField | undefined {
  const isOld = reader.acceptUseful(HASH)
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const hasValue = isOld ? reader.kind !== LINE_BREAK : reader.acceptUseful(EQUALS)
  const value = hasValue ? parseExpression(reader) : undefined
  const { start, end } = reader.tokens.span(word)
  return { name: reader.tokens.word(word), start, end, value }
}

/** `#bank name`. */
export function bank(parser: LineParser, { start }: Heading): Node | undefined {
  const { reader, unit } = parser
  const word = reader.expectWord()
  if (word === undefined) return undefined
  const { start: nameStart, end: nameEnd } = reader.tokens.span(word)
  parser.expectLineEnd()
  return { kind: 'bank', unit, name: reader.tokens.word(word), nameStart, nameEnd, start, end: nameEnd }
}
