// Runs of neighbouring registers that get the same constant, shown as one line: `a0 … a7 ← 0`.

import type { Statement, WriteStatement } from '../ir/effect.js'
import { ConstantValue, type Value } from '../ir/value.js'
import { indexOf } from './effects.js'

/** Shorter runs are shown register by register. */
const SHORTEST_RUN = 4

/** The run that ends with a statement, as a whole. */
export function writeRun(
  statements: readonly Statement[],
  last: number,
): { readonly text: string; readonly value: Value } | undefined {
  const first = startOfRun(statements, last)
  if (last - first + 1 < SHORTEST_RUN || continuesRun(statements, last + 1)) return undefined
  const [begin, end] = [statements[first], statements[last]] as [WriteStatement, WriteStatement]
  const [from, to] = [begin, end].map(({ file, index }) => file.names[indexOf(index)!])
  return { text: `${from} … ${to}`, value: end.value }
}

/** Whether a statement belongs to a run that a later statement ends. */
export function startsWriteRun(statements: readonly Statement[], at: number): boolean {
  let last = at
  while (continuesRun(statements, last + 1)) last++
  return last > at && writeRun(statements, last) !== undefined
}

function startOfRun(statements: readonly Statement[], last: number): number {
  let first = last
  while (continuesRun(statements, first)) first--
  return first
}

/** Whether a statement gives the next register the constant that the statement before gave to its neighbour. */
function continuesRun(statements: readonly Statement[], at: number): boolean {
  const [before, here] = [statements[at - 1], statements[at]]
  if (before?.kind !== 'write' || here?.kind !== 'write' || before.file !== here.file) return false
  const [a, b] = [before.value, here.value]
  const isSame = a instanceof ConstantValue && b instanceof ConstantValue && a.constant === b.constant
  const [left, right] = [indexOf(before.index), indexOf(here.index)]
  return isSame && left !== undefined && right === left + 1
}
