// What operand stacks look like where regions begin: seen when an address becomes hot, and when a region refuses to start.

import type { Register } from '../../core/index.js'
import type { MachineState } from '../state.js'
import { FIRST_WORD, keptStacks } from './operand-stacks.js'

/** Starts that a region may refuse because of its stacks; then it is compiled again without keeping them. */
const MOST_REFUSALS = 3

/** Knows with which anchors regions can be compiled. */
export class EntryAnchors {
  /** Refusals by address. */
  private readonly refusals = new Map<bigint, number>()

  constructor(private readonly state: MachineState) {}

  /** The anchors of a region that begins where the machine is; undefined if it cannot keep stacks. */
  at(address: bigint): readonly number[] | undefined {
    return (this.refusals.get(address) ?? 0) >= MOST_REFUSALS ? undefined : this.now()
  }

  private now(): readonly number[] | undefined {
    const { machine } = this.state
    const stacks = keptStacks(machine)
    if (stacks.length === 0) return undefined
    const anchors: number[] = []
    for (const { depth, floor } of stacks) {
      anchors[depth.number] = 0
      if (floor === undefined) continue
      const distance = this.read(floor.register) - this.read(depth.register)
      if (distance > 0 || distance <= FIRST_WORD) return undefined
      anchors[floor.number] = distance
    }
    return anchors
  }

  /** Whether a region, which refused to start, was compiled for other anchors; notes it. */
  refused(address: bigint, compiledFor: readonly number[]): boolean {
    const now = this.now()
    if (now?.every((distance, number) => distance === compiledFor[number]) === true) return false
    this.refusals.set(address, (this.refusals.get(address) ?? 0) + 1)
    return true
  }

  /** Other code, other stacks. */
  forget(): void {
    this.refusals.clear()
  }

  private read({ file, index }: Register<'i32'>): number {
    return this.state.register(file, index) as number
  }
}
