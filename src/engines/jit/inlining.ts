// Calls of short routines become part of the region that calls: each gets a copy of the routine's instructions in a context of
// its own. The copy's return compares the address it jumps to with the one behind the call; anything else leaves the region.
//
// A routine that calls itself would never end so. Of its further calls, only the short way through it becomes part of the region,
// as far as the branch that decides; the rest of the routine is a region that is called there.

import { CONTEXT, type Context, realDistance } from './contexts.js'
import { Placed } from './placed.js'
import type { Template } from './template.js'

/** Most instructions of a routine that is copied, and of all copies in a region. */
const MOST_INSTRUCTIONS = 60
const MOST_COPIED = 400

/** No instruction is there. */
const NOWHERE = -1

/** A routine of which a short way through it can be copied: one side of its first branch returns soon. */
interface ShortWay {
  readonly restAt: number
  /** Instructions of the short way. */
  readonly size: number
}

/** Most instructions of a short way before, and behind its branch. */
const MOST_ON_SHORT_WAY = 12

/** Whether an instruction always jumps, to an address that it computes. */
export const returns = ({ calls, fallsThrough, targets }: Template): boolean =>
  !calls && !fallsThrough && targets.length === 0

/** The code around one entry, with short routines in place of their calls. */
export class InlinedCode {
  private readonly contexts: (Context | undefined)[] = [undefined]
  private readonly placed = new Map<number, Placed | undefined>()
  private copied = 0
  private readonly shortWays = new Map<number, ShortWay | undefined>()

  constructor(
    private readonly stepAt: (at: number) => Placed | undefined,
    /** Instructions of routines by their addresses; undefined for those that are not copied. */
    private readonly sizes: Map<number, number | undefined>,
    /** Most calls within each other. */
    private readonly deepest: number,
    /** The template of what calls the rest of a routine. */
    private readonly rest: Template,
  ) {}

  /** Whether any call has become part of the region. */
  get hasInlined(): boolean {
    return this.contexts.length > 1
  }

  /** The instruction at a distance, in the context that it says. */
  readonly at = (at: number): Placed | undefined => {
    if (this.placed.has(at)) return this.placed.get(at)
    const number = Math.floor(at / CONTEXT)
    const original = number >= 0 && number < this.contexts.length ? this.stepAt(realDistance(at)) : undefined
    const step = original && this.inContext(original, number)
    this.placed.set(at, step)
    return step
  }

  private inContext(original: Placed, number: number): Placed {
    const context = this.contexts[number]
    if (context?.restAt === original.at) return Placed.callOfRest(this.rest, original, context)
    const entered = original.calls ? this.enter(original, number) : undefined
    const copy = original.copy(number * CONTEXT, (target) =>
      target < CONTEXT ? target + number * CONTEXT : NOWHERE,
    )
    if (entered !== undefined) copy.becomeEntry(entered, entered.number * CONTEXT + original.callees[0])
    else if (context !== undefined && returns(original.template)) copy.becomeReturn(context)
    return copy
  }

  /** A context for a call, if its routine is to become part of the region, or a short way through it. */
  private enter({ callees, next, nextPc }: Placed, from: number): Context | undefined {
    const [callee, ...others] = callees
    const around = this.contexts[from]
    if (callee === undefined || others.length > 0) return undefined
    const isWelcome = this.isWelcome(callee, around)
    const shortWay = isWelcome ? undefined : this.shortWayOf(callee)
    const size = isWelcome ? this.sizeOf(callee) : shortWay?.size
    if (size === undefined || this.copied + size > MOST_COPIED) return undefined
    this.copied += size
    const context = {
      number: this.contexts.length,
      callee,
      around,
      resumesAt: from * CONTEXT + next,
      resumesPc: nextPc,
      restAt: shortWay?.restAt,
    }
    this.contexts.push(context)
    return context
  }

  /** Not too deep, and only once within itself: copies of whole routines for further recursions cost more than they save. */
  private isWelcome(callee: number, around: Context | undefined): boolean {
    let depth = 0
    for (let context = around; context !== undefined; context = context.around) {
      if (context.callee === callee) return false
      depth++
    }
    return depth < this.deepest
  }

  private sizeOf(callee: number): number | undefined {
    if (!this.sizes.has(callee)) this.sizes.set(callee, this.measure(callee))
    return this.sizes.get(callee)
  }

  /** The instructions of a routine, without those it calls; undefined if there are too many or it never returns. */
  private measure(callee: number): number | undefined {
    const seen = new Set<number>()
    const pending = [callee]
    let isRoutine = false
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const step = seen.has(at) ? undefined : this.stepAt(at)
      if (step === undefined) continue
      seen.add(at)
      if (seen.size > MOST_INSTRUCTIONS) return undefined
      isRoutine ||= returns(step.template)
      pending.push(...step.targets)
      if (step.goesOn) pending.push(step.next)
    }
    return isRoutine ? seen.size : undefined
  }

  private shortWayOf(callee: number): ShortWay | undefined {
    if (!this.shortWays.has(callee)) this.shortWays.set(callee, this.findShortWay(callee))
    return this.shortWays.get(callee)
  }

  private findShortWay(callee: number): ShortWay | undefined {
    let step = this.stepAt(callee)
    let size = 1
    for (; step?.goesOn && !step.calls && step.targets.length === 0; size++) step = this.stepAt(step.next)
    if (step === undefined || !step.goesOn || step.calls || size > MOST_ON_SHORT_WAY) return undefined
    const [target, ...others] = step.targets
    if (others.length > 0) return undefined
    const [there, here] = [this.lengthToReturn(target), this.lengthToReturn(step.next)]
    if (there !== undefined && here === undefined) return { restAt: step.next, size: size + there + 1 }
    return here !== undefined && there === undefined ? { restAt: target, size: size + here + 1 } : undefined
  }

  /** Instructions from an address to a return, if they are few and nothing is decided or called on the way. */
  private lengthToReturn(from: number): number | undefined {
    let step = this.stepAt(from)
    for (let length = 1; step !== undefined && length <= MOST_ON_SHORT_WAY; length++) {
      if (returns(step.template)) return length
      if (!step.goesOn || step.calls || step.targets.length > 0) return undefined
      step = this.stepAt(step.next)
    }
    return undefined
  }
}
