// Comparisons. `icmp` and `fcmp` leave 1 for equal, else 0, and set cf to −1, 0, 1 or, with a NaN, 2. The shortest way
// to a word that is 1 exactly when a relation holds:
//
//   a = b   r            a > b   cf
//   a ≥ b   r + cf       a < b   cf, operands swapped
//   a ≤ b   r − cf       a ≠ b   r = 0
//
// A jump takes any word that is 1 or not; a truth value has to be 0 or 1.

import type { Relation, WordType } from '../../../core/stack-code/index.js'
import type { Label } from './items.js'
import type { Output } from './output.js'

const COMPARE: Readonly<Record<WordType, string>> = { int: 'icmp', float: 'fcmp' }
const LEAST = -(2 ** 31)

/** What follows a comparison so that the top is 1 exactly when the relation holds. */
const DECIDES: Readonly<Partial<Record<Relation, readonly string[]>>> = {
  eq: [],
  gt: ['idrop', 'iloadcf'],
  ge: ['iloadcf', 'iadd'],
  le: ['iloadcf', 'isub'],
}

const OPPOSITE: Readonly<Record<Relation, Relation>> = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge',
  ge: 'lt',
  gt: 'le',
  le: 'gt',
}

/** Compares two words and jumps if that comes out as `when`. */
export function branchOn(
  relation: Relation,
  type: WordType,
  when: boolean,
  target: Label,
  output: Output,
): void {
  // With a NaN, neither a < b nor a ≥ b.
  const hasOpposite = type === 'int' || relation === 'eq' || relation === 'ne'
  if (!when && hasOpposite) return branchOn(OPPOSITE[relation], type, true, target, output)
  if (relation === 'ne') return jumpUnless(target, output, () => output.add(COMPARE[type]))
  const decide = (): void => decision(relation, type, output)
  if (!when) return jumpUnless(target, output, decide)
  decide()
  output.add('jc', target)
}

/** Jumps unless the top, which `decide` leaves, is 1. */
export function jumpUnless(target: Label, output: Output, decide: () => void): void {
  const over = output.newLabel()
  decide()
  output.add('jc', over)
  output.add('jmp', target)
  output.place(over)
}

function decision(relation: Relation, type: WordType, output: Output): void {
  if (relation === 'lt') return lessThan(type, output)
  output.add(COMPARE[type])
  output.addAll(DECIDES[relation] ?? [])
}

/** a < b is b > a, and of an integer constant b, a ≤ b − 1. */
function lessThan(type: WordType, output: Output): void {
  const [last] = output.last(1)
  const constant = last?.name === 'ipush' && type === 'int' ? (last.operand as number) : undefined
  if (last !== undefined && constant !== undefined && constant !== LEAST) {
    output.replaceLast(1, [{ ...last, operand: constant - 1 }])
    return decision('le', type, output)
  }
  swapOperands(output)
  decision('gt', type, output)
}

/** Instructions that push one word and do nothing else. */
const PUSHES = new Set(['ipush', 'fpush', 'iload0', 'iload1', 'iload2', 'iloc', 'iarg'])

/** Swaps the two operands on top, at no cost if pushing them the other way round does it. */
function swapOperands(output: Output): void {
  const last = output.last(2)
  if (last.length < 2 || !last.every(({ name }) => PUSHES.has(name))) return output.add('iswap')
  output.replaceLast(2, [last[1], last[0]])
}

/** Compares two words; the truth value is left on the stack. */
export function truthOf(relation: Relation, type: WordType, output: Output): void {
  output.add(COMPARE[type])
  if (relation === 'eq') return
  if (relation !== 'ne') output.addAll(relation === 'lt' ? ['idrop', 'iloadcf'] : (DECIDES[relation] ?? []))
  output.push(relation === 'ne' ? 0 : relation === 'lt' ? -1 : 1)
  output.add('icmp')
}
