// Where the registers that point into operand stacks are at every instruction of a region, as distances from the depth at its
// entry. Code that compilers make has one answer for every place; where there is none, a region keeps no stacks.

import type { Context } from './contexts.js'
import type { Cut } from './graph.js'
import { returns } from './inlining.js'
import { FIRST_WORD, type KeptStack } from './operand-stacks.js'
import type { Placed } from './placed.js'
import type { Bound, StackUse } from './stack-use.js'

/** The distance of each anchor; null: its register holds it, wherever it is. */
export type Anchors = readonly (number | null)[]

/** A block of a region that keeps stacks. */
export interface StackShape {
  /** Before each instruction, and behind the last one. */
  readonly anchors: readonly Anchors[]
  /** Per stack: the distances from and up to which the block needs words. */
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** The stacks of a region, by the addresses of its blocks. */
export interface StackShapes {
  /** What the anchors are at the entry: the depth is 0. */
  readonly entry: readonly number[]
  readonly blocks: ReadonlyMap<number, StackShape>
}

/** How a search looks at code. */
export interface CodeReader {
  readonly stacks: readonly KeptStack[]
  /** The instruction at an address, if a region can execute it. */
  at(address: number): Placed | undefined
  /** What is known of routines, by their addresses; undefined while that is being found out, or when nothing is. */
  readonly returns: Map<number, readonly number[] | undefined>
}

type Cuts = ReadonlyMap<number, Cut<Placed>>

/** The blocks of a region that keeps stacks, and their shapes; undefined if it cannot keep them. */
export function keepStacksIn(
  first: number,
  cuts: Cuts,
  entry: readonly number[],
  reader: CodeReader,
): { readonly cuts: Cuts; readonly shapes: StackShapes } | undefined {
  const kept = new Map<number, Cut<Placed>>()
  const blocks = new Map<number, StackShape>()
  const begun = new Map<number, Anchors>()
  const callers = new Map<Context, Anchors>()
  const pending: (readonly [number, Anchors])[] = [[first, entry]]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [at, anchors] = next
    const cut = cuts.get(at)
    const before = begun.get(at)
    // Two ways to an instruction must agree on where everything is.
    if (before !== undefined && !isSame(before, anchors)) return undefined
    if (cut === undefined || before !== undefined) continue
    begun.set(at, anchors)
    const found = follow(cut, anchors, entry, reader, callers)
    if (found === undefined) continue
    kept.set(at, found.cut)
    blocks.set(at, found.shape)
    for (const exit of found.cut.exits) pending.push([exit, found.onward])
  }
  return kept.has(first) ? { cuts: kept, shapes: { entry, blocks } } : undefined
}

interface Followed {
  readonly cut: Cut<Placed>
  readonly shape: StackShape
  /** The anchors with which its exits begin. */
  readonly onward: Anchors
}

/** Follows a block up to the first instruction that has to be given back; undefined if that is its first one. */
function follow(
  cut: Cut<Placed>,
  before: Anchors,
  entry: readonly number[],
  reader: CodeReader,
  callers: Map<Context, Anchors>,
): Followed | undefined {
  const { stacks } = reader
  const anchors = [before]
  const steps: Placed[] = []
  const reach = new Reach(stacks.length)
  for (const step of cut.steps) {
    const now = anchors[steps.length]
    const use = step.template.kept?.stackUse
    if (use === undefined || !isPossible(use, step, now, entry, stacks)) break
    reach.add(use, step)
    anchors.push(behind(use, step, now))
    steps.push(step)
  }
  if (steps.length === 0) return undefined
  const shape = { anchors, low: reach.low, high: reach.high }
  const [last, left] = [steps[steps.length - 1], anchors[steps.length]]
  if (steps.length < cut.steps.length) return { cut: { ...cut, steps, exits: [] }, shape, onward: left }
  if (last.enters !== undefined) callers.set(last.enters, anchors[steps.length - 1])
  const caller = last.leaves && callers.get(last.leaves)
  if (caller !== undefined) {
    // Whoever returns gives the caller its floors back, or leaves the region.
    const resumed = left.map((distance, number) => distance ?? caller[number])
    return { cut, shape, onward: resumed }
  }
  if (left.includes(null)) return { cut: { ...cut, exits: [] }, shape, onward: left }
  if (!last.calls) return { cut, shape, onward: left }
  // The rest of a routine returns to where the routine was called.
  const called = last.restOf === undefined ? anchors[steps.length - 1] : callers.get(last.restOf)
  const returned = called && behindCall(last, called, left, reader)
  return { cut: returned === undefined ? { ...cut, exits: [] } : cut, shape, onward: returned ?? left }
}

