// Where the lines that name a value go: before the first statement that needs it, as deep inside as possible.

import { type Block, type Statement, valuesOf } from '../ir/effect.js'
import { childrenOf, type Value } from '../ir/value.js'
import { resultOf, shownBlocks, valuesWithLines } from './uses.js'

/** What is defined immediately before a statement, or before the result of a block. */
export type Definitions = ReadonlyMap<Statement | Block, readonly Value[]>

/** A place that can have definitions before it: a statement, or the block itself for its result. */
interface Place {
  readonly key: Statement | Block
  readonly direct: ReadonlySet<Value>
  readonly nested: readonly Block[]
}

/** Decides which values of a block are named by lines of their own, and where. */
export function placeDefinitions(block: Block): Definitions {
  const placed = new Map<Statement | Block, Value[]>()
  placeIn(block, valuesWithLines(block), placed)
  return placed
}

function placeIn(block: Block, candidates: readonly Value[], placed: Map<Statement | Block, Value[]>): void {
  const places = placesOf(block)
  const open: Value[] = []
  for (const value of candidates) {
    const users = places.filter((place) => needs(place, value))
    if (users.length === 0) continue
    if (users.length > 1 || isNeededHere(users[0], value)) append(placed, users[0].key, value)
    else open.push(value)
  }
  for (const { key, nested } of places) {
    // The condition of a loop is evaluated before its body and in front of every turn.
    const inSequence = 'kind' in key && key.kind === 'loop'
    let left: readonly Value[] = open
    for (const inner of nested) {
      placeIn(inner, left, placed)
      if (inSequence) left = left.filter((value) => !blockNeeds(inner, value))
    }
  }
}

function append(placed: Map<Statement | Block, Value[]>, key: Statement | Block, value: Value): void {
  placed.set(key, [...(placed.get(key) ?? []), value])
}

function placesOf(block: Block): readonly Place[] {
  const statements = block.statements.map((statement) => ({
    key: statement,
    direct: reachable(valuesOf(statement)),
    nested: shownBlocks(statement),
  }))
  return [...statements, { key: block, direct: reachable(resultOf(block)), nested: [] }]
}

const needs = ({ direct, nested }: Place, value: Value): boolean =>
  direct.has(value) || nested.some((inner) => blockNeeds(inner, value))

const blockNeeds = (block: Block, value: Value): boolean =>
  placesOf(block).some((place) => needs(place, value))

function isNeededHere({ key, direct, nested }: Place, value: Value): boolean {
  if (direct.has(value)) return true
  const isLoop = 'kind' in key && key.kind === 'loop'
  return !isLoop && nested.filter((inner) => blockNeeds(inner, value)).length > 1
}

function reachable(values: readonly Value[]): ReadonlySet<Value> {
  const found = new Set<Value>()
  const visit = (value: Value): void => {
    if (found.has(value)) return
    found.add(value)
    childrenOf(value).forEach(visit)
  }
  values.forEach(visit)
  return found
}
