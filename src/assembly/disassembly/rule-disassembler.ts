// Images to text with rules that programs define. Every line is encoded again: what does not come back is data.

import { type Diagnostic, SourceFile } from '../../core/index.js'
import { type AssemblyInput, type DefinedProgram, defineProgram } from '../define.js'
import { bitsAt } from '../output/formats/bits.js'
import type { BankDefinition } from '../program/banks.js'
import { Bank } from '../resolve/bank.js'
import type { Rule } from '../rules/rule.js'
import { selectEncoding } from '../rules/select.js'
import type { InstructionText } from '../syntax/expression.js'
import { lex } from '../syntax/lexer.js'
import { Context } from '../values/context.js'
import { type DecodableRule, RuleDecoder, type UndecodableRule } from './rule-decoder.js'

/** What is disassembled, and with which rules. */
export interface RuleDisassemblyInput extends Pick<AssemblyInput, 'files' | 'rules' | 'oldNames'> {
  readonly rules: string | readonly string[]
  readonly image: Uint8Array
}

/** One line of a disassembly. */
export interface RuleLine {
  readonly address: bigint
  readonly text: string
  /** Bit in the image, and how many bits the line stands for. */
  readonly position: number
  readonly size: number
  /** Absent when the bits are data. */
  readonly rule: Rule | undefined
}

/** A disassembly; there are no lines when there are mistakes in the rules. */
export interface RuleDisassembly {
  readonly lines: readonly RuleLine[]
  readonly diagnostics: readonly Diagnostic[]
  /** Rules whose instructions cannot be found in an image, and why. */
  readonly undecodable: readonly UndecodableRule[]
}

/** Disassembles an image from the start of the bank that is current behind the rules. */
export function disassembleWithRules({ image, ...input }: RuleDisassemblyInput): RuleDisassembly {
  const program = defineProgram({ ...input, entry: [] })
  const diagnostics = program.findings.findings.map(({ diagnostic }) => diagnostic)
  if (program.findings.hasErrors) return { lines: [], diagnostics, undecodable: [] }
  const disassembler = new RuleDisassembler(program, image)
  return { lines: disassembler.lines(), diagnostics, undecodable: disassembler.undecodable }
}

/** Fixed bits at the start of an instruction that rules are looked up by. */
const INDEXED = 8

class RuleDisassembler {
  readonly #decoder = new RuleDecoder()
  readonly #byStart: (readonly DecodableRule[])[]
  readonly #bank: BankDefinition
  readonly #bits: number

  constructor(
    readonly program: DefinedProgram,
    readonly image: Uint8Array,
  ) {
    this.#bank = currentBank(program)
    this.#bits = image.length * 8
    this.#byStart = indexed(this.#decoder.table(program.matching.matcher.rules))
  }

  get undecodable(): readonly UndecodableRule[] {
    return this.#decoder.undecodable
  }

  lines(): RuleLine[] {
    const lines: RuleLine[] = []
    for (let position = 0; position < this.#bits; ) {
      const line = this.#instructionAt(position) ?? this.#dataAt(position)
      lines.push(line)
      position += line.size
    }
    return lines
  }

  #instructionAt(position: number): RuleLine | undefined {
    const { unit } = this.#bank
    if (position % unit !== 0) return undefined
    const address = this.#addressOf(position)
    const start = bitsAt({ bytes: this.image, bits: this.#bits }, position, INDEXED)
    for (const candidate of this.#byStart[start]) {
      const size = candidate.bits.length
      if (size === 0 || position + size > this.#bits) continue
      const bits = this.#read(position, size)
      if ((bits & candidate.mask) !== candidate.value) continue
      for (const text of this.#decoder.textsOf(candidate, bits, address)) {
        if (this.#encodes(text, position, bits, size))
          return { address, text, position, size, rule: candidate.rule }
      }
    }
    return undefined
  }

  #dataAt(position: number): RuleLine {
    const size = Math.min(this.#bank.unit - (position % this.#bank.unit), this.#bits - position)
    const value = this.#read(position, size)
    // The size of a hexadecimal number counts, and it is a multiple of 4.
    const number = size % 4 === 0 ? `0x${value.toString(16).padStart(size / 4, '0')}` : `${value}`
    return {
      address: this.#addressOf(position),
      text: `#d${size} ${number}`,
      position,
      size,
      rule: undefined,
    }
  }

  #addressOf(position: number): bigint {
    const { start, unit } = this.#bank
    return start + BigInt(Math.floor(position / unit))
  }

  #read(position: number, size: number): bigint {
    const image = { bytes: this.image, bits: this.#bits }
    let value = 0n
    for (let at = 0; at < size; at += 32) {
      const count = Math.min(32, size - at)
      value = (value << BigInt(count)) | BigInt(bitsAt(image, position + at, count))
    }
    return value
  }

  /** Whether a text is assembled to these bits at this place. */
  #encodes(text: string, position: number, bits: bigint, size: number): boolean {
    const { environment, matching } = this.program
    const line = instructionText(text, matching.matcher.words)
    const unit = { file: line.tokens.file, path: '', includedBy: undefined }
    const matches = matching.matcher.match(line)
    if (matches.length === 0) return false
    const context = new Context(environment, unit, environment.root)
    context.stage = 'final'
    context.bank = new Bank(this.#bank)
    context.bank.position = position
    const encoding = selectEncoding(matches, context, true)
    return (
      encoding.kind === 'integer' && encoding.size === size && BigInt.asUintN(size, encoding.value) === bits
    )
  }
}

function instructionText(text: string, words: Parameters<typeof lex>[1]): InstructionText {
  const tokens = lex(new SourceFile('disassembly', text), words)
  return { tokens, first: 0, last: tokens.count, start: 0, end: text.length }
}

/** The bank that lines behind the rules would be in. */
function currentBank({ items, bank }: DefinedProgram): BankDefinition {
  let current = bank
  for (const item of items) if (item.kind === 'bank') current = item.definition ?? current
  return current
}

/** Rules by the bits at their start. */
function indexed(rules: readonly DecodableRule[]): DecodableRule[][] {
  const byStart: DecodableRule[][] = Array.from({ length: 2 ** INDEXED }, () => [])
  for (const rule of rules) {
    const behind = BigInt(Math.max(rule.bits.length - INDEXED, 0))
    const missing = BigInt(Math.max(INDEXED - rule.bits.length, 0))
    const mask = Number((rule.mask >> behind) << missing)
    const value = Number((rule.value >> behind) << missing)
    for (const [start, list] of byStart.entries()) if ((start & mask) === value) list.push(rule)
  }
  return byStart
}
