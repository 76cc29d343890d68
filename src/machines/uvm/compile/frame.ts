// Where the other locals lie in the frame of a function. A local that is set while the frame has nothing else on top is
// left where its value was pushed; room for the others is made behind the last of these.

import {
  effectOf,
  type Operation,
  type StackFunction,
  type StackProgram,
} from '../../../core/stack-code/index.js'
import type { Lifetime } from './lifetimes.js'
import type { RegisterPlaces } from './registers.js'

/** Slots that an operand of one byte can name. */
export const MOST_SLOTS = 256

/** The frame of a function. */
export interface Frame {
  /** The first slot of each local that has any. */
  readonly slots: ReadonlyMap<number, number>
  /** Operations that set a local by leaving its value where it is. */
  readonly inPlace: ReadonlySet<number>
  /** Before this operation, room for the remaining slots is made. */
  readonly roomAt: number
  /** How many slots that are. */
  readonly room: number
  /** A local that did not fit. */
  readonly tooMuch: number | undefined
}

/** Lays the frame of a function out. */
export function layOutFrame(
  own: StackFunction,
  program: StackProgram,
  lifetimes: readonly Lifetime[],
  registers: RegisterPlaces,
): Frame {
  const planning = new Planning(own, program, lifetimes, registers)
  planning.placeWherePushed()
  const pushed = planning.used
  planning.placeOthers()
  const { slots, inPlace, roomAt, tooMuch } = planning
  return { slots, inPlace, roomAt, room: planning.used - pushed, tooMuch }
}

class Planning {
  readonly slots = new Map<number, number>()
  readonly inPlace = new Set<number>()
  roomAt = 0
  tooMuch: number | undefined
  /** For each slot the operation after which it is free again. */
  private readonly freeAfter: number[] = []
  private readonly ends: ReadonlyMap<number, number>

  constructor(
    private readonly own: StackFunction,
    private readonly program: StackProgram,
    private readonly lifetimes: readonly Lifetime[],
    private readonly registers: RegisterPlaces,
  ) {
    this.ends = new Map(lifetimes.map(({ local, end }) => [local, end]))
  }

  get used(): number {
    return this.freeAfter.length
  }

  /** Follows the operations before the first jump or label. */
  placeWherePushed(): void {
    let height = 0
    for (const [at, { operation }] of this.own.body.entries()) {
      if (height === 0) this.roomAt = at
      if (isJump(operation) || !this.canFollow(operation, at, height)) return
      const { takes, leaves } = effectOf(operation, this.own, this.program)
      height += leaves.length - takes.length
    }
  }

  /** Whether an operation works before there is room for all slots; places what it sets. */
  private canFollow(operation: Operation, at: number, height: number): boolean {
    if (!('local' in operation) || this.isElsewhere(operation.local)) return true
    const { local } = operation
    if (this.slots.has(local)) return true
    const sets = height === 1 ? this.setsFrom(at, local) : []
    const words = this.own.locals[local].length ?? 1
    if (sets.length === 0 || this.used + words > MOST_SLOTS) return false
    this.slots.set(local, this.used)
    this.take(this.used, words, local)
    for (const set of sets) this.inPlace.add(set)
    return true
  }

  /** The operations that set all of a local, if they begin here and do nothing else but push constants. */
  private setsFrom(at: number, local: number): readonly number[] {
    const { operation } = this.own.body[at]
    if (operation.kind === 'set' || operation.kind === 'fill') return [at]
    if (operation.kind !== 'set-element-at') return []
    const sets = Array.from({ length: this.own.locals[local].length ?? 0 }, (_, index) => at + 2 * index)
    return sets.every((set, index) => this.isElement(set, local, index)) ? sets : []
  }

  private isElement(at: number, local: number, index: number): boolean {
    const { operation } = this.own.body[at] ?? {}
    const isPushed = this.own.body[at - 1]?.operation.kind === 'push' || index === 0
    return (
      isPushed &&
      operation?.kind === 'set-element-at' &&
      operation.local === local &&
      operation.index === index
    )
  }

  /** Parameters have places already, and so has what lives in a register. */
  private isElsewhere(local: number): boolean {
    return local < this.own.parameters || this.registers.has(local)
  }

  /** Gives each remaining local the lowest slots that are free while it is alive. */
  placeOthers(): void {
    const others = this.lifetimes.filter(({ local }) => !this.isElsewhere(local) && !this.slots.has(local))
    for (const { local, start } of others.sort((a, b) => a.start - b.start)) {
      const words = this.own.locals[local].length ?? 1
      const base = this.lowestFree(start, words)
      if (base + words > MOST_SLOTS) {
        this.tooMuch ??= local
        continue
      }
      this.slots.set(local, base)
      this.take(base, words, local)
    }
  }

  private lowestFree(start: number, words: number): number {
    let base = 0
    for (let slot = 0; slot < base + words && slot < this.used; slot++)
      if (this.freeAfter[slot] >= start) base = slot + 1
    return base
  }

  private take(base: number, words: number, local: number): void {
    const end = this.ends.get(local) ?? 0
    for (let slot = base; slot < base + words; slot++)
      this.freeAfter[slot] = Math.max(this.freeAfter[slot] ?? 0, end)
  }
}

const isJump = ({ kind }: Operation): boolean =>
  kind === 'label' || kind === 'jump' || kind === 'branch' || kind === 'return' || kind === 'fail'
