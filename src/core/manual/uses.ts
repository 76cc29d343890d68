// Which values a piece of semantics uses, and how often: the basis for deciding what gets a line of its own.

import { type Block, type Statement, valuesOf } from '../ir/effect.js'
import { childrenOf, OperationValue, SelectValue, type Value } from '../ir/value.js'

/** The nested blocks that pseudo-code shows; what happens where memory is missing is a detail of the bus. */
export function shownBlocks(statement: Statement): readonly Block[] {
  if (statement.kind === 'when') return [statement.then, statement.otherwise]
  return statement.kind === 'loop' ? [statement.condition, statement.body] : []
}

/** Whether a block's result matters to anybody. */
export function resultOf(block: Block): readonly Value[] {
  return block.result === undefined ? [] : [block.result]
}

/** How often each value is used by a statement or by another value, in order of first evaluation. */
export function countUses(block: Block): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>()
  const order = new Map<Value, number>()
  const use = (value: Value): void => {
    const earlier = counts.get(value) ?? 0
    counts.set(value, earlier + 1)
    if (earlier > 0) return
    childrenOf(value).forEach(use)
    order.set(value, 0)
  }
  forEachValue(block, use)
  return new Map([...order.keys()].map((value) => [value, counts.get(value)!]))
}

function forEachValue(block: Block, use: (value: Value) => void): void {
  for (const statement of block.statements) {
    valuesOf(statement).forEach(use)
    for (const inner of shownBlocks(statement)) forEachValue(inner, use)
  }
  resultOf(block).forEach(use)
}

/** Longer expressions are not repeated. */
const LONGEST_REPEATED = 3

/**
 * The values that get a line of their own: those that have a name and are used more than once or are not simple, and
 * those without a name that would be long to repeat. Parts come before what they are part of.
 */
export function valuesWithLines(block: Block): readonly Value[] {
  const found = new Set<Value>()
  for (const [value, uses] of countUses(block)) {
    if (deservesLine(value, uses, operationsIn(value, found))) found.add(value)
  }
  return [...found]
}

function deservesLine(value: Value, uses: number, operations: number): boolean {
  if (!(value instanceof OperationValue || value instanceof SelectValue)) return false
  if (value.label === undefined) return uses > 1 && operations > LONGEST_REPEATED
  return uses > 1 || value instanceof SelectValue || operations > 1
}

/** Number of operations to write out, those with lines of their own excluded. */
function operationsIn(value: Value, withLines: ReadonlySet<Value>): number {
  const own = value instanceof OperationValue || value instanceof SelectValue ? 1 : 0
  return childrenOf(value)
    .filter((child) => !withLines.has(child))
    .reduce((sum, child) => sum + operationsIn(child, withLines), own)
}
