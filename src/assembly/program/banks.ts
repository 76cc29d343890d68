// Banks: where items are placed (spec/asm-language.md section 12.1).

import { type Diagnostics, didYouMean, error, primary, type Span, secondary } from '../../core/index.js'
import { POSITION_BITS } from '../limits.js'
import { BANK_FIELDS } from '../syntax/bank-parser.js'
import type { BankDefinitionNode, BankField } from '../syntax/node.js'
import { type ConstantsOnly, Context, type Environment } from '../values/context.js'
import { evaluate } from '../values/evaluate.js'
import { isValue, kindText, type Value, voidValue } from '../values/value.js'

/** What a bank is like; sizes in bits unless said otherwise. */
export interface BankDefinition {
  readonly kind: 'bank'
  readonly name: string
  /** Bits per address unit. */
  readonly unit: number
  /** Address of position 0. */
  readonly start: bigint
  /** Infinite when there is no limit. */
  readonly capacity: number
  /** Position of the bank in the output; without one it only gives addresses. */
  readonly output: number | undefined
  /** Whether the output reaches to the end of the bank. */
  readonly isFilled: boolean
  /** Global symbols are aligned to this many bits; 0 when they are not. */
  readonly labelAlign: number
  readonly data: Value
  /** Its name where it is defined. */
  readonly span: Span | undefined
  /** Whether it is the bank before any is named, which programs that define banks may not use. */
  readonly isDefault: boolean
}

const PLAIN = {
  kind: 'bank',
  unit: 8,
  start: 0n,
  capacity: Infinity,
  output: 0,
  isFilled: false,
  labelAlign: 0,
  data: voidValue(true),
  span: undefined,
} as const

/** The bank of a program that defines none. */
export const DEFAULT_BANK: BankDefinition = { ...PLAIN, name: '', isDefault: true }

/** The bank that programs for a machine begin in (spec/lrvm.md 17.4). */
export function programBank(labelAlign: number): BankDefinition {
  return { ...PLAIN, name: 'program', labelAlign, isDefault: false }
}

const FIELD: ConstantsOnly = {
  place: 'a field of a bank',
  code: 'unresolved-expression',
  message: 'unresolved expression: this cannot be evaluated',
}

/** Reads the fields of a definition; a wrong one counts as absent. */
export function bankOf(
  node: BankDefinitionNode,
  environment: Environment,
  diagnostics: Diagnostics,
): BankDefinition {
  return new BankReader(node, environment, diagnostics).read()
}

class BankReader {
  readonly #context: Context
  readonly #fields = new Map<string, BankField>()

  constructor(
    readonly node: BankDefinitionNode,
    environment: Environment,
    readonly diagnostics: Diagnostics,
  ) {
    this.#context = new Context(environment, node.unit, environment.root)
    this.#context.stage = 'constants'
    this.#context.constantsOnly = FIELD
    for (const field of node.fields) this.#add(field)
  }

  read(): BankDefinition {
    const { name, nameStart, nameEnd, unit: source } = this.node
    const unit = this.#number('bits', 1) ?? PLAIN.unit
    const start = this.#integer('addr') ?? PLAIN.start
    const sized = this.#capacity(unit, start)
    const output = this.#number('outp', 0)
    const labelAlign = this.#number('labelalign', 0) ?? 0
    return {
      kind: 'bank',
      name,
      unit,
      start,
      capacity: sized ?? Infinity,
      output,
      isFilled: this.#fields.has('fill') && sized !== undefined && output !== undefined,
      labelAlign,
      data: this.#value('data') ?? PLAIN.data,
      span: { file: source.file, start: nameStart, end: nameEnd },
      isDefault: false,
    }
  }

