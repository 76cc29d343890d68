// Finds the instructions of a region: everything reachable from its entry by direct jumps, within bounds.

import type { PlacedRegion } from '../../core/index.js'
import type { MachineState } from '../state.js'
import { isOwn, realDistance } from './contexts.js'
import type { Dependency } from './fetch-proof.js'
import { type Cut, cutBlocks, Graph } from './graph.js'
import { InlinedCode } from './inlining.js'
import { keptStacks } from './operand-stacks.js'
import type { Placed, PlacedInstructions } from './placed.js'
import { Placing, type PlacingFacts } from './placing.js'
import { Reach } from './reach.js'
import { restTemplate } from './rest-template.js'
import { type CodeReader, calledAnchors, keepStacksIn, type StackShapes } from './stack-shapes.js'
import type { Tuning } from './tuning.js'

type Cuts = ReadonlyMap<number, Cut<Placed>>
type StepAt = (at: number) => Placed | undefined

/** A region to compile. Addresses inside are distances from the start of the memory that it was translated from. */
export interface Region {
  readonly entry: bigint
  readonly memory: PlacedRegion
  readonly graph: Graph<Placed>
  /** Number of instructions. */
  readonly size: number
  /** Addresses that it calls, and what the anchors are there if it keeps stacks. */
  readonly callees: ReadonlyMap<bigint, readonly number[] | undefined>
  /** The operand stacks that it keeps. */
  readonly stacks: StackShapes | undefined
  /** Host offsets of its code and of what it depends on, as [first, end), in order; none touch. */
  readonly ranges: readonly Dependency[]
}

/** What finding a region depends on. */
export interface Surroundings extends PlacingFacts {
  readonly tuning: Tuning
  /** Whether another region begins at an address, and enough regions contain that code already. */
  readonly endsBefore: (address: bigint) => boolean
}

/** Instructions looked at first for a loop around the entry; then twice as many, until the loop is at most half of them. */
const FIRST_LOOK = 40

/** Finds regions in one memory. */
export class RegionFinder {
  private readonly placing: Placing
  private readonly reader: CodeReader

  constructor(
    state: MachineState,
    private readonly memory: PlacedRegion,
    private readonly around: Surroundings,
    private readonly placed: PlacedInstructions,
  ) {
    this.placing = new Placing(state, memory, around, placed)
    this.reader = { stacks: keptStacks(state.machine), at: this.placing.at, returns: placed.returns }
  }

  /**
   * The region that begins at an address, or undefined when not even its first instruction can be compiled. It keeps operand
   * stacks if it can, and if the anchors at its entry are given.
   */
  find(entry: bigint, anchors: readonly number[] | undefined): Region | undefined {
    const { placing } = this
    const first = Number(entry - this.memory.start)
    if (placing.at(first) === undefined) return undefined
    const { inlineCalls } = this.around.tuning
    if (anchors !== undefined && inlineCalls > 0) {
      const inlined = new InlinedCode(
        placing.at,
        this.placed.sizes,
        inlineCalls,
        restTemplate(this.reader.stacks),
      )
      const region = this.build(entry, inlined.at, anchors)
      if (region !== undefined && (region.stacks !== undefined || !inlined.hasInlined)) return region
    }
    return this.build(entry, placing.at, anchors)
  }

  /** The region in code as it is seen by `at`. */
  private build(entry: bigint, at: StepAt, anchors: readonly number[] | undefined): Region | undefined {
    const { memory } = this
    const first = Number(entry - memory.start)
    const cuts = this.loopAround(first, at) ?? this.everythingFrom(first, at)
    if (cuts.size > this.around.tuning.mostBlocks) return undefined
    const kept = anchors && keepStacksIn(first, cuts, anchors, this.reader)
    const stacks = kept?.shapes
    const graph = new Graph(first, kept?.cuts ?? cuts)
    let size = 0
    for (const { steps } of graph.blocks) size += steps.length
    return {
      entry,
      memory,
      graph,
      size,
      callees: this.calleesOf(graph, stacks),
      stacks,
      ranges: rangesOf(graph, memory),
    }
  }

  private calleesOf({ blocks }: Graph<Placed>, stacks: StackShapes | undefined): Region['callees'] {
    const callees = new Map<bigint, readonly number[] | undefined>()
    for (const { at, steps } of blocks) {
      for (const callee of steps[steps.length - 1].callees) {
        const called = stacks?.blocks.get(at)?.anchors[steps.length] as readonly number[] | undefined
        callees.set(this.placing.address(callee), called && calledAnchors(called, this.reader.stacks))
      }
    }
    return callees
  }

  /**
   * The blocks of the innermost loop around the entry, if there is one. Code behind a loop becomes a region of its own when it is hot,
   * instead of being compiled with every loop before it.
   */
  private loopAround(first: number, stepAt: StepAt): Cuts | undefined {
    const { mostInstructions } = this.around.tuning
    const reach = new Reach(first, stepAt)
    for (let most = FIRST_LOOK; ; most *= 2) {
      reach.extend(Math.min(most, mostInstructions))
      const loop = reach.loop()
      const seen = reach.steps.length
      const isSmall = loop !== undefined && loop.steps.length * 2 <= seen
      if (most >= mostInstructions || seen < most || isSmall)
        return loop && innermostLoop(first, cutBlocks(first, loop))
    }
  }

  private everythingFrom(first: number, stepAt: StepAt): Cuts {
    const { endsBefore, tuning } = this.around
    const ends = (at: number): boolean =>
      at !== first && isOwn(at) && endsBefore(this.memory.start + BigInt(at))
    const reach = new Reach(first, stepAt)
    reach.extend(tuning.mostInstructions, ends)
    return cutBlocks(first, reach)
  }
}

/**
 * Of blocks that all lead back to the entry, those of the innermost loop around it. Which loop is in which is seen from the first
 * instruction in memory, which is seldom in an inner one.
 */
function innermostLoop(entry: number, cuts: Cuts): Cuts {
  let top = entry
  for (const at of cuts.keys()) top = Math.min(top, at)
  if (top === entry) return cuts
  const graph = new Graph(top, cuts)
  const loop = graph.at(entry)?.loop ?? -1
  if (loop === -1) return cuts
  const inner = new Map<number, Cut<Placed>>()
  for (const block of graph.blocks) if (graph.isInLoop(block.index, loop)) inner.set(block.at, block)
  return inner
}

/** Host offsets of the blocks of a region and of what they depend on, joined where they touch. */
function rangesOf({ blocks }: Graph<Placed>, { offset }: PlacedRegion): readonly Dependency[] {
  const ranges: Dependency[] = []
  for (const { at, steps } of blocks) {
    if (steps[0].restOf !== undefined) continue
    const from = offset + realDistance(at)
    ranges.push([from, from + steps[steps.length - 1].next - at])
    for (const { dependencies } of steps) if (dependencies.length > 0) ranges.push(...dependencies)
  }
  // Mostly there is nothing to be sorted.
  if (!isInOrder(ranges)) ranges.sort((a, b) => a[0] - b[0])
  const joined: [number, number][] = []
  for (const [first, end] of ranges) {
    const last = joined[joined.length - 1]
    if (last !== undefined && first <= last[1]) last[1] = Math.max(last[1], end)
    else joined.push([first, end])
  }
  return joined
}

function isInOrder(ranges: readonly Dependency[]): boolean {
  for (let index = 1; index < ranges.length; index++)
    if (ranges[index][0] < ranges[index - 1][0]) return false
  return true
}
