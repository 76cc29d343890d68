// Finds the instructions of a region: everything reachable from its entry by direct jumps, within bounds.

import type { Constant, PlacedRegion } from '../../core/index.js'
import type { MachineState } from '../state.js'
import { loadConstants } from './constants.js'
import { type Dependency, proveFetch } from './fetch-proof.js'
import type { Site } from './fixed.js'
import { type Cut, cutBlocks, type Found, Graph, loopOf, type Step } from './graph.js'
import { type Context, InlinedCode, isOwn, realDistance } from './inlining.js'
import { keptStacks } from './operand-stacks.js'
import { type CodeReader, calledAnchors, keepStacksIn, NO_ANCHORS, type StackShapes } from './stack-shapes.js'
import type { Template } from './template.js'
import type { Operation, Translator } from './translator.js'
import type { Tuning } from './tuning.js'

const NONE: readonly number[] = []
const NOTHING: readonly Dependency[] = []
const NO_CONSTANTS: readonly Constant[] = []

/** An instruction of a region, at its place. */
export class Placed implements Step, Site {
  next: number
  calls: boolean
  goesOn: boolean
  /** For a call that is part of its region: the context that it begins. */
  enters: Context | undefined
  /** For a return of a routine that is part of its region: its context. */
  leaves: Context | undefined
  /** The search that found it last. */
  foundBy = 0
  /** As the region that is being found or written has it. */
  anchors: readonly number[] = NO_ANCHORS
  targets: readonly number[] = NONE
  /** Addresses that it calls. */
  callees: readonly number[] = NONE

  constructor(
    readonly template: Template,
    readonly at: number,
    readonly numbers: readonly Constant[],
    readonly pc: Constant,
    readonly nextPc: Constant,
    /** What its constant loads give. */
    readonly constants: readonly Constant[],
    distance: (address: Constant) => number,
    /** Memory that it depends on, besides its own bytes. */
    readonly dependencies: readonly Dependency[],
  ) {
    const { calls, fallsThrough, length, targets } = template
    this.next = at + length
    this.calls = calls
    this.goesOn = fallsThrough || calls
    if (targets.length === 0) return
    const known = targets.map((target) => distance(target(this)))
    if (calls) this.callees = known
    else this.targets = known
  }

  /** The same instruction in another context. */
  copy(by: number, moved: (target: number) => number): Placed {
    const { at, constants, dependencies, nextPc, numbers, pc, template } = this
    const copy = new Placed(template, at + by, numbers, pc, nextPc, constants, () => 0, dependencies)
    copy.targets = this.targets.map(moved)
    copy.callees = this.callees
    return copy
  }

  /** Makes a call a jump to a copy of its routine. */
  becomeEntry(context: Context, target: number): void {
    this.enters = context
    this.calls = false
    this.goesOn = false
    this.targets = [target]
    this.callees = NONE
  }

  /** Makes a return a jump to where the routine was called. */
  becomeReturn(context: Context): void {
    this.leaves = context
    this.targets = [context.resumesAt]
  }

  /** Where an address that it jumps to is in the region. */
  targetAt(distance: number): number {
    return this.enters === undefined ? distance + this.at - realDistance(this.at) : this.targets[0]
  }
}

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
export interface Surroundings {
  readonly translator: Translator
  readonly tuning: Tuning
  /** Whether fetching is translated, so that every fetch must be proven harmless. */
  readonly provesFetches: boolean
  /** Whether what lies at a host offset is not to be taken as constant. */
  readonly isChanging: (offset: number) => boolean
  /** Whether another region begins at an address, and enough regions contain that code already. */
  readonly endsBefore: (address: bigint) => boolean
}

/** log2 of the addresses in one page of placed instructions. */
const PAGE_BITS = 9

/** Instructions at their places in one memory, as long as nothing changes there. */
export class PlacedInstructions {
  private readonly pages = new Map<number, (Placed | undefined | null)[]>()
  /** What routines leave on operand stacks, by their addresses. */
  readonly returns = new Map<number, readonly number[] | undefined>()
  /** Instructions of routines that can be copied, by their addresses. */
  readonly sizes = new Map<number, number | undefined>()
  /** Addresses of those that depend on more than their own bytes. */
  private dependent: number[] = []
  /** The page that was used last; most uses are of the same one. */
  private number = -1
  private page: (Placed | undefined | null)[] = []

  /** The instruction at an address; undefined where a region has to end; null where nobody has looked. */
  get(at: number): Placed | undefined | null {
    return this.pageOf(at >>> PAGE_BITS)[at & ((1 << PAGE_BITS) - 1)]
  }

