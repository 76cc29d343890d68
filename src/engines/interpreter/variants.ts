// Variants: versions of each instruction for operands that are common, so that most checks are decided when an
// instruction is decoded and not each time it runs.

import {
  type Block,
  blocksOf,
  childrenOf,
  constant,
  type Decoded,
  type Form,
  HoleValue,
  type Instruction,
  type Machine,
  OperationValue,
  type Rewriting,
  slotBytes,
  specialise,
  type Value,
  valuesOf,
  valuesUsedIn,
  visitStatements,
} from '../../core/index.js'

/** What a variant assumes about one operand. */
interface Assumption {
  readonly form: number | undefined
  readonly low: bigint
  readonly high: bigint
}

/** How an operand's number is kept in a decoded record. */
export interface Slot {
  readonly operand: number
  readonly part: 'number' | 'form'
  /** Byte offset in the record. */
  readonly offset: number
  readonly bytes: 2 | 4 | 8
  readonly signed: boolean
  /** The number is stored multiplied by this: register codes become byte offsets. */
  readonly scale: number
}

/** One version of an instruction. */
export interface Variant {
  readonly instruction: Instruction
  readonly assumptions: readonly Assumption[]
  readonly block: Block
  readonly slots: readonly Slot[]
}

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
  /** Whether the general version, which accepts everything, is among them. It is large and seldom needed. */
  readonly general: boolean
}

/** The versions of an instruction, most special first. */
export function variantsOf(
  machine: Machine,
  instruction: Instruction,
  { rewriting, firstSlot, general }: VariantOptions,
): readonly Variant[] {
  const plain = combinations(instruction)
  const usual = [
    ...plain.flatMap((combination) => aliasAssumptions(machine, instruction, combination)),
    ...plain,
  ]
  const anything = instruction.operands.map(() => ({ form: undefined, low: -(2n ** 64n), high: 2n ** 64n }))
  const assumed = general || usual.length === 0 ? [...usual, anything] : usual
  return assumed.map((assumptions) => makeVariant(instruction, assumptions, rewriting, firstSlot))
}

/** Whether a decoded instruction is what a variant assumes. */
export function accepts(variant: Variant, { forms, numbers }: Decoded): boolean {
  return variant.assumptions.every(
    ({ form, low, high }, index) =>
      (form === undefined || form === forms[index]) && numbers[index] >= low && numbers[index] <= high,
  )
}

/** All combinations of forms, with register codes in the range where no test on them can fail. */
function combinations(instruction: Instruction): readonly (readonly Assumption[])[] {
  const used = valuesUsedIn(instruction.semantics())
  const choices = instruction.operands.map(({ kind }, operand) =>
    kind.forms.map((form, index): Assumption => {
      if (form.kind === 'number') return { form: index, low: -(2n ** 64n), high: 2n ** 64n }
      const [low, high] = commonRange(used, operand, form.file.names.length)
      return { form: index, low: BigInt(low), high: BigInt(high) }
    }),
  )
  const all = choices.reduce<readonly (readonly Assumption[])[]>(
    (lists, options) => lists.flatMap((list) => options.map((option) => [...list, option])),
    [[]],
  )
  return all.length <= MOST_COMBINATIONS ? all : []
}

/**
 * The longest run of register codes between which the semantics never distinguish: every constant that a code is compared
 * with starts a new run.
 */
function commonRange(
  used: ReadonlySet<Value>,
  operand: number,
  registers: number,
): readonly [number, number] {
  const cuts = new Set([0, registers])
  for (const value of used) {
    if (!(value instanceof OperationValue) || value.type !== 'bool') continue
    const [a, b] = value.values
    const code = isCode(a, operand) ? b : b !== undefined && isCode(b, operand) ? a : undefined
    const compared = code === undefined ? undefined : constantIn(code)
    if (compared === undefined) continue
    for (const cut of [compared, compared + 1]) if (cut > 0 && cut < registers) cuts.add(cut)
  }
  const bounds = [...cuts].sort((a, b) => a - b)
  let best: readonly [number, number] = [0, 0]
  for (let index = 1; index < bounds.length; index++) {
    const run = [bounds[index - 1], bounds[index] - 1] as const
    if (run[1] - run[0] > best[1] - best[0]) best = run
  }
  return best
}

const isCode = (value: Value, operand: number): boolean =>
  value instanceof HoleValue && value.operand === operand && value.part === 'number'

const constantIn = (value: Value): number | undefined =>
  'constant' in value ? Number((value as { constant: number | bigint }).constant) : undefined

