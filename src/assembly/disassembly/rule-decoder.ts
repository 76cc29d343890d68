// Decodes instructions with rules that programs define: rules read backwards.

import type { ParameterType, PatternPart, Rule } from '../rules/rule.js'
import type { RuleSet } from '../rules/rule-set.js'
import { continuesIdentifier } from '../syntax/lexer.js'
import { isSame, type Linear, solve } from './linear.js'
import { type BitSource, bitsOfRule } from './rule-bits.js'

/** A rule with the bits of its encoding. */
export interface DecodableRule {
  readonly rule: Rule
  readonly bits: readonly BitSource[]
  /** Bits that are fixed, as a mask and their values. */
  readonly mask: bigint
  readonly value: bigint
  /** How many bits are fixed: rules with more are tried first. */
  readonly fixed: number
}

/** A rule that does not work backwards, and why. */
export interface UndecodableRule {
  readonly rule: Rule
  readonly reason: string
}

/** Combinations of widths of nested rules that are tried. */
const COMBINATIONS = 16
/** Nesting of rules in rules. */
const DEPTH = 8

/** Tables of rules, made from sets of them. */
export class RuleDecoder {
  readonly #tables = new Map<RuleSet, readonly DecodableRule[]>()
  /** Sets that are being read: a set that contains itself has no fixed widths. */
  readonly #open = new Set<RuleSet>()
  readonly undecodable: UndecodableRule[] = []

  /** The rules of a set that work backwards, those with the most fixed bits first. */
  table(rules: RuleSet): readonly DecodableRule[] {
    const known = this.#tables.get(rules)
    if (known !== undefined) return known
    this.#open.add(rules)
    const table = rules.rules.flatMap((rule) => this.#formsOf(rule))
    this.#open.delete(rules)
    table.sort((a, b) => b.fixed - a.fixed || a.bits.length - b.bits.length)
    this.#tables.set(rules, table)
    return table
  }

  #formsOf(rule: Rule): DecodableRule[] {
    const widths = this.#nestedWidths(rule)
    if (widths === undefined) {
      this.undecodable.push({ rule, reason: 'rules in its parameters have no fixed sizes' })
      return []
    }
    const forms: DecodableRule[] = []
    for (const nested of widths) {
      const bits = bitsOfRule(rule, nested)
      if (typeof bits === 'string') {
        this.undecodable.push({ rule, reason: bits })
        return []
      }
      forms.push(decodable(rule, bits))
    }
    return forms
  }

  /** All combinations of widths that the nested rules of a rule can have. */
  #nestedWidths({ parameters }: Rule): ReadonlyMap<number, number>[] | undefined {
    let combinations: ReadonlyMap<number, number>[] = [new Map()]
    for (const [index, { type }] of parameters.entries()) {
      if (type.kind !== 'rules') continue
      if (this.#open.has(type.rules)) return undefined
      const widths = [...new Set(this.table(type.rules).map(({ bits }) => bits.length))]
      combinations = combinations.flatMap((earlier) =>
        widths.map((width) => new Map([...earlier, [index, width]])),
      )
      if (combinations.length > COMBINATIONS || combinations.length === 0) return undefined
    }
    return combinations
  }

  /** The texts that a set of rules could have for some bits, most literal first. */
  *texts(rules: RuleSet, bits: bigint, width: number, address: bigint, depth = 0): Generator<string> {
    if (depth > DEPTH) return
    for (const candidate of this.table(rules)) {
      if (candidate.bits.length === width && (bits & candidate.mask) === candidate.value) {
        yield* this.textsOf(candidate, bits, address, depth)
      }
    }
  }