  #add(field: BankField): void {
    const { name } = field
    if (!BANK_FIELDS.some((known) => known === name)) {
      const near = didYouMean(name, BANK_FIELDS)
      const help =
        near === undefined ? `the fields are ${BANK_FIELDS.join(', ')}` : `did you mean \`${near}\`?`
      this.#fail(field, 'invalid-field', `invalid field \`${name}\``, help)
    } else if (this.#fields.has(name)) this.#fail(field, 'duplicate-field', `duplicate field \`${name}\``)
    else this.#fields.set(name, field)
  }

  #capacity(unit: number, start: bigint): number | undefined {
    const size = this.#number('size', 0, unit)
    const end = this.#integer('addr_end')
    const both = this.#fields.get('size')?.value && this.#fields.get('addr_end')?.value
    if (both !== undefined) {
      this.#fail(this.node, 'bank-size-and-end', 'a bank has either `size` or `addr_end`, not both')
      return size
    }
    if (end === undefined) return size === undefined ? undefined : size * unit
    const bits = (end - start) * BigInt(unit)
    if (bits >= 0n && bits <= POSITION_BITS) return Number(bits)
    this.#outside('addr_end')
    return undefined
  }

  /** The value of a field as a number from `low` on that stays in range when multiplied. */
  #number(name: string, low: number, factor = 1): number | undefined {
    const value = this.#integer(name)
    if (value === undefined) return undefined
    if (value >= low && value * BigInt(factor) <= POSITION_BITS) return Number(value)
    this.#outside(name)
    return undefined
  }

  #outside(name: string): void {
    const place = this.#fields.get(name)?.value
    if (place !== undefined) this.#fail(place, 'value-range', `\`${name}\` is outside the supported range`)
  }

  #integer(name: string): bigint | undefined {
    const value = this.#value(name)
    if (value === undefined || value.kind === 'integer') return value?.value
    const place = this.#fields.get(name)?.value
    if (place !== undefined) this.#fail(place, 'expected-integer', `expected integer, got ${kindText(value)}`)
    return undefined
  }

  #value(name: string): Value | undefined {
    const expression = this.#fields.get(name)?.value
    if (expression === undefined) return undefined
    this.#context.locals = undefined
    const value = evaluate(expression, this.#context)
    if (isValue(value)) return value
    if (value.kind === 'unknown') this.#fail(expression, FIELD.code, FIELD.message)
    else if (value.report !== undefined) this.diagnostics.add(value.report())
    return undefined
  }

  #fail(
    place: { readonly start: number; readonly end: number },
    code: string,
    message: string,
    help?: string,
  ) {
    const labels = [primary(this.#context.spanOf(place))]
    this.diagnostics.add(error(code, message, { labels, help }))
  }
}

/** Reports banks whose parts of the output intersect (spec/asm-language.md section 12.2). */
export function reportBankOverlaps(banks: readonly BankDefinition[], diagnostics: Diagnostics): void {
  const placed = banks.filter(({ output, capacity }) => output !== undefined && capacity > 0)
  const byOutput = [...placed].sort((a, b) => (a.output ?? 0) - (b.output ?? 0))
  let reaching: BankDefinition | undefined
  for (const bank of byOutput) {
    if (reaching !== undefined && endOf(reaching) > (bank.output ?? 0)) {
      const [first, second] =
        placed.indexOf(reaching) < placed.indexOf(bank) ? [reaching, bank] : [bank, reaching]
      diagnostics.add(overlapOf(first, second))
    }
    if (reaching === undefined || endOf(bank) > endOf(reaching)) reaching = bank
  }
}

const endOf = ({ output = 0, capacity }: BankDefinition): number => output + capacity

function overlapOf(first: BankDefinition, second: BankDefinition) {
  const labels = [
    ...(first.span === undefined ? [] : [primary(first.span)]),
    ...(second.span === undefined ? [] : [secondary(second.span, 'defined here')]),
  ]
  const notes = ['`outp` counts bits, `size` counts address units; a bank without `size` has no end']
  return error('bank-overlap', `the output of bank \`${first.name}\` overlaps that of \`${second.name}\``, {
    labels,
    notes,
  })
}
