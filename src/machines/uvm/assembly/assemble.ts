// The assembler of uVM: text to code bytes, with a mistake per line at most (spec/uvm.md section 7).

import { type AssembledSource, SourceFile, type SourceMap, SourceMapBuilder } from '../../../core/index.js'
import { Mistake, type Place } from './mistake.js'
import { NAME } from './operand.js'
import { type Statement, statementOf } from './statement.js'
import { type Token, tokensOf } from './tokens.js'
import { instructionCalled } from './vocabulary.js'

/** What came of a text. Diagnostics are in the order of lines, at most one per line. */
export interface Assembled extends AssembledSource {
  readonly labels: ReadonlyMap<string, number>
  readonly sourceMap: SourceMap
}

/** Assembles a text. Never throws. */
export function assembleText(name: string, text: string): Assembled {
  const file = new SourceFile(name, text)
  const reading = new Reading()
  for (const { number, contents, offset } of linesOf(text)) reading.line(number, contents, offset)
  const image = reading.bytes()
  const { labels, mistakes } = reading
  const diagnostics = [...mistakes]
    .sort(([one], [other]) => one - other)
    .map(([, mistake]) => mistake.diagnostic(file))
  const sourceMap = reading.sourceMap(file)
  return { image: diagnostics.length === 0 ? image : undefined, diagnostics, labels, sourceMap }
}

function* linesOf(text: string) {
  let offset = 0
  let number = 1
  for (const line of text.split('\n')) {
    yield { number, contents: line.endsWith('\r') ? line.slice(0, -1) : line, offset }
    offset += line.length + 1
    number++
  }
}

/** Reads lines one after the other, then gives the bytes of all of them. */
class Reading {
  readonly labels = new Map<string, number>()
  readonly mistakes = new Map<number, Mistake>()
  private readonly statements: {
    readonly line: number
    readonly at: number
    readonly statement: Statement
    readonly place: Place
  }[] = []
  private length = 0

  line(number: number, contents: string, offset: number): void {
    const tokens = tokensOf(contents, offset)
    const rest = tokens instanceof Mistake ? tokens : this.behindLabels(tokens)
    if (rest instanceof Mistake) return this.wrong(number, rest)
    if (rest.length === 0) return
    const statement = statementOf(rest)
    if (statement instanceof Mistake) return this.wrong(number, statement)
    const place = { start: rest[0].start, end: rest[rest.length - 1].end }
    this.statements.push({ line: number, at: this.length, statement, place })
    this.length += statement.length
  }

  private wrong(line: number, mistake: Mistake): void {
    this.mistakes.set(line, mistake)
  }

  private behindLabels(tokens: readonly Token[]): readonly Token[] | Mistake {
    let at = 0
    for (; tokens[at + 1]?.kind === ':'; at += 2) {
      const mistake = this.define(tokens[at])
      if (mistake !== undefined) return mistake
    }
    const rest = tokens.slice(at)
    const colon = rest.find(({ kind }) => kind === ':')
    return colon === undefined ? rest : new Mistake('bad-label', 'this is not behind a name', colon)
  }

  private define(token: Token): Mistake | undefined {
    const { text } = token
    if (token.kind !== 'word' || !NAME.test(text))
      return new Mistake('bad-label', `${text} cannot be a label`, token, 'labels are letters, digits and _')
    if (instructionCalled(text) !== undefined)
      return new Mistake('reserved-label', `${text} is an instruction`, token)
    if (this.labels.has(text))
      return new Mistake('duplicate-label', `there is a label ${text} already`, token)
    this.labels.set(text, this.length)
    return undefined
  }

  /** The place of every statement. */
  sourceMap(file: SourceFile): SourceMap {
    const builder = new SourceMapBuilder()
    for (const { at, statement, place } of this.statements)
      builder.add(at, statement.length, { file, ...place })
    return builder.build()
  }

  /** The code; mistakes with labels are noticed here. */
  bytes(): Uint8Array {
    const code = new Uint8Array(this.length)
    for (const { line, at, statement } of this.statements) {
      const bytes = statement.bytes((label) => this.labels.get(label))
      if (bytes instanceof Mistake) this.mistakes.set(line, bytes)
      else code.set(bytes, at)
    }
    return code
  }
}
