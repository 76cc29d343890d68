// Variants: versions of each instruction for operands that are common, so that most checks are decided when an
// instruction is decoded and not each time it runs.

import {
  type Alias,
  type Block,
  constant,
  type Decoded,
  HoleValue,
  type Instruction,
  type Machine,
  type Rewriting,
  specialise,
  type Value,
  valuesUsedIn,
} from '../../core/index.js'
import { layOutSlots, type Slot } from './slots.js'

/** What a variant assumes about one operand. */
export interface Assumption {
  readonly form: number | undefined
  readonly low: bigint
  readonly high: bigint
}

/** One version of an instruction. */
export interface Variant {
  readonly instruction: Instruction
  readonly assumptions: readonly Assumption[]
  readonly block: Block
  readonly slots: readonly Slot[]
}

const ANY_NUMBER = { low: -(2n ** 64n), high: 2n ** 64n }

/** Most combinations of operand forms an instruction gets versions for; the rest is left to the general version. */
const MOST_COMBINATIONS = 16

/** Most operands an alias may leave open to get a version of its own. */
const MOST_FREE_OPERANDS = 1

/** How variants are made. */
export interface VariantOptions {
  /** Applied to the semantics. */
  readonly rewriting: Rewriting
  /** Operands lie in the record from this byte on. */
  readonly firstSlot: number
}

/** The version that accepts everything. It is large and seldom needed. */
export function generalVariant(instruction: Instruction, options: VariantOptions): Variant {
  const anything = instruction.operands.map(() => ({ form: undefined, ...ANY_NUMBER }))
  return makeVariant(instruction, anything, options)
}

/** What is common, most special first: operands that an alias fixes, then every combination of forms. */
export function usualAssumptions(
  machine: Machine,
  instruction: Instruction,
): readonly (readonly Assumption[])[] {
  const plain = combinations(instruction)
  const special: (readonly Assumption[])[] = []
  const aliases = machine.aliases.filter((alias) => alias.instruction === instruction && isCommon(alias))
  for (const combination of plain) {
    for (const alias of aliases) {
      const assumptions = aliasAssumptions(alias, combination)
      if (assumptions !== undefined) special.push(assumptions)
    }
  }
  return [...special, ...plain]
}

/** What has a name of its own is common, if it leaves few operands open. */
const isCommon = ({ prints, instruction, fixed }: Alias): boolean =>
  prints && instruction.operands.length - fixed.size <= MOST_FREE_OPERANDS

/** Whether a decoded instruction is what is assumed. */
export function fits(assumptions: readonly Assumption[], { forms, numbers }: Decoded): boolean {
  return assumptions.every(
    ({ form, low, high }, index) =>
      (form === undefined || form === forms[index]) && numbers[index] >= low && numbers[index] <= high,
  )
}

/** All combinations of forms, with register codes in the range where no test on them can fail. */
function combinations(instruction: Instruction): readonly (readonly Assumption[])[] {
  const compared = comparedCodes(instruction)
  let all: readonly (readonly Assumption[])[] = [[]]
  instruction.operands.forEach(({ kind }, operand) => {
    const options = kind.forms.map((form, index): Assumption => {
      if (form.kind === 'number') return { form: index, ...ANY_NUMBER }
      const [low, high] = commonRange(compared[operand], form.file.names.length)
      return { form: index, low: BigInt(low), high: BigInt(high) }
    })
    all = all.flatMap((list) => options.map((option) => [...list, option]))
  })
  return all.length <= MOST_COMBINATIONS ? all : []
}

/** Per operand, the constants that the semantics compare its number with. */
function comparedCodes(instruction: Instruction): readonly (readonly number[])[] {
  const compared = instruction.operands.map((): number[] => [])
  const note = (code: Value, { exact }: Value): void => {
    if (!(code instanceof HoleValue) || code.part !== 'number' || exact === undefined) return
    compared[code.operand].push(Number(exact))
  }
  valuesUsedIn(instruction.semantics()).forEach((value) => {
    if (value.type !== 'bool' || value.children.length !== 2) return
    note(value.children[0], value.children[1])
    note(value.children[1], value.children[0])
  })
  return compared
}

/**
 * The longest run of register codes between which the semantics never distinguish: every constant that a code is compared
 * with starts a new run.
 */
function commonRange(compared: readonly number[], registers: number): readonly [number, number] {
  const starts = compared.flatMap((code) => [code, code + 1]).filter((code) => code > 0 && code < registers)
  starts.push(registers)
  starts.sort((a, b) => a - b)
  let best: readonly [number, number] = [0, 0]
  let low = 0
  for (const start of starts) {
    if (start - 1 - low > best[1] - best[0]) best = [low, start - 1]
    low = start
  }
  return best
}

/** A combination with the operands that an alias fixes; undefined if the alias fixes other forms. */
function aliasAssumptions(
  { instruction: { operands }, fixed: fixedOperands }: Alias,
  combination: readonly Assumption[],
): readonly Assumption[] | undefined {
  const assumptions = [...combination]
  for (const [operand, fixed] of fixedOperands) {
    const form = operands[operand].kind.forms[combination[operand].form ?? 0]
    if (fixed.kind === 'same' || fixed.kind !== form.kind) return undefined
    const exact = BigInt(fixed.kind === 'register' ? fixed.code : fixed.number)
    assumptions[operand] = { ...combination[operand], low: exact, high: exact }
  }
  return assumptions
}

/** The version for what is assumed. */
export function makeVariant(
  instruction: Instruction,
  assumptions: readonly Assumption[],
  { rewriting, firstSlot }: VariantOptions,
): Variant {
  const block = specialise(instruction.semantics(), {
    ...rewriting,
    leaf: (leaf) => (leaf instanceof HoleValue ? assume(leaf, assumptions[leaf.operand]) : undefined),
  })
  const forms = assumptions.map(({ form }) => form)
  return { instruction, assumptions, block, slots: layOutSlots(instruction, forms, block, firstSlot) }
}

function assume(hole: HoleValue, { form, low, high }: Assumption): Value | undefined {
  if (hole.part === 'form') return form === undefined ? undefined : constant('i32', form)
  if (low === high) return constant(hole.type, low)
  const [least, most] = [
    low > BigInt(hole.low) ? low : BigInt(hole.low),
    high < BigInt(hole.high) ? high : BigInt(hole.high),
  ]
  return least <= most ? new HoleValue(hole.type, hole.operand, 'number', least, most) : undefined
}
