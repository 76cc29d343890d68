// The value of an `asm` block: its instructions encoded one after the other (spec/asm-language.md sections 9 and 15.6).

import { error, primary } from '../../core/index.js'
import { CALL_DEPTH } from '../limits.js'
import type { LineMatcher } from '../rules/line-matcher.js'
import type { RuleMatch } from '../rules/rule.js'
import { selectEncoding } from '../rules/select.js'
import { frameText, type Hole, holesOf, paste } from '../rules/substitution.js'
import type { AsmExpression, AsmInstruction, AsmLabel, InstructionText } from '../syntax/expression.js'
import type { SourceUnit } from '../syntax/node.js'
import { isReserved } from '../values/builtins.js'
import type { Context } from '../values/context.js'
import { misaligned } from '../values/lookup.js'
import { mistakeAt, tooMuchWork } from '../values/operators.js'
import { noted } from '../values/reports.js'
import { integer, isSame, isValue, mistaken, type NoValue, type Outcome, unknown } from '../values/value.js'
import type { Bank } from './bank.js'

/** What the name of a pasted value begins with; nobody can declare such a name. */
const HIDDEN = '$$'
/** Every level of nesting is the block and the rule around it. */
const NESTING = 2

/** An instruction with the texts of its holes, and the rules that fit it. */
interface Prepared {
  readonly text: string
  readonly unit: SourceUnit
  readonly found: readonly RuleMatch[] | NoValue
}

/** Encodes blocks; what rules fit a line is found once per text. */
export class BlockAssembler {
  readonly #prepared = new WeakMap<AsmInstruction, Map<string, Prepared>>()

  constructor(
    readonly matcher: LineMatcher,
    readonly rounds: number,
  ) {}

  /** The encodings of a block's instructions as one value. */
  assemble(block: AsmExpression, context: Context): Outcome {
    if (context.depth >= CALL_DEPTH) {
      return mistakeAt(context, block, 'recursion-limit', 'recursion depth limit of `asm` blocks reached')
    }
    return contentMistake(block, context) ?? new BlockRun(this, block, context).run()
  }

  /** The rules that fit an instruction with these texts in its holes. */
  prepare(
    line: AsmInstruction,
    holes: readonly Hole[],
    texts: readonly string[],
    context: Context,
  ): Prepared {
    let known = this.#prepared.get(line)
    if (known === undefined) {
      known = new Map()
      this.#prepared.set(line, known)
    }
    const key = `${context.unit.path}\n${texts.join('\n')}`
    let prepared = context.unit.original === undefined ? known.get(key) : undefined
    if (prepared === undefined) {
      prepared = this.#match(line, holes, texts, context)
      if (context.unit.original === undefined) known.set(key, prepared)
    }
    return prepared
  }

  #match(line: AsmInstruction, holes: readonly Hole[], texts: readonly string[], context: Context): Prepared {
    const pasted =
      holes.length === 0 ? { unit: context.unit, text: line } : paste(context.unit, line, holes, texts)
    const { unit, text } = pasted
    const isEmpty = text.first === text.last
    const found = isEmpty ? [] : this.matcher.match(text)
    const written = text.tokens.file.text.slice(text.start, text.end)
    if (found.length > 0) return { text: written, unit, found }
    const notes = holes.length === 0 ? [] : [`match attempted: \`${written}\``]
    const labels = [primary(context.spanOf(line))]
    const { message, help } = isEmpty
      ? { message: 'no match for an empty line', help: undefined }
      : this.matcher.explain(text)
    return { text: written, unit, found: mistaken(() => error('no-match', message, { labels, help, notes })) }
  }
}

/** The first statement that a block may not contain. */
function contentMistake({ lines }: AsmExpression, context: Context): Outcome | undefined {
  for (const line of lines) {
    if (line.kind === 'misplaced') {
      const message = 'invalid in an `asm` block: only instructions and labels without dots are permitted'
      return mistakeAt(context, line, 'asm-block-content', message)
    }
    if (line.kind === 'label' && isReserved(line.name, context.environment.oldNames))
      return mistakeAt(context, line, 'reserved-name', `the name \`${line.name}\` is reserved`)
  }
  return undefined
}

/** What one round over the lines yields. */
interface Round {
  readonly outcome: Outcome
  readonly isStable: boolean
}

/** The evaluation of one block in one place. */
class BlockRun {
  /** Labels with their newest addresses. */
  readonly #labels = new Map<string, Outcome>()
  /** Newest encoding of each line. */
  readonly #encodings: Outcome[] = []

  constructor(
    readonly assembler: BlockAssembler,
    readonly block: AsmExpression,
    readonly context: Context,
  ) {
    for (const line of block.lines) if (line.kind === 'label') this.#labels.set(line.name, unknown)
  }

  run(): Outcome {
    const { context } = this
    const isFinal = context.stage === 'final'
    for (let round = 1; round <= this.assembler.rounds; round++) {
      const { outcome, isStable } = this.#round(false)
      if (!isValue(outcome) && outcome.kind !== 'unknown') return outcome
      if (isValue(outcome) && outcome.isStatic) return outcome
      if (isStable) break
      if (context.isFirst && !isFinal) return unknown
    }
    const { outcome, isStable } = this.#round(isFinal)
    if (isStable || (!isValue(outcome) && outcome.kind !== 'unknown')) return outcome
    return isFinal ? this.#unsettled() : unknown
  }

