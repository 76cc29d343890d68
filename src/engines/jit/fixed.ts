// Fixed values: expressions that are constants as soon as an instruction's operands and address are known.

import {
  type Constant,
  ConstantValue,
  ContextValue,
  childrenOf,
  HoleValue,
  OPERATORS,
  OperationValue,
  SelectValue,
  Value,
} from '../../core/index.js'

/** What an instruction at its place supplies. Constants in normal form. */
export interface Site {
  /** Per operand. */
  readonly numbers: readonly Constant[]
  readonly pc: Constant
  readonly nextPc: Constant
  /** What its constant loads give. */
  readonly constants: readonly Constant[]
  /** How far the registers that point into operand stacks are above where the depth was at the region's entry. */
  readonly anchors: readonly number[]
}

/** What a site knows where no stacks are kept. */
export const NO_ANCHORS: readonly number[] = []

/** A register that points into an operand stack, as a distance from the depth at the region's entry; by its number. */
export class AnchorValue extends Value<'i32'> {
  constructor(readonly number: number) {
    super('i32')
  }
}

/** The result of a constant load, by its number. */
export class LoadedValue<T extends 'i32' | 'i64' = 'i32' | 'i64'> extends Value<T> {
  constructor(
    type: T,
    readonly number: number,
  ) {
    super(type)
  }
}

/** Computes a fixed value. */
export type Fixed = (site: Site) => Constant

const LEAVES = [ConstantValue, HoleValue, LoadedValue, AnchorValue]

/** Tells which values are fixed; remembers what it found. */
export class FixedValues {
  private readonly found = new Map<Value, boolean>()

  isFixed(value: Value): boolean {
    if (LEAVES.some((leaf) => value instanceof leaf)) return true
    if (value instanceof ContextValue) return value.name !== 'counter'
    const children = childrenOf(value)
    if (children.length === 0) return false
    const known = this.found.get(value)
    if (known !== undefined) return known
    const result = children.every((child) => this.isFixed(child))
    this.found.set(value, result)
    return result
  }
}

/** The function that computes a fixed value. */
export function compileFixed(value: Value): Fixed {
  if (value instanceof ConstantValue) return () => value.constant
  if (value instanceof HoleValue) return ({ numbers }) => numbers[value.operand]
  if (value instanceof LoadedValue) return ({ constants }) => constants[value.number]
  if (value instanceof AnchorValue) return ({ anchors }) => anchors[value.number]
  if (value instanceof ContextValue) return value.name === 'pc' ? ({ pc }) => pc : ({ nextPc }) => nextPc
  if (value instanceof SelectValue) return compileSelect(value)
  if (!(value instanceof OperationValue)) throw new Error('this value is not fixed')
  const evaluate = OPERATORS[value.operator].evaluate as (...inputs: Constant[]) => Constant
  const [a, b] = value.values.map(compileFixed)
  return b === undefined ? (site) => evaluate(a(site)) : (site) => evaluate(a(site), b(site))
}

function compileSelect({ condition, whenTrue, whenFalse }: SelectValue): Fixed {
  const [test, yes, no] = [condition, whenTrue, whenFalse].map(compileFixed)
  return (site) => (test(site) ? yes(site) : no(site))
}