  /** The texts of one rule for some bits that fit it. */
  *textsOf(
    { rule, bits: sources }: DecodableRule,
    bits: bigint,
    address: bigint,
    depth = 0,
  ): Generator<string> {
    const operands: (readonly string[])[] = []
    for (const [index, { type }] of rule.parameters.entries()) {
      const texts =
        type.kind === 'rules'
          ? this.#nestedTexts(index, type.rules, sources, bits, address, depth)
          : numberTexts(index, type, sources, bits, address)
      if (texts.length === 0) return
      operands.push(texts)
    }
    yield* combined(operands).map((texts) => written(rule.pattern, texts))
  }

  #nestedTexts(
    parameter: number,
    rules: RuleSet,
    sources: readonly BitSource[],
    bits: bigint,
    address: bigint,
    depth: number,
  ): string[] {
    const own = collect(sources, bits, (source) =>
      source.kind === 'nested' && source.parameter === parameter ? source.bit : -1,
    )
    const found: string[] = []
    for (const text of this.texts(rules, own.value, own.width, address, depth + 1)) {
      found.push(text)
      if (found.length === 2) break
    }
    return found
  }
}

function decodable(rule: Rule, bits: readonly BitSource[]): DecodableRule {
  let mask = 0n
  let value = 0n
  let fixed = 0
  for (const source of bits) {
    mask <<= 1n
    value <<= 1n
    if (source.kind !== 'constant') continue
    mask |= 1n
    value |= BigInt(source.bit)
    fixed++
  }
  return { rule, bits, mask, value, fixed }
}

interface Collected {
  readonly value: bigint
  readonly width: number
}

/** Puts bits together; `bitOf` says which one a source is, −1 for none. */
function collect(
  sources: readonly BitSource[],
  bits: bigint,
  bitOf: (source: BitSource) => number,
): Collected {
  let value = 0n
  let width = 0
  for (const [at, source] of sources.entries()) {
    const bit = bitOf(source)
    if (bit < 0) continue
    width = Math.max(width, bit + 1)
    if (((bits >> BigInt(sources.length - 1 - at)) & 1n) === 1n) value |= 1n << BigInt(bit)
  }
  return { value, width }
}

/** The numbers that an operand may be: its bits without sign, then with sign, as its type says. */
function numberTexts(
  parameter: number,
  type: ParameterType,
  sources: readonly BitSource[],
  bits: bigint,
  address: bigint,
): string[] {
  const own = sources.find((source) => source.kind === 'value' && source.value.parameter === parameter)
  if (own?.kind !== 'value') return ['0']
  const { value: linear } = own
  const { value, width } = collect(sources, bits, (source) =>
    source.kind === 'value' && isSame(source.value, linear) ? source.bit : -1,
  )
  const readings = [value, BigInt.asIntN(width, value)]
  const ordered = isSignedFirst(type, linear) ? readings.reverse() : readings
  return [...new Set(ordered.map((each) => numberText(solve(linear, each, address))))]
}

/** Distances are signed; plain numbers mostly are not. */
function isSignedFirst(type: ParameterType, { address }: Linear): boolean {
  return type.kind === 'signed' || address !== 0
}

function numberText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString(16)
  return value >= 0n && value < 10n ? digits : `${value < 0n ? '-' : ''}0x${digits}`
}

/** A few of the combinations of one text per operand. */
function combined(operands: readonly (readonly string[])[]): string[][] {
  return operands.reduce<string[][]>(
    (tuples, texts) =>
      tuples.flatMap((tuple) => texts.map((text) => [...tuple, text])).slice(0, COMBINATIONS),
    [[]],
  )
}

/** A pattern with texts in the places of its parameters; a number glued to a word is decimal. */
function written(pattern: readonly PatternPart[], texts: readonly string[]): string {
  let text = ''
  for (const part of pattern) {
    if (part.kind === 'literal') text += String.fromCharCode(part.code)
    else if (part.kind === 'space') text += ' '
    else text += glued(text, texts[part.index])
  }
  return text
}

function glued(before: string, operand: string): string {
  const isGlued = before !== '' && continuesIdentifier(before.charCodeAt(before.length - 1))
  return isGlued && operand.startsWith('0x') ? BigInt(operand).toString() : operand
}
