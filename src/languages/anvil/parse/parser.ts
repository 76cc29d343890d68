// Statements and declarations.

import { MOST_NESTING } from '../limits.js'
import type { Mistakes, Place } from '../mistakes.js'
import { ARITHMETIC, TYPE_WORDS } from '../words.js'
import { Cursor } from './cursor.js'
import { ExpressionParser } from './expressions.js'
import type { Arm, Block, Expression, FunctionText, Name, Statement, TypeText } from './syntax.js'
import { tokensOf } from './tokens.js'

/** Reads a source. Whatever is in it, a block comes of it; mistakes are collected on the side. */
export function parse(text: string, mistakes: Mistakes): Block {
  return new Parser(new Cursor(tokensOf(text, mistakes), mistakes)).program()
}

type Unplaced = Statement extends infer One
  ? One extends Statement
    ? Omit<One, 'start' | 'end'>
    : never
  : never

class Parser {
  private readonly expressions: ExpressionParser
  private nesting = 0

  constructor(private readonly cursor: Cursor) {
    this.expressions = new ExpressionParser(cursor)
  }

  program(): Block {
    const statements: Statement[] = []
    while (this.cursor.token.kind !== 'end') {
      statements.push(...this.statements())
      const stray = this.cursor.accept('}')
      if (stray !== undefined) this.cursor.mistakes.error('syntax', stray, 'no block is open here')
    }
    return { statements, start: 0, end: this.cursor.end }
  }

  /** Statements up to the end of the block or program. */
  private statements(): Statement[] {
    const statements: Statement[] = []
    while (this.cursor.token.kind !== 'end' && !this.cursor.is('}')) {
      if (this.cursor.accept(';')) continue
      const { position } = this.cursor
      const statement = this.statement()
      if (!this.cursor.isAtStatementEnd) this.cursor.lose('expected the end of the line')
      this.cursor.findStatement(position)
      if (statement !== undefined) statements.push(statement)
    }
    return statements
  }

  private statement(): Statement | undefined {
    const { token } = this.cursor
    const read = token.kind === 'keyword' ? this.byKeyword()[token.text] : undefined
    if (read !== undefined) this.cursor.take()
    const shape = read !== undefined ? read() : this.cursor.is('{') ? this.inner() : this.assignment()
    return (
      shape && ({ ...shape, start: token.start, end: Math.max(this.cursor.end, token.start) } as Statement)
    )
  }

  private byKeyword(): Readonly<Record<string, (() => Unplaced | undefined) | undefined>> {
    return {
      let: () => this.declaration('let'),
      var: () => this.declaration('var'),
      const: () => this.declaration('const'),
      fn: () => this.function(),
      if: () => this.condition(),
      while: () => ({ kind: 'while', condition: this.expression(), body: this.block() }),
      for: () => this.range(),
      break: () => ({ kind: 'break' }),
      continue: () => ({ kind: 'continue' }),
      return: () => ({ kind: 'return', value: this.cursor.isAtStatementEnd ? undefined : this.expression() }),
      fail: () => this.failure(),
      print: () => ({ kind: 'print', items: this.printed() }),
    }
  }

  private expression(): Expression {
    return this.expressions.expression()
  }

  private declaration(word: 'let' | 'var' | 'const'): Unplaced | undefined {
    const name = this.name('a name')
    const type = this.cursor.accept(':') && this.type()
    const canBeZero = word === 'var' && type !== undefined
    const value = canBeZero && !this.cursor.is('=') ? undefined : this.firstValue(word)
    return name && { kind: 'declare', word, name, type, value }
  }

  private firstValue(word: string): Expression {
    const help = word === 'var' ? 'write its type, or = and a value' : 'what never changes needs a value'
    this.cursor.expect('=', { help })
    return this.expression()
  }

  private function(): Unplaced | undefined {
    const name = this.name('the name of the function')
    this.cursor.expect('(')
    const parameters: FunctionText['parameters'][number][] = []
    while (!this.cursor.is(')') && this.cursor.token.kind !== 'lost') {
      const parameter = this.name('a parameter')
      this.cursor.expect(':', { help: 'parameters have types: n: int' })
      const type = this.type()
      if (parameter !== undefined) parameters.push({ name: parameter, type })
      if (!this.cursor.accept(',')) break
    }
    this.cursor.expect(')')
    const result = this.cursor.accept('->') && this.type()
    const body = this.block()
    return name && { kind: 'function', name, parameters, result, body }
  }