  set(at: number, placed: Placed | undefined): void {
    if (placed !== undefined && placed.dependencies.length > 0) this.dependent.push(at)
    this.pageOf(at >>> PAGE_BITS)[at & ((1 << PAGE_BITS) - 1)] = placed
  }

  /** Forgets what may have changed although the code has not. */
  forgetDependent(): void {
    for (const at of this.dependent) this.pageOf(at >>> PAGE_BITS)[at & ((1 << PAGE_BITS) - 1)] = null
    this.dependent = []
    this.returns.clear()
    this.sizes.clear()
  }

  private pageOf(number: number): (Placed | undefined | null)[] {
    if (number === this.number) return this.page
    let page = this.pages.get(number)
    if (page === undefined) {
      page = new Array(1 << PAGE_BITS).fill(null)
      this.pages.set(number, page)
    }
    this.number = number
    this.page = page
    return page
  }
}

/** Instructions looked at first for a loop around the entry; then twice as many, until the loop is at most half of them. */
const FIRST_LOOK = 40

/** How many searches there were. */
let searches = 0

/** Instructions found so far, and addresses still to look at. */
class Reach implements Found<Placed> {
  readonly steps: Placed[] = []
  /** Those before `next` are done. */
  readonly pending: number[]
  next = 0
  private readonly search = ++searches

  constructor(
    first: number,
    readonly stepAt: StepAt,
  ) {
    this.pending = [first]
  }

  at(address: number): Placed | undefined {
    const step = this.stepAt(address)
    return step?.foundBy === this.search ? step : undefined
  }

  /** Notes an instruction; tells whether it is a new one. */
  add(step: Placed): boolean {
    if (step.foundBy === this.search) return false
    step.foundBy = this.search
    this.steps.push(step)
    return true
  }
}

const NOWHERE = (): boolean => false

function sizeOf(cuts: Cuts): number {
  let size = 0
  for (const { steps } of cuts.values()) size += steps.length
  return size
}

/** How far an address, in normal form, is from the start of a memory; whatever lies outside is never found there. */
export const distanceFrom = ({ start }: PlacedRegion, address: Constant): number =>
  typeof address === 'bigint'
    ? Number(BigInt.asUintN(64, address - start))
    : (address - Number(BigInt.asIntN(32, start))) >>> 0

/** Finds regions in one memory. */
export class RegionFinder {
  private readonly narrow: boolean
  private readonly start: number
  private readonly align: number
  private readonly reader: CodeReader

  constructor(
    private readonly state: MachineState,
    private readonly memory: PlacedRegion,
    private readonly around: Surroundings,
    private readonly placed: PlacedInstructions,
  ) {
    this.narrow = state.machine.pc === 'i32'
    this.start = Number(BigInt.asIntN(32, memory.start))
    this.align = state.machine.fetch().align
    const { returns } = placed
    this.reader = { stacks: keptStacks(state.machine), at: this.stepAt, returns }
  }

  /**
   * The region that begins at an address, or undefined when not even its first instruction can be compiled. It keeps operand
   * stacks if it can, and if the anchors at its entry are given.
   */
  find(entry: bigint, anchors: readonly number[] | undefined): Region | undefined {
    const { memory } = this
    const first = Number(entry - memory.start)
    if (this.stepAt(first) === undefined) return undefined
    const { inlineCalls, mostBlocks } = this.around.tuning
    const build = (at: StepAt): Region | undefined => {
      const cuts = this.loopAround(first, at) ?? this.everythingFrom(first, at)
      if (cuts.size > mostBlocks) return undefined
      const kept = anchors && keepStacksIn(first, cuts, anchors, this.reader)
      if (kept === undefined && at !== this.stepAt) return undefined
      const graph = new Graph(first, kept?.cuts ?? cuts)
      let size = 0
      for (const { steps } of graph.blocks) size += steps.length
      const ranges = rangesOf(graph, memory)
      const stacks = kept?.shapes
      return { entry, memory, graph, size, callees: this.calleesOf(graph, stacks), stacks, ranges }
    }
    const inlined =
      anchors && inlineCalls > 0 ? new InlinedCode(this.stepAt, this.placed.sizes, inlineCalls) : undefined
    return (inlined && build(inlined.at)) ?? build(this.stepAt)
  }

  private calleesOf({ blocks }: Graph<Placed>, stacks: StackShapes | undefined): Region['callees'] {
    const callees = new Map<bigint, readonly number[] | undefined>()
    for (const { at, steps } of blocks) {
      for (const callee of steps[steps.length - 1].callees) {
        const called = stacks?.blocks.get(at)?.anchors[steps.length] as readonly number[] | undefined
        callees.set(this.address(callee), called && calledAnchors(called, this.reader.stacks))
      }
    }
    return callees
  }

