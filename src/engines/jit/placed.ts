// Instructions at their places in memory: what regions consist of.

import type { Constant } from '../../core/index.js'
import { type Context, contextStart, realDistance } from './contexts.js'
import type { Dependency } from './fetch-proof.js'
import { NO_ANCHORS, type Site } from './fixed.js'
import type { Searched } from './reach.js'
import type { Template } from './template.js'

const NONE: readonly number[] = []

/** An instruction of a region, at its place. */
export class Placed implements Searched, Site {
  next: number
  calls: boolean
  goesOn: boolean
  /** For a call that is part of its region: the context that it begins. */
  enters: Context | undefined
  /** For a return of a routine that is part of its region: its context. */
  leaves: Context | undefined
  /** For what stands for the rest of a routine, and calls it: the routine's context. It is no instruction of the guest. */
  restOf: Context | undefined
  foundBy = 0
  leadsBackIn = 0
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

  /** What calls the rest of a routine, which begins with an instruction, instead of executing a copy of it. */
  static callOfRest(template: Template, first: Placed, context: Context): Placed {
    const at = contextStart(context) + first.at
    const call = new Placed(template, at, first.numbers, first.pc, context.resumesPc, [], () => 0, [])
    call.next = context.resumesAt
    call.callees = [first.at]
    call.restOf = context
    return call
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

/** log2 of the addresses in one page of placed instructions. */
const PAGE_BITS = 9

/** Instructions at their places in one memory, while nothing changes there. */
export class PlacedInstructions {
  private readonly pages = new Map<number, (Placed | undefined | null)[]>()
  /** What routines leave on operand stacks, by their addresses. */
  readonly returns = new Map<number, readonly number[] | undefined>()
  /** Instructions of routines that can be copied, by their addresses. */
  readonly sizes = new Map<number, number | undefined>()
  /** The page that was used last; most uses are of the same one. */
  private number = -1
  private page: (Placed | undefined | null)[] = []

  /** The instruction at an address; undefined where a region has to end; null where nobody has looked. */
  get(at: number): Placed | undefined | null {
    return this.pageOf(at >>> PAGE_BITS)[at & ((1 << PAGE_BITS) - 1)]
  }

  set(at: number, placed: Placed | undefined): void {
    this.pageOf(at >>> PAGE_BITS)[at & ((1 << PAGE_BITS) - 1)] = placed
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