  #unsettled(): Outcome {
    const message = 'the instructions of the `asm` block did not converge'
    return mistakeAt(this.context, this.block, 'did-not-converge', message)
  }

  #round(isFinal: boolean): Round {
    const { context, block } = this
    const bank = context.bank?.copy()
    if (bank === undefined) return { outcome: unknown, isStable: false }
    const parts: Outcome[] = []
    let isStable = true
    for (const [index, line] of block.lines.entries()) {
      if (line.kind === 'misplaced') continue
      const outcome =
        line.kind === 'label' ? this.#place(line, bank, isFinal) : this.#encode(line, bank, isFinal)
      const earlier = line.kind === 'label' ? this.#labels.get(line.name) : this.#encodings[index]
      if (!isValue(outcome) && outcome.kind !== 'unknown') return { outcome, isStable: true }
      if (earlier === undefined || !isSame(earlier, outcome) || outcome.kind === 'unknown') isStable = false
      if (line.kind === 'label') this.#labels.set(line.name, outcome)
      else {
        this.#encodings[index] = outcome
        parts.push(outcome)
      }
    }
    return { outcome: joined(parts), isStable }
  }

  #place(line: AsmLabel, bank: Bank, isFinal: boolean): Outcome {
    if (bank.misalignment === 0) return bank.address()
    return isFinal || bank.isStatic ? misaligned(line, this.context, bank.misalignment) : unknown
  }

  #encode(line: AsmInstruction, bank: Bank, isFinal: boolean): Outcome {
    const { context } = this
    if (!context.environment.budget.spend(8)) return tooMuchWork(context, this.block)
    const locals = new Map(this.#labels)
    const prepared = this.#prepare(line, locals)
    if ('kind' in prepared) return prepared
    const { found, unit, text } = prepared
    const inner = context.inner(unit, locals, NESTING)
    inner.bank = bank
    inner.item = { start: 0, end: 0 }
    if ('kind' in found) return found
    inner.item = itemOf(line, unit, context)
    if (!isFinal) inner.stage = 'round'
    const outcome = selectEncoding(found, inner, isFinal)
    advance(bank, outcome, found)
    if (outcome.kind === 'failed' && !isFinal && !outcome.isStatic) return unknown
    return isValue(outcome) ? outcome : noted(outcome, context.spanOf(line), `matched as \`${text}\``)
  }

  /** Fills the holes of an instruction: with the texts of parameters, or names of values that become local variables. */
  #prepare(line: AsmInstruction, locals: Map<string, Outcome>): Prepared | NoValue {
    const { context } = this
    const holes = holesOf(line)
    if ('severity' in holes) {
      const { code, message, labels } = holes
      const { start, end } = labels[0].span
      return mistaken(() => error(code, message, { labels: [primary(context.spanOf({ start, end }))] }))
    }
    const texts: string[] = []
    for (const hole of holes) {
      const text = this.#textFor(hole, locals)
      if (typeof text !== 'string') return text
      texts.push(text)
    }
    return this.assembler.prepare(line, holes, texts, context)
  }

  #textFor({ name, nameStart }: Hole, locals: Map<string, Outcome>): string | NoValue {
    const { context } = this
    const text = parameterText(name, context)
    if (text !== undefined && !text.includes(HIDDEN)) return text
    const value = context.locals?.get(name)
    const pasted = value === undefined ? frameText(name, context.scope) : undefined
    if (pasted !== undefined) return pasted
    if (value === undefined) {
      const place = { start: nameStart, end: nameStart + name.length }
      const help = 'parameters and local variables can be put in braces'
      return mistakeAt(context, place, 'unknown-substitution', `unknown substitution \`${name}\``, help)
    }
    locals.set(HIDDEN + name, value)
    return HIDDEN + name
  }
}

/** The source text of an argument of the rule whose body is evaluated. */
function parameterText(name: string, { parameters }: Context): string | undefined {
  if (parameters === undefined) return undefined
  const { match, unit } = parameters
  const index = match.rule.parameters.findIndex((parameter) => parameter.name === name)
  if (index < 0) return undefined
  const { start, end } = match.texts?.[index] ?? match.arguments[index]
  return unit.file.text.slice(start, end).trim()
}

/** The place of a line for mistakes that are about the whole of it. */
function itemOf(line: InstructionText, unit: SourceUnit, context: Context): { start: number; end: number } {
  return unit === context.unit ? line : { start: 0, end: unit.file.text.length }
}

function advance(bank: Bank, outcome: Outcome, found: readonly RuleMatch[]): void {
  if (outcome.kind === 'integer' && outcome.size !== undefined) bank.advance(outcome.size, outcome.isStatic)
  else bank.advance(Math.max(0, ...found.map((match) => match.rule.body.fixedSize(match) ?? 0)), false)
}

/** Encodings one after the other; unknown when one is. */
function joined(parts: readonly Outcome[]): Outcome {
  let value = 0n
  let size = 0
  let isStatic = true
  for (const part of parts) {
    if (part.kind !== 'integer' || part.size === undefined) return unknown
    value = (value << BigInt(part.size)) | BigInt.asUintN(part.size, part.value)
    size += part.size
    isStatic &&= part.isStatic
  }
  return integer(value, size, isStatic)
}
