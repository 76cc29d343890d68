// Tokens to expressions (spec/asm-language.md section 5.1).

import { EXPRESSION_DEPTH } from '../limits.js'
import { boolean } from '../values/value.js'
import { parseAsmBlock } from './asm-parser.js'
import type { BinaryOperator, Expression, StructExpression, UnaryOperator } from './expression.js'
import { type LiteralMistake, readNumber, readString } from './literals.js'
import type { TokenReader } from './token-reader.js'
import { ASM, FALSE, KIND_COUNT, kindOf, LINE_BREAK, NUMBER, STRING, STRUCT, TRUE, WORD } from './tokens.js'

/** Binary operators, loosest level first. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['@'],
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]

/** Per token kind: the level of the binary operator from 1 on, 0 for other tokens; and the operator. */
const levelOf = new Uint8Array(KIND_COUNT)
const operatorOf: BinaryOperator[] = []
LEVELS.forEach((operators, index) => {
  for (const operator of operators) {
    levelOf[kindOf(operator)] = index + 1
    operatorOf[kindOf(operator)] = operator
  }
})

const QUESTION = kindOf('?')
const EQUALS = kindOf('=')
const COMMA = kindOf(',')
const DOT = kindOf('.')
const TICK = kindOf('`')
const COLON = kindOf(':')
const OPEN_BRACKET = kindOf('[')
const OPEN = kindOf('(')
const CLOSE = kindOf(')')
const OPEN_BRACE = kindOf('{')
const CLOSE_BRACE = kindOf('}')
const MINUS = kindOf('-')
const NOT = kindOf('!')

/** Parses the longest expression at the cursor. On a mistake the reader has a failure and the result is meaningless. */
export function parseExpression(reader: TokenReader): Expression {
  return new ExpressionParser(reader).expression()
}

class ExpressionParser {
  #depth = 0

  constructor(readonly reader: TokenReader) {}

  expression(): Expression {
    if (this.#isTooDeep()) return this.#invalid()
    this.#depth++
    const expression = this.#ternary()
    this.#depth--
    return expression
  }

  /** Guards the stack: everything that recurs asks here. */
  #isTooDeep(): boolean {
    if (this.#depth < EXPRESSION_DEPTH) return false
    this.reader.fail(
      'expression-too-deep',
      'expression recursion depth limit reached',
      this.reader.spanHere(),
    )
    return true
  }

  #ternary(): Expression {
    const condition = this.#assignment()
    if (!this.reader.acceptUseful(QUESTION)) return condition
    const then = this.expression()
    const otherwise = this.reader.acceptUseful(COLON) ? this.expression() : undefined
    return { kind: 'ternary', condition, then, otherwise, ...this.#from(condition) }
  }

  #assignment(): Expression {
    const target = this.#binary(1)
    if (!this.reader.acceptUseful(EQUALS)) return target
    this.reader.skipLineBreaks()
    const value = this.expression()
    return { kind: 'assignment', target, value, ...this.#from(target) }
  }

  /** Operators of at least `lowest`; chains of them do not recur. */
  #binary(lowest: number): Expression {
    const { reader } = this
    let left = this.#slice()
    for (;;) {
      const operator = reader.kind
      const level = levelOf[operator]
      if (level < lowest || level === 0) return left
      reader.advance()
      reader.skipLineBreaks()
      const right = this.#binary(level + 1)
      left = {
        kind: 'binary',
        operator: operatorOf[operator],
        left,
        right,
        start: left.start,
        end: reader.lastEnd,
      }
    }
  }

  #slice(): Expression {
    const operand = this.#cast()
    if (!this.reader.accept(OPEN_BRACKET)) return operand
    const high = this.expression()
    this.reader.expect(':')
    const low = this.expression()
    this.reader.expect(']')
    return { kind: 'slice', operand, high, low, ...this.#from(operand) }
  }

  #cast(): Expression {
    const operand = this.#unary()
    if (!this.reader.accept(TICK)) return operand
    const size = this.#leaf()
    return { kind: 'cast', operand, size, ...this.#from(operand) }
  }

  #unary(): Expression {
    const { reader } = this
    reader.skipLineBreaks()
    const { kind, start } = reader
    if (kind !== MINUS && kind !== NOT) return this.#member()
    if (this.#isTooDeep()) return this.#invalid()
    reader.advance()
    const operator: UnaryOperator = kind === MINUS ? '-' : '!'
    this.#depth++
    const operand = this.#unary()
    this.#depth--
    return { kind: 'unary', operator, operand, start, end: operand.end }
  }

