// stack-langc, the compiler of the postfix language: one word per token, and a HALT (spec/stackvm.md section 4).

import {
  type Diagnostic,
  encode,
  error,
  type Instruction,
  primary,
  SourceFile,
  warning,
} from '../../../core/index.js'
import { CAPACITY, instructionsFor } from '../instructions.js'
import { DEFAULT_OPTIONS, type Dialect } from '../options.js'
import { Depth, type DepthRemark } from './depth.js'
import { type Token, tokensOf } from './tokens.js'

/** What came of a text. */
export interface Compiled {
  /** The program; absent when there are errors. */
  readonly words: Uint32Array | undefined
  /** In the order of the text. The reference dialect stops at its first error, and has no warnings. */
  readonly diagnostics: readonly Diagnostic[]
}

const wordOf = (instruction: Instruction): number =>
  new DataView(encode(instruction, [], []).buffer).getUint32(0, true)

const WORDS = new Map(
  instructionsFor(DEFAULT_OPTIONS).flatMap((instruction) =>
    instruction.operands.length === 0 ? [[instruction.name, wordOf(instruction)]] : [],
  ),
)
const OPERATORS: ReadonlyMap<string, number | undefined> = new Map([
  ['+', WORDS.get('add')],
  ['-', WORDS.get('sub')],
  ['*', WORDS.get('mul')],
  ['/', WORDS.get('div')],
])

/** Literals that a dialect accepts; the reference one does not know that large ones are operations. */
const RANGES = {
  reference: { pattern: /^\d+$/, low: 0, high: 2 ** 31 - 1 },
  extended: { pattern: /^-?\d+$/, low: -(2 ** 30), high: 2 ** 30 - 1 },
} as const

/** Compiles a text. Never throws. */
export function compilePostfix(name: string, text: string, dialect: Dialect): Compiled {
  const compilation = new Compilation(new SourceFile(name, text), dialect)
  for (const token of tokensOf(text, dialect)) {
    compilation.token(token)
    if (dialect === 'reference' && compilation.hasErrors) break
  }
  return compilation.end()
}

class Compilation {
  private words = new Uint32Array(1024)
  private count = 0
  private readonly depth = new Depth()
  private readonly diagnostics: Diagnostic[] = []
  hasErrors = false

  constructor(
    private readonly file: SourceFile,
    private readonly dialect: Dialect,
  ) {}

  token(token: Token): void {
    const operation = OPERATORS.get(token.text)
    if (operation === undefined) this.number(token)
    else {
      this.emit(operation)
      this.remark(this.depth.count(true), token)
    }
  }

  private number(token: Token): void {
    const { pattern, low, high } = RANGES[this.dialect]
    if (!pattern.test(token.text)) {
      const wanted = 'numbers, + - * / and nothing else'
      return this.fail('bad-token', `${token.text} is no token`, token, `a program consists of ${wanted}`)
    }
    const value = Number(token.text)
    if (value < low || value > high)
      return this.fail('number-range', `${token.text} is not between ${low} and ${high}`, token)
    this.emit(value)
    this.remark(this.depth.count(false), token)
  }

  private fail(code: string, message: string, token: Token, help?: string): void {
    this.hasErrors = true
    this.diagnostics.push(error(code, message, { labels: [primary(this.span(token))], help }))
  }

  private remark(remark: DepthRemark | undefined, token: Token): void {
    if (remark === undefined || this.dialect === 'reference') return
    this.diagnostics.push(warning(remark, REMARKS[remark], { labels: [primary(this.span(token))] }))
  }

  private span({ start, text }: Token) {
    return { file: this.file, start, end: start + text.length }
  }

  /** Appends a word; negative numbers become two's complement. */
  private emit(word: number): void {
    if (this.count === this.words.length) {
      const larger = new Uint32Array(2 * this.count)
      larger.set(this.words)
      this.words = larger
    }
    this.words[this.count++] = word
  }

  /** The program with its HALT. */
  end(): Compiled {
    this.emit(WORDS.get('halt') ?? 0)
    if (!this.hasErrors) this.remark(this.depth.atEnd(), { text: '', start: this.file.text.length })
    const words = this.hasErrors ? undefined : this.words.subarray(0, this.count)
    return { words, diagnostics: this.diagnostics }
  }
}

const REMARKS: Readonly<Record<DepthRemark, string>> = {
  'stack-underflow': 'there are not two values for this operation',
  'stack-overflow': `the stack cannot hold more than ${CAPACITY} values`,
  'final-depth': 'not exactly one value is left at the end',
}
