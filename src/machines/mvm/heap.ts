// MVM's allocator: first fit over units in order of address, reproduced merge by merge (spec/mvm.md 5.4).

import type { KeptState } from '../../core/index.js'
import { FREE, HeapChunk, RESTRICTED, type Unit } from './heap-chunk.js'

/** More units than any program needs; keeps requests for nothing from using up the memory of the host. */
const MOST_UNITS = 2 ** 21

/** Why a block cannot be given back, or that it was. */
export type Release = 'done' | 'invalid' | 'restricted'

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value)
const isUnit = (value: unknown): value is [bigint, bigint, number] =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((part, index) => typeof part === (index < 2 ? 'bigint' : 'number'))

/** The heap of a machine. It lies from `start` up to, but not including, `end` less one; it never touches memory. */
export class Heap implements KeptState {
  private chunks: HeapChunk[] = []
  private units = 0
  /** Chunks before this one have no free units. */
  private firstWithFree = 0

  constructor(
    private readonly start: bigint,
    private readonly end: bigint,
  ) {
    this.reset()
  }

  reset(): void {
    const size = wrap(this.end - 1n - this.start)
    this.fill([{ address: this.start, size, marks: FREE | RESTRICTED }])
  }

  private fill(units: readonly Unit[]): void {
    this.chunks = [new HeapChunk()]
    this.units = 0
    this.firstWithFree = 0
    for (const unit of units) {
      const last = this.chunks.length - 1
      this.insert(last, this.chunks[last].count, unit)
    }
  }

  save(): unknown {
    return this.chunks.flatMap(({ addresses, sizes, marks, count }) =>
      Array.from({ length: count }, (_, index) => [addresses[index], sizes[index], marks[index]]),
    )
  }

  restore(saved: unknown): void {
    if (!Array.isArray(saved) || saved.length > MOST_UNITS || !saved.every(isUnit))
      throw new RangeError('the saved heap is none of this machine')
    this.fill(saved.map(([address, size, marks]) => ({ address, size, marks })))
  }

  /** Takes a block of at least `bytes` bytes; its address, or undefined when there is none. */
  allocate(bytes: bigint): bigint | undefined {
    const wanted = wrap(bytes + 3n) & ~3n
    for (let index = this.firstWithFree; index < this.chunks.length; index++) {
      if (this.chunks[index].bound <= wanted) continue
      const address = this.allocateIn(index, wanted)
      if (address !== undefined) return address
    }
    return undefined
  }

  private allocateIn(position: number, wanted: bigint): bigint | undefined {
    const chunk = this.chunks[position]
    let largest = 0n
    let hasFree = false
    for (let index = 0; index < chunk.count; index++) {
      if (!chunk.isFree(index)) continue
      while (chunk.sizes[index] < wanted && this.mergeWithNext(position, index));
      hasFree = true
      const size = chunk.sizes[index]
      if (size >= wanted) return this.take(position, index, wanted)
      if (size > largest) largest = size
    }
    chunk.bound = largest + 1n
    if (!hasFree && position === this.firstWithFree) this.firstWithFree++
    return undefined
  }

  /** Merges a free unit with the one behind it, if that is free; its place keeps the flag of the latter. */
  private mergeWithNext(position: number, index: number): boolean {
    const chunk = this.chunks[position]
    const isLast = index === chunk.count - 1
    const next = isLast ? this.chunks[position + 1] : chunk
    const other = isLast ? 0 : index + 1
    if (next === undefined || !next.isFree(other)) return false
    chunk.sizes[index] = wrap(chunk.sizes[index] + next.sizes[other])
    chunk.marks[index] = next.marks[other]
    next.remove(other)
    this.units--
    if (next.count === 0) this.chunks.splice(position + 1, 1)
    return true
  }

  /** Takes the beginning of a free unit, or all of it. */
  private take(position: number, index: number, wanted: bigint): bigint | undefined {
    const chunk = this.chunks[position]
    const address = chunk.addresses[index]
    const size = chunk.sizes[index]
    if (size === wanted) {
      chunk.marks[index] &= ~FREE
      return address
    }
    if (this.units >= MOST_UNITS) return undefined
    const rest = { address: wrap(address + wanted), size: size - wanted, marks: chunk.marks[index] }
    chunk.set(index, { address, size: wanted, marks: 0 })
    this.insert(position, index + 1, rest)
    return address
  }

  private insert(position: number, index: number, unit: Unit): void {
    let [chunk, at] = [this.chunks[position], index]
    if (chunk.isFull) {
      const second = chunk.split()
      this.chunks.splice(position + 1, 0, second)
      if (at > chunk.count) [chunk, at] = [second, at - chunk.count]
    }
    chunk.insert(at, unit)
    this.units++
  }

  /** Gives a block back; whether it is in use does not matter. */
  release(address: bigint): Release {
    if (address < this.start || address > wrap(this.end - 1n)) return 'invalid'
    const position = this.chunkWith(address)
    const chunk = this.chunks[position]
    const index = chunk?.firstFrom(address) ?? 0
    if (chunk === undefined || chunk.addresses[index] !== address) return 'invalid'
    if ((chunk.marks[index] & RESTRICTED) !== 0) return 'restricted'
    chunk.marks[index] |= FREE
    chunk.forgetBound()
    // The unit before it may be free and merge with it.
    if (index === 0) this.chunks[position - 1]?.forgetBound()
    this.firstWithFree = Math.min(this.firstWithFree, position)
    return 'done'
  }

  /** The first chunk that has a unit at an address or behind it. */
  private chunkWith(address: bigint): number {
    let [low, high] = [0, this.chunks.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const { addresses, count } = this.chunks[middle]
      if (addresses[count - 1] < address) low = middle + 1
      else high = middle
    }
    return low
  }
}
