// What is certain about the depth of the stack when a postfix program runs: it has no jumps (spec/stackvm.md 4.2).

import { CAPACITY } from '../instructions.js'

/** What will certainly go wrong, or what is odd at the end. */
export type DepthRemark = 'stack-underflow' | 'stack-overflow' | 'final-depth'

/** Follows the depth from word to word until something is certain to fail. */
export class Depth {
  private values = 0
  private hasFailed = false

  /** Counts a number or an operation; says what fails there. */
  count(isOperation: boolean): DepthRemark | undefined {
    if (this.hasFailed) return undefined
    const fails = isOperation ? this.values < 2 : this.values === CAPACITY
    this.values += isOperation ? -1 : 1
    this.hasFailed = fails
    if (!fails) return undefined
    return isOperation ? 'stack-underflow' : 'stack-overflow'
  }

  /** What is odd about the depth at the end. */
  atEnd(): DepthRemark | undefined {
    return this.hasFailed || this.values === 1 ? undefined : 'final-depth'
  }
}
