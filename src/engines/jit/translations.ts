// The code cache: which regions exist, where they came from, and what has to go when memory changes.

import { CODE_PAGE_BITS } from '../wasm/code-pages.js'
import type { RegionGroup } from './compile.js'
import { isOwn } from './contexts.js'
import type { Dependency } from './fetch-proof.js'
import type { Region } from './region.js'

/** Regions that call each other directly and are dropped together. */
interface Group {
  readonly entries: readonly bigint[]
  /** Host offsets at which their blocks begin. */
  readonly blocks: readonly number[]
  /** Host offsets of the bytes they were translated from, as [first, end). */
  readonly ranges: readonly Dependency[]
  /** For those that keep operand stacks: what the anchors are at their entries. */
  readonly anchors: ReadonlyMap<bigint, readonly number[]>
  /** Which modes they were translated for. */
  readonly modes: string
}

/** After so many translations of a page were overwritten it is left to the interpreter. */
const MOST_DROPS = 8
/** Most places in the table; beyond that it starts anew. */
const MOST_PLACES = 65536

/** Keeps the regions of one machine, and their functions in a table that generated code calls through. */
export class Translations {
  readonly table = new WebAssembly.Table({ element: 'anyfunc', initial: 256 })
  /** Places in the table by address; those that are not compiled hold the stub. */
  private readonly places = new Map<bigint, number>()
  private readonly compiled = new Map<bigint, Group>()
  private readonly byPage = new Map<number, Group[]>()
  private readonly drops = new Map<number, number>()
  private madeStub: unknown

  constructor(
    /** Places at the beginning of the table that belong to others. */
    private readonly reserved: number,
    private readonly makeStub: () => unknown,
    /** Called for every entry of a group that is dropped. */
    private readonly dropped: (entries: readonly bigint[]) => void,
  ) {}

  /** Does nothing and says so; stands for every address that is not compiled. */
  private get stub(): never {
    this.madeStub ??= this.makeStub()
    return this.madeStub as never
  }

  /** Number of regions. */
  get size(): number {
    return this.compiled.size
  }

  has(address: bigint): boolean {
    return this.compiled.has(address)
  }

  /** How many regions contain the block that begins at a host offset. */
  copiesOf(offset: number): number {
    let copies = 0
    for (const { blocks } of this.byPage.get(offset >>> CODE_PAGE_BITS) ?? [])
      for (const block of blocks) if (block === offset) copies++
    return copies
  }

  /** The place of the region that begins at an address, if there is one. */
  regionAt(address: bigint): number | undefined {
    return this.compiled.has(address) ? this.places.get(address) : undefined
  }

  /** Whether there is room for more addresses that are called. */
  get isFull(): boolean {
    return this.places.size >= MOST_PLACES
  }

  /** Forgets everything, and all places. */
  clear(): void {
    this.dropAll()
    this.places.clear()
  }

  /** The place of an address in the table, compiled or not. */
  placeOf(address: bigint): number {
    return this.places.get(address) ?? this.takePlace(address, this.stub)
  }

  private takePlace(address: bigint, made: unknown): number {
    const place = this.reserved + this.places.size
    if (place >= this.table.length) this.table.grow(this.table.length)
    this.table.set(place, made as never)
    this.places.set(address, place)
    return place
  }

  /** Adds regions that were compiled together; `functionOf` gives their functions. */
  add(regions: RegionGroup, modes: string, functionOf: (entry: bigint) => unknown): Group {
    const ranges = regions.length === 1 ? regions[0].ranges : regions.flatMap((region) => region.ranges)
    const blocks: number[] = []
    for (const { graph, memory } of regions)
      for (const { at } of graph.blocks) if (isOwn(at)) blocks.push(memory.offset + at)
    const group: Group = {
      anchors: anchorsOf(regions),
      entries: regions.map(({ entry }) => entry),
      blocks,
      ranges,
      modes,
    }
    for (const page of pagesOf(ranges)) {
      const groups = this.byPage.get(page)
      if (groups === undefined) this.byPage.set(page, [group])
      else if (!groups.includes(group)) groups.push(group)
    }
    for (const { entry } of regions) {
      this.compiled.set(entry, group)
      const place = this.places.get(entry)
      if (place === undefined) this.takePlace(entry, functionOf(entry))
      else this.table.set(place, functionOf(entry) as never)
    }
    return group
  }

