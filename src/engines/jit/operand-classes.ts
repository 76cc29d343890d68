// What the semantics of an instruction make of its operands' numbers: which numbers lead to the same code.
//
// Numbers of one class are specialised to the same template, which is filled in later with each number. An operand whose
// number decides something has a class per number; where it is only compared with constants (a register's code), the
// constants separate the classes. In what is tested when the instruction runs, the count of a shift (a flag's number) decides
// what is tested; of other numbers the trailing zero bits matter, because alignment tests depend on them. All numbers that
// are only calculated with are of one class.

import {
  type Block,
  blocksOf,
  type Constant,
  ConstantValue,
  childrenOf,
  constant,
  HoleValue,
  OperationValue,
  SelectValue,
  type Value,
  valuesOf,
  visitStatements,
} from '../../core/index.js'
import type { FixedValues } from './fixed.js'

/** The classes of one operand's numbers. */
export interface OperandClasses {
  /** Whether every number is a class of its own. */
  readonly exact: boolean
  /** Whether something that is tested depends on it, and so perhaps on its trailing zero bits. */
  readonly tested: boolean
  /** Ascending: a class begins at each. */
  readonly cuts: readonly number[]
  /** For a register's code, of which nothing but its interval matters: the number of registers. Larger codes are exact. */
  readonly registers: number | undefined
}

/** What is known of an operand besides what the semantics do with it. */
export interface CodeFacts {
  readonly registers: number
  /** Codes that must be told from others in any case. */
  readonly special: readonly number[]
}

/** Trailing zero bits beyond this count make no difference. */
const MOST_ZEROS = 3
const ZERO = MOST_ZEROS + 1
const CLASSES_PER_INTERVAL = MOST_ZEROS + 2

const SHIFTS: ReadonlySet<string> = new Set(['shl', 'shrU', 'shrS', 'rotl', 'rotr'])
const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'ltU', 'leU'])

/** Finds the classes of every operand of a block whose forms are known; `codes` has facts of those that are registers. */
export function operandClasses(
  block: Block,
  codes: readonly (CodeFacts | undefined)[],
  fixed: FixedValues,
): readonly OperandClasses[] {
  const exact = new Set<number>()
  const tested = new Set<number>()
  const cuts = codes.map((facts) => new Set(facts?.special.flatMap((code) => [code, code + 1])))
  const decide = (value: Value): void => {
    const cut = comparedCode(value)
    if (cut === undefined) note(value, exact)
    else for (const at of cut.at) cuts[cut.operand].add(at)
  }
  const seen = new Set<Value>()
  const visit = (value: Value): void => {
    if (seen.has(value)) return
    seen.add(value)
    if (value.type === 'bool') return fixed.isFixed(value) ? decide(value) : test(value)
    for (const child of childrenOf(value)) visit(child)
  }
  const seenTested = new Set<Value>()
  const test = (value: Value): void => {
    if (seenTested.has(value)) return
    seenTested.add(value)
    if (value.type === 'bool' && fixed.isFixed(value)) return decide(value)
    if (value instanceof HoleValue) tested.add(value.operand)
    if (value instanceof OperationValue && isShift(value) && fixed.isFixed(value.values[1]))
      note(value.values[1], exact)
    for (const child of childrenOf(value)) test(child)
  }
  visitValues(block, visit)
  visitStatements(block, (statement) => {
    // Routines may test what they are given.
    if (statement.kind === 'call') statement.values.forEach(test)
  })
  return codes.map((facts, operand) => ({
    exact: exact.has(operand),
    tested: tested.has(operand),
    cuts: [...cuts[operand]].sort((a, b) => a - b),
    registers: facts?.registers,
  }))
}

const nameOf = ({ operator }: OperationValue): string => operator.slice(operator.indexOf('.') + 1)

const isShift = (value: OperationValue): boolean => SHIFTS.has(nameOf(value))

function visitValues(block: Block, visit: (value: Value) => void): void {
  if (block.result !== undefined) visit(block.result)
  visitStatements(block, (statement) => {
    for (const value of valuesOf(statement)) visit(value)
    for (const { result } of blocksOf(statement)) if (result !== undefined) visit(result)
  })
}

/** Adds the operands that a value depends on. */
function note(value: Value, operands: Set<number>): void {
  for (const { operand } of holesIn(value)) operands.add(operand)
}

function holesIn(value: Value): readonly HoleValue[] {
  if (value instanceof HoleValue) return [value]
  if (value instanceof SelectValue || value instanceof OperationValue)
    return childrenOf(value).flatMap(holesIn)
  return []
}

/** Where the classes of a nonnegative number that is compared with a constant begin. */
function comparedCode(
  value: Value,
): { readonly operand: number; readonly at: readonly number[] } | undefined {
  if (!(value instanceof OperationValue) || !COMPARISONS.has(nameOf(value))) return undefined
  const [a, b] = value.values
  const [hole, other] = a instanceof HoleValue ? [a, b] : [b, a]
  if (!(hole instanceof HoleValue && other instanceof ConstantValue) || hole.type !== 'i32' || hole.low < 0)
    return undefined
  const at = Number(other.constant) >>> 0
  return { operand: hole.operand, at: [at, at + 1] }
}

/** Whether a number is in a class of its own. Codes beyond the last register mean one of the others again. */
const isExact = ({ exact, registers }: OperandClasses, number: Constant): boolean =>
  exact || (registers !== undefined && number >= registers)

/** The position of the interval between cuts in which a number lies. */
function intervalOf({ cuts }: OperandClasses, number: Constant): number {
  let interval = 0
  while (interval < cuts.length && number >= cuts[interval]) interval++
  return interval
}

/** The class of a number, as a key. Intervals of codes have negative keys, so that they differ from exact codes. */
export function classOf(classes: OperandClasses, number: Constant): Constant {
  if (isExact(classes, number)) return number
  const interval = intervalOf(classes, number)
  if (classes.registers !== undefined) return ~interval
  return classes.tested ? interval * CLASSES_PER_INTERVAL + zerosOf(number) : interval
}

function zerosOf(number: Constant): number {
  const low = typeof number === 'bigint' ? Number(BigInt.asIntN(32, number)) : number
  if (low !== 0) return Math.min(MOST_ZEROS, 31 - Math.clz32(low & -low))
  return typeof number === 'bigint' && number !== 0n ? MOST_ZEROS : ZERO
}

/** What a hole becomes for the numbers of the class that `number` is in. */
export function classValue(classes: OperandClasses, hole: HoleValue, number: Constant): Value {
  if (isExact(classes, number)) return constant(hole.type, number)
  const { cuts, registers } = classes
  const interval = intervalOf(classes, number)
  const low = interval === 0 ? hole.low : largest(hole.low, cuts[interval - 1])
  const end = Math.min(cuts[interval] ?? Number.POSITIVE_INFINITY, registers ?? Number.POSITIVE_INFINITY)
  const high = smallest(hole.high, end - 1)
  if (registers !== undefined || !classes.tested)
    return new HoleValue(hole.type, hole.operand, 'number', low, high)
  const zeros = zerosOf(number)
  if (zeros === ZERO) return constant(hole.type, 0)
  return new HoleValue(hole.type, hole.operand, 'number', low, high, zeros)
}

const largest = (a: Constant, b: Constant): Constant => (a > b ? a : b)
const smallest = (a: Constant, b: Constant): Constant => (a < b ? a : b)
