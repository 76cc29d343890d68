// Which regions are compiled together: from hot addresses to groups of regions that call each other.

import type { PlacedRegion } from '../../core/index.js'
import type { MachineState } from '../state.js'
import type { RegionGroup } from './compile.js'
import { isOwn } from './contexts.js'
import { PlacedInstructions } from './placed.js'
import { type Region, RegionFinder, type Surroundings } from './region.js'
import type { Situation } from './situation.js'
import type { Translations } from './translations.js'
import { translatorFor } from './translator.js'
import type { Tuning } from './tuning.js'

/** Most regions that call each other directly. */
const MOST_IN_GROUP = 16
/** Instructions beyond which a module takes no further group: V8 takes longer than proportionally. */
const FULL_MODULE = 8000

/** Stores to a page that dropped translations, after which nothing in it is taken as constant. */
const MOST_CHANGES = 2

/** An address at which a region may begin, and the anchors of operand stacks there as far as they are known. */
type Start = readonly [address: bigint, anchors: readonly number[] | undefined]

/** Gives what finds regions in a memory. */
type FinderIn = (memory: PlacedRegion) => RegionFinder

/** Finds groups of regions. */
export class RegionGroups {
  /** Hot addresses at which nothing can be compiled in the modes `refusedIn`. */
  private readonly refused = new Set<bigint>()
  private refusedIn = ''

  constructor(
    private readonly state: MachineState,
    private readonly tuning: Tuning,
    private readonly translations: Translations,
  ) {}

  /** Whether nothing could be compiled at an address. */
  refuses(address: bigint): boolean {
    return this.refused.has(address)
  }

  /** Lets nothing be compiled at an address until code changes. */
  refuse(address: bigint): void {
    this.refused.add(address)
  }

  /** Takes addresses from a set until they make a module; gives what can be compiled at them. */
  take(
    hot: Map<bigint, readonly number[] | undefined>,
    { key, byKey, provesFetches }: Situation,
  ): readonly RegionGroup[] {
    if (key !== this.refusedIn) this.forget()
    this.refusedIn = key
    const surroundings = {
      translator: translatorFor(this.state, byKey),
      tuning: this.tuning,
      provesFetches,
      isChanging: (offset: number) =>
        !this.tuning.speculateOnMemory || this.translations.changesAt(offset) >= MOST_CHANGES,
      endsBefore: (address: bigint) => this.endsBefore(address),
    }
    const finderIn = this.findersFor(surroundings)
    const groups: RegionGroup[] = []
    const taken = new Set<bigint>()
    const inLoops = new Set<bigint>()
    let size = 0
    for (const [address, anchors] of inOrder(hot)) {
      if (size >= FULL_MODULE) break
      hot.delete(address)
      // The next turn of that loop passes its beginning. What turns within it for long becomes hot again.
      if (inLoops.has(address)) continue
      const group = this.groupFrom([address, anchors], finderIn, taken, hot)
      for (const region of group) {
        size += region.size
        noteLoop(region, inLoops)
      }
      if (group.length > 0) groups.push(group)
      else this.refused.add(address)
    }
    return connected(groups)
  }

  /** Whether other regions end before an address, because one begins there and enough of them contain it. */
  private endsBefore(address: bigint): boolean {
    const memory = this.translations.has(address) ? this.memoryAt(address) : undefined
    if (memory === undefined) return false
    const copies = this.translations.copiesOf(memory.offset + Number(address - memory.start))
    return copies >= this.tuning.mostCopies
  }

  /** Code has changed: looks at everything anew. */
  forget(): void {
    this.refused.clear()
  }

  /**
   * Gives the finder of regions in each memory, for one module. Keeping placed instructions for the next ones costs more than
   * it saves: they are many, and most code is translated once.
   */
  private findersFor(surroundings: Surroundings): FinderIn {
    const finders = new Map<PlacedRegion, RegionFinder>()
    return (memory) => {
      const found = finders.get(memory)
      if (found !== undefined) return found
      const made = new RegionFinder(this.state, memory, surroundings, new PlacedInstructions())
      finders.set(memory, made)
      return made
    }
  }

  private memoryAt(address: bigint) {
    return this.state.regionAt(this.state.machine.fetch().space, address, 1)
  }

  /** The region at an address and those it calls, as far as they can be compiled and are not. */
  private groupFrom(
    first: Start,
    finderIn: FinderIn,
    taken: Set<bigint>,
    hot: ReadonlyMap<bigint, readonly number[] | undefined>,
  ): RegionGroup {
    const regions: Region[] = []
    const pending = [first]
    for (
      let next = pending.shift();
      next !== undefined && regions.length < MOST_IN_GROUP;
      next = pending.shift()
    ) {
      const [at, called] = next
      if (taken.has(at) || this.translations.has(at)) continue
      taken.add(at)
      const memory = this.memoryAt(at)
      const region = memory && finderIn(memory).find(at, hot.get(at) ?? called)
      if (region === undefined || this.translations.isUnstable(region)) continue
      regions.push(region)
      if (this.tuning.linkCalls) pending.push(...region.callees)
    }
    return regions
  }
}

/** By address: loops mostly begin before those within them. */
const inOrder = (hot: ReadonlyMap<bigint, readonly number[] | undefined>): readonly Start[] =>
  [...hot].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))

/** Adds the addresses of the blocks of a region that begins in a loop. */
function noteLoop({ graph: { blocks }, memory }: Region, addresses: Set<bigint>): void {
  if (blocks[0].isLoop) for (const { at } of blocks) if (isOwn(at)) addresses.add(memory.start + BigInt(at))
}

/** Groups of which one calls into another become one. */
function connected(groups: readonly RegionGroup[]): readonly RegionGroup[] {
  const groupOf = new Map<bigint, Region[]>()
  for (const group of groups) {
    const joined = [...group]
    for (const { entry } of group) groupOf.set(entry, joined)
  }
  for (const { callees, entry } of groups.flat()) {
    for (const callee of callees.keys()) {
      const [from, to] = [groupOf.get(entry), groupOf.get(callee)]
      if (from === undefined || to === undefined || from === to) continue
      from.push(...to)
      for (const region of to) groupOf.set(region.entry, from)
    }
  }
  return [...new Set(groupOf.values())]
}