  private condition(): Unplaced {
    const arms: Arm[] = [{ condition: this.expression(), body: this.block() }]
    while (this.cursor.accept('else')) {
      if (!this.cursor.accept('if')) return { kind: 'if', arms, otherwise: this.block() }
      arms.push({ condition: this.expression(), body: this.block() })
    }
    return { kind: 'if', arms, otherwise: undefined }
  }

  private range(): Unplaced | undefined {
    const name = this.name('the name of the variable that counts')
    this.cursor.expect('in')
    const from = this.expression()
    const isInclusive = this.cursor.accept('..=') !== undefined
    if (!isInclusive) this.cursor.expect('..', { help: 'ranges look like 0..10 or 1..=10' })
    const to = this.expression()
    const step = this.cursor.accept('step') && this.expression()
    const body = this.block()
    return name && { kind: 'for', name, from, to, isInclusive, step, body }
  }

  private failure(): Unplaced {
    const { token } = this.cursor
    if (token.kind !== 'text') {
      const help = 'say why: fail "the list is empty"'
      this.cursor.lose('expected a text', { help })
      return { kind: 'fail', message: undefined }
    }
    this.cursor.take()
    return { kind: 'fail', message: { ...token, kind: 'text' } }
  }

  private printed(): readonly Expression[] {
    const items = [this.expression()]
    while (this.cursor.accept(',')) items.push(this.expression())
    return items
  }

  private inner(): Unplaced {
    return { kind: 'block', body: this.block() }
  }

  /** An assignment, or an expression that is evaluated for its effects. */
  private assignment(): Unplaced | undefined {
    const value = this.expression()
    const { token } = this.cursor
    const [operator] = token.text
    const isCompound =
      token.text.length === 2 && token.text.endsWith('=') && Object.hasOwn(ARITHMETIC, operator)
    if (token.kind !== 'symbol' || (token.text !== '=' && !isCompound)) return { kind: 'evaluate', value }
    this.cursor.take()
    const assigned = this.expression()
    if (value.kind !== 'name' && value.kind !== 'index') {
      this.cursor.mistakes.error('not-assignable', value, 'only variables and elements can be assigned')
      return undefined
    }
    const { name, start, end } = value
    const target = { name, start, end, ...(value.kind === 'index' && { index: value.index }) }
    return { kind: 'assign', target, operator: isCompound ? operator : undefined, value: assigned }
  }

  /** A block. A mistake before it does not keep it from being read. */
  private block(): Block {
    this.cursor.findOnLine('{')
    const { start } = this.cursor.token
    if (this.nesting >= MOST_NESTING) {
      this.cursor.refuse('too-deep', 'this block is nested too deeply', { help: 'make a function of it' })
      return { statements: [], start, end: start }
    }
    this.nesting++
    const opening = this.cursor.expect('{')
    const statements = opening === undefined ? [] : this.statements()
    if (opening !== undefined) this.close(opening)
    this.nesting--
    return { statements, start, end: Math.max(this.cursor.end, start) }
  }

  private close(opening: Place): void {
    if (this.cursor.accept('}')) return
    const others = [{ span: this.cursor.mistakes.spanOf(opening), text: 'opened here' }]
    this.cursor.lose('expected }', { others })
  }

  private type(): TypeText {
    const { token } = this.cursor
    const word = TYPE_WORDS.find((one) => this.cursor.accept(one))
    if (word === undefined)
      this.cursor.lose('expected a type', { help: `types are ${TYPE_WORDS.join(', ')}` })
    const place = { word, start: token.start, end: token.end }
    if (!this.cursor.accept('[')) return place
    const length = this.expression()
    this.cursor.expect(']')
    return { ...place, length, end: this.cursor.end }
  }

  private name(what: string): Name | undefined {
    const { kind, text, start, end } = this.cursor.token
    if (kind === 'name') {
      this.cursor.take()
      return { text, start, end }
    }
    return this.cursor.lose(`expected ${what}`, kind === 'keyword' ? { help: `${text} is a keyword` } : {})
  }
}
