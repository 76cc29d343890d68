// Searches for the instructions of a region: what can be reached from an address, and which of it leads back there.

import type { Found, Step } from './graph.js'

/** An instruction in which searches note what they found out about it, instead of keeping sets. */
export interface Searched extends Step {
  /** The search that found it last. */
  foundBy: number
  /** The last search that found a way from it to where the search began. */
  leadsBackIn: number
}

/** How many searches there were. */
let searches = 0

/** Instructions found so far, in the order in which they were, and addresses still to look at. */
export class Reach<S extends Searched> implements Found<S> {
  readonly steps: S[] = []
  private readonly pending: number[]
  /** Those before `next` are done. */
  private next = 0
  private readonly search = ++searches

  constructor(
    private readonly first: number,
    private readonly stepAt: (at: number) => S | undefined,
  ) {
    this.pending = [first]
  }

  at(address: number): S | undefined {
    const step = this.stepAt(address)
    return step?.foundBy === this.search ? step : undefined
  }

  /** Follows direct jumps, nearest first and straight code to its end, until there are `most` instructions. */
  extend(most: number, endsBefore?: (at: number) => boolean): void {
    const { pending, search, steps } = this
    while (this.next < pending.length) {
      let at = pending[this.next]
      for (;;) {
        if (endsBefore?.(at)) break
        const step = this.stepAt(at)
        if (step === undefined || step.foundBy === search) break
        if (steps.length >= most) {
          pending[this.next] = at
          return
        }
        step.foundBy = search
        steps.push(step)
        for (let target = 0; target < step.targets.length; target++) pending.push(step.targets[target])
        if (!step.goesOn) break
        at = step.next
      }
      this.next++
    }
  }

  /** Of the instructions found so far, those that lead back to the first one; undefined if none does. */
  loop(): Found<S> | undefined {
    const { search } = this
    this.markLoop()
    const steps = this.steps.filter(({ leadsBackIn }) => leadsBackIn === search)
    if (steps.length === 0) return undefined
    const at = (address: number): S | undefined => {
      const step = this.stepAt(address)
      return step?.leadsBackIn === search ? step : undefined
    }
    return { steps, at }
  }

  /** Most instructions lead on to what was found later, so that backwards few rounds suffice. */
  private markLoop(): void {
    const { search, steps } = this
    for (let changed = true; changed; ) {
      changed = false
      for (let index = steps.length - 1; index >= 0; index--) {
        const step = steps[index]
        if (step.leadsBackIn === search || !this.leadsBack(step)) continue
        step.leadsBackIn = search
        changed = true
      }
    }
  }

  private leadsBack({ goesOn, next, targets }: S): boolean {
    if (goesOn && this.isInLoop(next)) return true
    for (let target = 0; target < targets.length; target++) if (this.isInLoop(targets[target])) return true
    return false
  }

  private isInLoop(address: number): boolean {
    return address === this.first || this.stepAt(address)?.leadsBackIn === this.search
  }
}