  #member(): Expression {
    const { reader } = this
    let object = this.#call()
    while (reader.accept(DOT)) {
      const word = reader.expectWord()
      if (word === undefined) break
      const nameStart = reader.tokens.starts[word]
      object = { kind: 'member', object, name: reader.tokens.word(word), nameStart, ...this.#from(object) }
    }
    return object
  }

  #call(): Expression {
    const callee = this.#leaf()
    if (!this.reader.accept(OPEN)) return callee
    const given: Expression[] = []
    while (!this.reader.acceptUseful(CLOSE) && this.reader.failure === undefined) {
      given.push(this.expression())
      if (this.reader.acceptUseful(COMMA)) continue
      this.reader.expect(')')
      break
    }
    return { kind: 'call', callee, arguments: given, ...this.#from(callee) }
  }

  #leaf(): Expression {
    const { reader } = this
    reader.skipLineBreaks()
    const { kind } = reader
    if (kind === NUMBER) return this.#literal(readNumber)
    if (kind === STRING) return this.#literal(readString)
    if (kind === WORD) return this.#word()
    if (kind === DOT) return this.#relativeName()
    if (kind === OPEN) return this.#parentheses()
    if (kind === OPEN_BRACE) return this.#block()
    reader.missing('expected-expression', 'expected expression')
    return this.#invalid()
  }

  #literal(read: typeof readNumber): Expression {
    const { reader } = this
    const { at, start } = reader
    const value = read(reader.tokens.text(at))
    if (isMistake(value)) {
      reader.fail(value.code, value.message, reader.tokens.span(at))
      return this.#invalid()
    }
    reader.advance()
    return { kind: 'literal', value, start, end: reader.lastEnd }
  }

  #word(): Expression {
    const { reader } = this
    const { at, start } = reader
    const word = reader.tokens.words[at]
    reader.advance()
    if (word === ASM) return parseAsmBlock(reader, start)
    if (word === STRUCT) return this.#struct(start)
    const end = reader.lastEnd
    if (word === TRUE || word === FALSE)
      return { kind: 'literal', value: boolean(word === TRUE, true), start, end }
    return { kind: 'name', dots: 0, name: reader.tokens.word(at), start, end }
  }

  #relativeName(): Expression {
    const { reader } = this
    const { start } = reader
    let dots = 0
    while (reader.accept(DOT)) dots++
    const word = reader.expectWord()
    const name = word === undefined ? '' : reader.tokens.word(word)
    return { kind: 'name', dots, name, start, end: reader.lastEnd }
  }

  /** The place of the expression is what is inside (the vectors expressions/size-cast-… show it). */
  #parentheses(): Expression {
    this.reader.advance()
    const inner = this.expression()
    this.reader.expect(')')
    return inner
  }

  #block(): Expression {
    const { reader } = this
    const { start } = reader
    reader.advance()
    const body: Expression[] = []
    while (!reader.acceptUseful(CLOSE_BRACE) && reader.failure === undefined) {
      body.push(this.expression())
      if (reader.acceptUseful(CLOSE_BRACE)) break
      if (!reader.acceptUseful(COMMA) && !reader.accept(LINE_BREAK)) reader.expect('}')
    }
    return { kind: 'block', body, start, end: reader.lastEnd }
  }

  #struct(start: number): Expression {
    const { reader } = this
    const members: StructExpression['members'][number][] = []
    reader.expect('{')
    while (!reader.acceptUseful(CLOSE_BRACE) && reader.failure === undefined) {
      const word = reader.expectWord()
      const name = word === undefined ? '' : reader.tokens.word(word)
      reader.expect('=')
      members.push({ name, value: this.expression() })
      if (reader.acceptUseful(CLOSE_BRACE)) break
      if (!reader.acceptUseful(COMMA) && !reader.accept(LINE_BREAK)) reader.expect('}')
    }
    return { kind: 'struct', members, start, end: reader.lastEnd }
  }

  #from({ start }: Expression): { readonly start: number; readonly end: number } {
    return { start, end: this.reader.lastEnd }
  }

  #invalid(): Expression {
    return { kind: 'invalid', start: this.reader.lastEnd, end: this.reader.lastEnd }
  }
}

function isMistake(value: ReturnType<typeof readNumber>): value is LiteralMistake {
  return 'message' in value
}