  /**
   * The blocks that lead back to the entry, if it is in a loop. Code behind a loop becomes a region of its own when it is hot,
   * instead of being compiled with every loop before it.
   */
  private loopAround(first: number, stepAt: StepAt): Cuts | undefined {
    const { mostInstructions } = this.around.tuning
    const reach = new Reach(first, stepAt)
    for (let most = FIRST_LOOK; ; most *= 2) {
      this.extend(reach, Math.min(most, mostInstructions), NOWHERE)
      const loop = loopOf(first, cutBlocks(first, reach))
      const seen = reach.steps.length
      if (most >= mostInstructions || seen < most || (loop !== undefined && sizeOf(loop) * 2 <= seen))
        return loop
    }
  }

  private everythingFrom(first: number, stepAt: StepAt): Cuts {
    const { endsBefore, tuning } = this.around
    const ends = (at: number): boolean =>
      at !== first && isOwn(at) && endsBefore(this.memory.start + BigInt(at))
    const reach = new Reach(first, stepAt)
    this.extend(reach, tuning.mostInstructions, ends)
    return cutBlocks(first, reach)
  }

  private address(at: number): bigint {
    return BigInt.asUintN(this.narrow ? 32 : 64, this.memory.start + BigInt(at))
  }

  /** Follows direct jumps, nearest first and straight code to its end, until there are `most` instructions. */
  private extend(reach: Reach, most: number, endsBefore: (at: number) => boolean): void {
    const { pending, steps } = reach
    while (reach.next < pending.length) {
      let at = pending[reach.next]
      for (;;) {
        if (endsBefore(at)) break
        const step = reach.stepAt(at)
        if (step === undefined) break
        if (steps.length >= most) {
          if (reach.at(at) !== undefined) break
          pending[reach.next] = at
          return
        }
        if (!reach.add(step)) break
        for (const target of step.targets) pending.push(target)
        if (!step.goesOn) break
        at = step.next
      }
      reach.next++
    }
  }

  private readonly stepAt = (at: number): Placed | undefined => {
    // An address outside can be anything.
    if (at < 0 || at >= this.memory.bytes) return undefined
    const known = this.placed.get(at)
    if (known !== null) return known
    const step = this.translate(at)
    this.placed.set(at, step)
    return step
  }

  private translate(at: number): Placed | undefined {
    const { memory, state } = this
    if (at % this.align !== 0) return undefined
    if (state.breakpoints.size > 0 && state.breakpoints.has(this.address(at))) return undefined
    const pc = this.constant(at)
    const checked = this.around.provesFetches ? proveFetch(state, pc) : NOTHING
    const operation = checked && this.around.translator.translate(state, memory, at)
    return operation && this.place(operation, at, pc, checked)
  }

  /** Puts an instruction at its place: with the constants that it loads, if they are some. */
  private place(
    { numbers, versions }: Operation,
    at: number,
    pc: Constant,
    checked: readonly Dependency[],
  ): Placed | undefined {
    const { constant, loading } = versions
    const { length } = (loading ?? constant) as Template
    const nextPc = this.constant(at + length)
    const { distance } = this
    if (constant !== undefined) {
      const site = { numbers, pc, nextPc, constants: NO_CONSTANTS, anchors: NO_ANCHORS }
      const loaded = loadConstants(this.state, constant.loads, site, this.around.isChanging)
      if (loaded !== undefined) {
        const dependencies = [...checked, ...loaded.dependencies]
        return new Placed(constant, at, numbers, pc, nextPc, loaded.constants, distance, dependencies)
      }
    }
    return loading && new Placed(loading, at, numbers, pc, nextPc, NO_CONSTANTS, distance, checked)
  }

  /** An address in normal form. */
  private constant(at: number): Constant {
    return this.narrow ? (this.start + at) | 0 : BigInt.asIntN(64, this.memory.start + BigInt(at))
  }

  private readonly distance = (address: Constant): number => distanceFrom(this.memory, address)
}

/** Host offsets of the blocks of a region and of what they depend on, joined where they touch. */
function rangesOf({ blocks }: Graph<Placed>, { offset }: PlacedRegion): readonly Dependency[] {
  const ranges: Dependency[] = []
  for (const { at, steps } of blocks) {
    const from = offset + realDistance(at)
    ranges.push([from, from + steps[steps.length - 1].next - at])
    for (const { dependencies } of steps) if (dependencies.length > 0) ranges.push(...dependencies)
  }
  ranges.sort((a, b) => a[0] - b[0])
  const joined: [number, number][] = []
  for (const [first, end] of ranges) {
    const last = joined[joined.length - 1]
    if (last !== undefined && first <= last[1]) last[1] = Math.max(last[1], end)
    else joined.push([first, end])
  }
  return joined
}
