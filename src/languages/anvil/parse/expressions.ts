// Expressions: operators by rank, calls, elements, literals.

import { MOST_HEIGHT, MOST_NESTING } from '../limits.js'
import type { Place } from '../mistakes.js'
import { RANKS, RELATION_RANK } from '../words.js'
import type { Cursor } from './cursor.js'
import { floatWord, integerWord } from './numbers.js'
import type { Expression } from './syntax.js'
import type { Token } from './tokens.js'

type Shape = Expression extends infer One
  ? One extends Expression
    ? Omit<One, 'height' | 'start' | 'end'>
    : never
  : never

/** Reads expressions. */
export class ExpressionParser {
  private nesting = 0
  /** Brackets that are open: between them, the ends of lines mean nothing. */
  private brackets = 0

  constructor(private readonly cursor: Cursor) {}

  /** An expression. Inside of brackets, it may go on behind the end of a line. */
  expression(): Expression {
    return this.binary(1)
  }

  /** Parentheses, brackets and prefix operators within each other; deeper ones are refused. */
  private nested(read: () => Expression): Expression {
    if (this.nesting >= MOST_NESTING) {
      this.cursor.refuse('too-deep', 'this is nested too deeply', { help: 'give a name to a part of it' })
      return this.invalid()
    }
    this.nesting++
    const expression = read()
    this.nesting--
    return expression
  }

  /** An expression between brackets. */
  private inside(): Expression {
    this.brackets++
    const expression = this.nested(() => this.expression())
    this.brackets--
    return expression
  }

  private binary(rank: number): Expression {
    if (rank > Math.max(...Object.values(RANKS))) return this.unary()
    let left = this.binary(rank + 1)
    for (let count = 0; this.rankOfOperator() === rank; count++) {
      const sign = this.cursor.take()
      const right = this.binary(rank + 1)
      if (rank === RELATION_RANK && count > 0) left = this.refuseChain(sign)
      else left = this.node({ kind: 'binary', operator: sign.text, sign, left, right }, left, [left, right])
    }
    return left
  }

  /** A sign at the beginning of a line begins a statement, unless brackets are open. */
  private rankOfOperator(): number | undefined {
    const { kind, text, isFirstOnLine } = this.cursor.token
    if (kind !== 'symbol' && kind !== 'keyword') return undefined
    return isFirstOnLine && this.brackets === 0 ? undefined : RANKS[text]
  }

  private refuseChain(sign: Place): Expression {
    const help = 'join two relations with and'
    this.cursor.mistakes.error('syntax', sign, 'relations do not chain', { help })
    return this.invalid()
  }

  private unary(): Expression {
    const { token } = this.cursor
    const operator = this.cursor.is('-') ? '-' : this.cursor.is('not') ? 'not' : undefined
    if (operator === undefined) return this.primary()
    this.cursor.take()
    const { token: next } = this.cursor
    if (operator === '-' && next.kind === 'integer') return this.number(token, true)
    // `not` binds less tightly than relations: not a == b is not (a == b).
    const operand = this.nested(() => (operator === 'not' ? this.binary(RELATION_RANK) : this.unary()))
    return this.node({ kind: 'unary', operator, operand }, token, [operand])
  }

  private primary(): Expression {
    const { token } = this.cursor
    switch (token.kind) {
      case 'integer':
      case 'float':
        return this.number(token, false)
      case 'text':
        this.cursor.take()
        return this.node({ kind: 'text', text: token.text }, token)
      case 'name':
        return this.named()
      default:
        return this.bracketed()
    }
  }

  private number(beginning: Place, isNegative: boolean): Expression {
    const token = this.cursor.take() as Token
    const { mistakes } = this.cursor
    const type = token.kind === 'float' ? 'float' : 'int'
    const word = type === 'float' ? floatWord(token, mistakes) : integerWord(token, isNegative, mistakes)
    return this.node({ kind: 'number', type, word }, beginning)
  }

  private bracketed(): Expression {
    const { token } = this.cursor
    if (this.cursor.is('true') || this.cursor.is('false')) {
      this.cursor.take()
      return this.node({ kind: 'truth', value: token.text === 'true' }, token)
    }
    if (token.kind === 'keyword' && (token.text === 'int' || token.text === 'float')) return this.named()
    if (this.cursor.accept('(')) {
      const inside = this.inside()
      this.cursor.expect(')')
      return { ...inside, start: token.start, end: this.cursor.end }
    }
    if (this.cursor.accept('[')) return this.list(token)
    this.cursor.lose('expected a value')
    return this.invalid()
  }

  /** A name alone, with arguments, or with an index. */
  private named(): Expression {
    const { text, start, end } = this.cursor.take()
    const name = { text, start, end }
    if (this.cursor.token.isFirstOnLine && this.brackets === 0) return this.node({ kind: 'name', name }, name)
    if (this.cursor.accept('(')) {
      const operands = this.items(')')
      return this.node({ kind: 'call', name, operands }, name, operands)
    }
    if (!this.cursor.accept('[')) return this.node({ kind: 'name', name }, name)
    const index = this.inside()
    this.cursor.expect(']')
    return this.node({ kind: 'index', name, index }, name, [index])
  }

  /** Elements of an array, one by one or as `[value; count]`. */
  private list(beginning: Place): Expression {
    const [first, ...others] = this.items(']', ';')
    if (first === undefined || !this.cursor.accept(';')) {
      const elements = first === undefined ? [] : [first, ...others]
      return this.node({ kind: 'list', elements }, beginning, elements)
    }
    const count = this.inside()
    this.cursor.expect(']')
    return this.node({ kind: 'repeat', value: first, count }, beginning, [first, count])
  }

  /** Expressions with commas between them, up to a closing bracket, which is taken, or a sign, which is not. */
  private items(closing: string, sign?: string): readonly Expression[] {
    const items: Expression[] = []
    if (this.cursor.accept(closing)) return items
    do items.push(this.inside())
    while (this.cursor.accept(',') && !this.cursor.is(closing))
    if (sign === undefined || !this.cursor.is(sign)) this.cursor.expect(closing)
    return items
  }

  private node(shape: Shape, { start }: Place, parts: readonly Expression[] = []): Expression {
    const height = 1 + parts.reduce((most, part) => Math.max(most, part.height), 0)
    const place = { start, end: Math.max(this.cursor.end, start) }
    if (height <= MOST_HEIGHT) return { ...shape, ...place, height } as Expression
    const help = 'give a name to a part of it'
    this.cursor.mistakes.error('too-deep', place, 'this expression has too many operators', { help })
    return this.invalid()
  }

  private invalid(): Expression {
    const { start, end } = this.cursor.token
    return { kind: 'invalid', height: 1, start, end }
  }
}
