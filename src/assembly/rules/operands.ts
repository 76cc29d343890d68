// The operands of a line of the common shape: what stands between its commas.

import type { Expression, InstructionText } from '../syntax/expression.js'
import { parseExpression } from '../syntax/expression-parser.js'
import { TokenReader } from '../syntax/token-reader.js'
import { KIND_COUNT, kindOf, WORD } from '../syntax/tokens.js'

const COMMA = kindOf(',')

/** Per token kind: by how much it changes the depth of brackets. */
const deepens = new Int8Array(KIND_COUNT)
for (const text of ['(', '{', '['] as const) deepens[kindOf(text)] = 1
for (const text of [')', '}', ']'] as const) deepens[kindOf(text)] = -1

/** The operands of one line after the other; the arrays are used again. */
export class Operands {
  count = 0
  /** Per operand: its first token, and the token behind it. */
  readonly #firsts: number[] = []
  readonly #lasts: number[] = []
  #node: InstructionText | undefined

  /** Finds the operands of a line, whose first token is its mnemonic. */
  split(node: InstructionText): void {
    const { tokens, first, last } = node
    this.#node = node
    this.count = 0
    if (first + 1 === last) return
    let depth = 0
    this.#firsts[0] = first + 1
    for (let at = first + 1; at < last; at++) {
      const kind = tokens.kinds[at]
      depth += deepens[kind]
      if (kind !== COMMA || depth !== 0) continue
      this.#lasts[this.count++] = at
      this.#firsts[this.count] = at + 1
    }
    this.#lasts[this.count++] = last
  }

  /** The number of the word that an operand is, −1 when it is anything else. */
  word(operand: number): number {
    const first = this.#firsts[operand]
    const { tokens } = this.#line
    return this.#lasts[operand] === first + 1 && tokens.kinds[first] === WORD ? tokens.words[first] : -1
  }

  /** An operand as one expression; the reader has a failure when it is none. */
  parse(operand: number): { readonly expression: Expression; readonly reader: TokenReader } {
    const reader = new TokenReader(this.#line.tokens, this.#firsts[operand], this.#lasts[operand])
    const expression = parseExpression(reader)
    if (reader.at < reader.end) reader.missing('expected-token', 'expected the end of the operand')
    return { expression, reader }
  }

  spanOf(operand: number) {
    return this.#line.tokens.span(this.#firsts[operand], this.#lasts[operand])
  }

  get #line(): InstructionText {
    if (this.#node === undefined) throw new Error('no line was split')
    return this.#node
  }
}