/** What has a name of its own is common: operands that an alias fixes become known, if few others remain. */
function aliasAssumptions(
  machine: Machine,
  instruction: Instruction,
  combination: readonly Assumption[],
): readonly (readonly Assumption[])[] {
  return machine.aliases.flatMap((alias) => {
    if (alias.instruction !== instruction || !alias.prints) return []
    if (instruction.operands.length - alias.fixed.size > MOST_FREE_OPERANDS) return []
    const assumptions = combination.map((assumption, operand): Assumption | undefined => {
      const fixed = alias.fixed.get(operand)
      if (fixed === undefined) return assumption
      const form = instruction.operands[operand].kind.forms[assumption.form ?? 0]
      if (fixed.kind === 'same' || fixed.kind !== form.kind) return undefined
      const exact = BigInt(fixed.kind === 'register' ? fixed.code : fixed.number)
      return { ...assumption, low: exact, high: exact }
    })
    return assumptions.every((assumption) => assumption !== undefined) ? [assumptions as Assumption[]] : []
  })
}

function makeVariant(
  instruction: Instruction,
  assumptions: readonly Assumption[],
  rewriting: Rewriting,
  firstSlot: number,
): Variant {
  const block = specialise(instruction.semantics(), {
    ...rewriting,
    leaf: (leaf) => (leaf instanceof HoleValue ? assume(leaf, assumptions[leaf.operand]) : undefined),
  })
  return { instruction, assumptions, block, slots: layOutSlots(instruction, assumptions, block, firstSlot) }
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

/** Gives every hole that the block still uses a place in the record, from byte `firstSlot` on. */
function layOutSlots(
  instruction: Instruction,
  assumptions: readonly Assumption[],
  block: Block,
  firstSlot: number,
): readonly Slot[] {
  const holes = new Map<string, HoleValue>()
  const used = valuesUsedIn(block)
  for (const value of used) if (value instanceof HoleValue) holes.set(`${value.operand} ${value.part}`, value)
  const scales = scalesOf(block, used)
  let offset = firstSlot
  return [...holes.values()].map(({ operand, part }): Slot => {
    const { forms } = instruction.operands[operand].kind
    const { form } = assumptions[operand]
    const possible = form === undefined ? forms : [forms[form]]
    const signed = possible.some((entry) => entry.kind === 'number' && entry.signed)
    const width = part === 'form' ? 16 : widthOf(possible, signed)
    const bytes = width <= 16 ? 2 : width <= 32 ? 4 : 8
    offset = Math.ceil(offset / bytes) * bytes
    const scale = form === undefined || part === 'form' ? 1 : (scales.get(operand) ?? 1)
    const slot = { operand, part, offset, bytes, signed: part === 'number' && signed, scale } as const
    offset += bytes
    return slot
  })
}

/** Bits that hold any number of these forms; a mixture with signed numbers needs one more. */
function widthOf(forms: readonly Form[], signed: boolean): number {
  const widest = Math.max(...forms.map((form) => (form.kind === 'number' ? form.bits : 16)))
  return signed && forms.length > 1 ? widest + 1 : widest
}

/** Operands that are used only as codes of registers of one slot size, with that size: they are stored scaled. */
function scalesOf(block: Block, used: ReadonlySet<Value>): ReadonlyMap<number, number> {
  const scales = new Map<number, number>()
  const note = (value: Value | undefined, scale: number): void => {
    if (!(value instanceof HoleValue) || value.part !== 'number') return
    const other = scales.get(value.operand)
    scales.set(value.operand, other === undefined || other === scale ? scale : 1)
  }
  visitStatements(block, (statement) => {
    const indexed = statement.kind === 'read' || statement.kind === 'write'
    if (indexed) note(statement.index, slotBytes(statement.file))
    for (const value of indexed ? valuesOf(statement).slice(1) : valuesOf(statement)) note(value, 1)
    for (const { result } of blocksOf(statement)) note(result, 1)
  })
  for (const value of used) for (const child of childrenOf(value)) note(child, 1)
  return scales
}

/** Bytes that suffice for the record of any version of an instruction. */
export function largestRecord(instruction: Instruction, firstSlot: number): number {
  return instruction.operands.reduce((offset, { kind: { forms } }) => {
    const signed = forms.some((form) => form.kind === 'number' && form.signed)
    const width = widthOf(forms, signed)
    const bytes = width <= 16 ? 2 : width <= 32 ? 4 : 8
    // The number, aligned, and which form it has.
    return Math.ceil(offset / bytes) * bytes + bytes + 2
  }, firstSlot)
}