/** How far the stacks must reach. */
class Reach {
  readonly low: number[]
  readonly high: number[]

  constructor(stacks: number) {
    this.low = new Array(stacks).fill(Number.POSITIVE_INFINITY)
    this.high = new Array(stacks).fill(Number.NEGATIVE_INFINITY)
  }

  add({ lowest, highest }: StackUse, step: Placed): void {
    for (const { place, distance } of lowest)
      this.low[place] = Math.min(this.low[place], distance(step) as number)
    for (const { place, distance } of highest)
      this.high[place] = Math.max(this.high[place], distance(step) as number)
  }
}

/** Whether the instruction can be executed where the anchors are; notes them as those of its site. */
export function isPossible(
  use: StackUse,
  step: Placed,
  anchors: Anchors,
  entry: readonly number[],
  stacks: readonly KeptStack[],
): boolean {
  if (anchors.includes(null)) return false
  step.anchors = anchors as readonly number[]
  const bound = ({ floor }: KeptStack): number => (floor === undefined ? 0 : entry[floor.number])
  const distanceOf = ({ distance }: Bound): number => distance(step) as number
  return (
    use.goesBack.every((condition) => condition(step) === 0) &&
    use.nonNegative.every((each) => distanceOf(each) >= bound(stacks[each.place])) &&
    use.words.every((each) => distanceOf(each) >= FIRST_WORD && distanceOf(each) < -FIRST_WORD)
  )
}

const behind = ({ behind }: StackUse, step: Placed, anchors: Anchors): Anchors =>
  behind.map((move, number) =>
    move === undefined ? anchors[number] : move === null ? null : (move(step) as number),
  )

const isSame = (one: Anchors, other: Anchors): boolean =>
  one.every((distance, number) => distance === other[number])

/** The anchors where a call returns to: what the routine leaves on the stacks, and the caller's floors. */
function behindCall(call: Placed, before: Anchors, called: Anchors, reader: CodeReader): Anchors | undefined {
  const [callee] = call.callees
  const moved = callee === undefined ? undefined : movedBy(callee, called as readonly number[], reader)
  if (moved === undefined) return undefined
  const anchors = [...before]
  for (const { depth, place } of reader.stacks)
    anchors[depth.number] = (called[depth.number] as number) + moved[place]
  return anchors
}

/** Most instructions of a routine that are looked at to see what it leaves. */
const MOST_LOOKED_AT = 400

/** By how much a routine changes the depths, if some way through it to a computed jump can be followed. */
function movedBy(
  callee: number,
  called: readonly number[],
  reader: CodeReader,
): readonly number[] | undefined {
  if (reader.returns.has(callee)) return reader.returns.get(callee)
  // Meanwhile: ways through calls of itself lead nowhere.
  reader.returns.set(callee, undefined)
  const entry = calledAnchors(called, reader.stacks)
  const seen = new Set<number>()
  const pending: (readonly [number, Anchors])[] = [[callee, entry]]
  for (let next = pending.pop(); next !== undefined && seen.size < MOST_LOOKED_AT; next = pending.pop()) {
    const [at, anchors] = next
    const step = seen.has(at) ? undefined : reader.at(at)
    seen.add(at)
    const use = step?.template.kept?.stackUse
    if (step === undefined || use === undefined || !isPossible(use, step, anchors, entry, reader.stacks))
      continue
    const left = behind(use, step, anchors)
    if (returns(step.template)) {
      const depths = reader.stacks.map(({ depth }) => left[depth.number])
      if (depths.includes(null)) continue
      reader.returns.set(callee, depths as number[])
      return depths as number[]
    }
    const onward = step.calls ? behindCall(step, anchors, left, reader) : left
    if (onward === undefined) continue
    for (const target of step.targets) pending.push([target, onward])
    if (step.goesOn) pending.push([step.next, onward])
  }
  return undefined
}

/** What the anchors are for a routine, whose entry has its own base. */
export function calledAnchors(called: readonly number[], stacks: readonly KeptStack[]): readonly number[] {
  const entry: number[] = []
  for (const { depth, floor } of stacks) {
    entry[depth.number] = 0
    if (floor !== undefined) entry[floor.number] = called[floor.number] - called[depth.number]
  }
  return entry
}