  /** Whether a region comes from memory that keeps being overwritten. */
  isUnstable(region: Region): boolean {
    return pagesOf(region.ranges).some((page) => (this.drops.get(page) ?? 0) >= MOST_DROPS)
  }

  /**
   * Drops the region at an address if it is of no use in the modes that are; like any other drop, not for ever. Tells whether
   * it did.
   */
  dropForOtherModes(address: bigint, modes: string): boolean {
    const group = this.compiled.get(address)
    if (group === undefined || group.modes === modes) return false
    this.drop(group)
    this.noteDrop(pagesOf(group.ranges))
    return true
  }

  /** The anchors for which the region at an address was compiled, if it keeps stacks. */
  anchorsAt(address: bigint): readonly number[] | undefined {
    return this.compiled.get(address)?.anchors.get(address)
  }

  /** Drops the region at an address. */
  dropAt(address: bigint): void {
    const group = this.compiled.get(address)
    if (group !== undefined) this.drop(group)
  }

  /** Drops what the guest has overwritten, and remembers that it did. */
  overwritten(offset: number, bytes: number): void {
    if (this.dropOverlapping(offset, bytes).length > 0) this.noteDrop(pagesOf([[offset, offset + bytes]]))
  }

  /** How often a store to the page of a host offset dropped translations. */
  changesAt(offset: number): number {
    return this.drops.get(offset >>> CODE_PAGE_BITS) ?? 0
  }

  /** Drops what was translated from these bytes. */
  dropOverlapping(offset: number, bytes: number): readonly Group[] {
    const groups = new Set<Group>()
    const pages = ((offset + bytes - 1) >>> CODE_PAGE_BITS) - (offset >>> CODE_PAGE_BITS)
    if (pages > this.byPage.size)
      for (const list of this.byPage.values()) for (const group of list) groups.add(group)
    else {
      for (let page = offset >>> CODE_PAGE_BITS; page <= (offset + bytes - 1) >>> CODE_PAGE_BITS; page++) {
        for (const group of this.byPage.get(page) ?? []) groups.add(group)
      }
    }
    const hit = [...groups].filter(({ ranges }) =>
      ranges.some(([first, end]) => offset < end && first < offset + bytes),
    )
    for (const group of hit) this.drop(group)
    return hit
  }

  private noteDrop(pages: readonly number[]): void {
    for (const page of pages) this.drops.set(page, (this.drops.get(page) ?? 0) + 1)
  }

  dropAll(): void {
    for (const group of new Set(this.compiled.values())) this.drop(group)
  }

  private drop(group: Group): void {
    for (const entry of group.entries) {
      this.compiled.delete(entry)
      this.table.set(this.placeOf(entry), this.stub)
    }
    for (const page of pagesOf(group.ranges)) {
      const others = this.byPage.get(page)?.filter((other) => other !== group) ?? []
      if (others.length > 0) this.byPage.set(page, others)
      else this.byPage.delete(page)
    }
    this.dropped(group.entries)
  }
}

const NO_ANCHORS: Group['anchors'] = new Map()

function anchorsOf(regions: RegionGroup): Group['anchors'] {
  if (regions.every(({ stacks }) => stacks === undefined)) return NO_ANCHORS
  return new Map(
    regions.flatMap(({ entry, stacks }) => (stacks === undefined ? [] : [[entry, stacks.entry]])),
  )
}

/** The pages that ranges touch, each once where ranges are in order. */
function pagesOf(ranges: readonly Dependency[]): readonly number[] {
  const pages: number[] = []
  let last = -1
  for (const [first, end] of ranges) {
    for (let page = first >>> CODE_PAGE_BITS; page <= (end - 1) >>> CODE_PAGE_BITS; page++) {
      if (page === last) continue
      pages.push(page)
      last = page
    }
  }
  return pages
}
