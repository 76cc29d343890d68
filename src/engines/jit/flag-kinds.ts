// Kinds of flag settings: which formula gives a flags register from a few numbers (the leaves). Regions keep the kind and
// the leaves instead of any flag, so that flags nobody reads cost nothing, and hand them to each other in memory.

import {
  type Constant,
  ConstantValue,
  childrenOf,
  constant,
  type Flags,
  OperationValue,
  substitute,
  TemporaryValue,
  type Value,
} from '../../core/index.js'

/** One kind. */
export interface FlagKind {
  /** 1, 2, …; 0 means that the register itself is valid. */
  readonly number: number
  readonly leaves: readonly TemporaryValue<'i32'>[]
  /** The register as a function of the leaves. */
  readonly word: Value<'i32'>
}

/** A setting of flags: its kind and the values of the leaves. */
export interface FlagSetting {
  readonly kind: FlagKind
  readonly values: readonly Value[]
}

/** Most leaves of a kind. */
export const MOST_LEAVES = 4
/** Most kinds of one register; further settings compute the inputs of the formula. */
const MOST_KINDS = 200
/** Nodes of a formula beyond which its structure is not looked at; shared values count every time. */
const MOST_NODES = 200
/** Constants up to this size belong to the structure of a kind; others are leaves. */
const STRUCTURAL = 64

/** The kinds of one flags register. Grows while code is translated. */
export class FlagKinds {
  private readonly byKey = new Map<string, FlagKind>()
  private readonly list: FlagKind[] = []
  private readonly settings = new WeakMap<readonly Value[], FlagSetting>()

  constructor(readonly flags: Flags) {}

  get kinds(): readonly FlagKind[] {
    return this.list
  }

  /** The setting that these inputs of the flags' formula are. */
  setting(inputs: readonly Value[]): FlagSetting {
    const known = this.settings.get(inputs)
    if (known !== undefined) return known
    const setting = this.structured(inputs) ?? this.plain(inputs)
    this.settings.set(inputs, setting)
    return setting
  }

  private structured(inputs: readonly Value[]): FlagSetting | undefined {
    const leaves: Value[] = []
    const room = { nodes: MOST_NODES }
    const key = inputs.map((input) => describe(input, leaves, room)).join(' | ')
    const fits = room.nodes > 0 && leaves.length <= MOST_LEAVES && leaves.every(({ type }) => type === 'i32')
    const kind = fits ? this.kind(key, leaves, inputs) : undefined
    return kind && { kind, values: leaves }
  }

  /** Keeps the inputs themselves, conditions as 0 and 1. */
  private plain(inputs: readonly Value[]): FlagSetting {
    const kind = this.kind('inputs', this.flags.parameters, this.flags.parameters, true)
    if (kind === undefined) throw new Error('a flags register has more inputs than regions can keep')
    const values = inputs.map((input) =>
      input.type === 'bool' ? new OperationValue('i32', 'i32.fromBool', [input]) : input,
    )
    return { kind, values }
  }

  private kind(
    key: string,
    leaves: readonly Value[],
    inputs: readonly Value[],
    always = false,
  ): FlagKind | undefined {
    const found = this.byKey.get(key)
    if (found !== undefined) return found
    if (leaves.length > MOST_LEAVES || (this.list.length >= MOST_KINDS && !always)) return undefined
    const own = leaves.map(() => new TemporaryValue('i32'))
    const replacements = new Map<Value, Value>(
      leaves.map((leaf, index) => [
        leaf,
        leaf.type === 'bool'
          ? new OperationValue('bool', 'i32.ne', [own[index], constant('i32', 0)])
          : own[index],
      ]),
    )
    const given = inputs.map((input) => substitute(input, replacements))
    const formula = new Map<Value, Value>(
      this.flags.parameters.map((parameter, index) => [parameter, given[index]]),
    )
    const word = substitute(this.flags.word, formula) as Value<'i32'>
    const kind = { number: this.list.length + 1, leaves: own, word }
    this.byKey.set(key, kind)
    this.list.push(kind)
    return kind
  }
}

/** A text that is equal for inputs of one structure; collects what they are computed from. */
function describe(value: Value, leaves: Value[], room: { nodes: number }): string {
  if (--room.nodes <= 0) return ''
  if (value instanceof ConstantValue && isStructural(value)) return `${value.type}:${value.constant}`
  if (childrenOf(value).length === 0) {
    const known = leaves.findIndex((leaf) => leaf === value || sameConstant(leaf, value))
    return `#${known >= 0 ? known : leaves.push(value) - 1}`
  }
  const name = value instanceof OperationValue ? value.operator : 'select'
  return `${name}(${childrenOf(value)
    .map((child) => describe(child, leaves, room))
    .join(' ')})`
}

const isStructural = ({ type, constant: exact }: ConstantValue): boolean =>
  type !== 'i32' || (Number(exact) >= -1 && Number(exact) <= STRUCTURAL)

const sameConstant = (a: Value, b: Value): boolean =>
  a instanceof ConstantValue &&
  b instanceof ConstantValue &&
  a.type === b.type &&
  same(a.constant, b.constant)

const same = (a: Constant, b: Constant): boolean => a === b
