// A stretch of the heap's units in order of address, in arrays: a heap can have millions of units.

/** How a unit is marked. */
export const FREE = 1
export const RESTRICTED = 2

/** Units in one chunk. Inserting moves up to as many; finding a chunk looks at one in as many. */
const CAPACITY = 512

/** Larger than every unit can be. */
const UNBOUNDED = 2n ** 64n

/** One unit of the heap. */
export interface Unit {
  readonly address: bigint
  readonly size: bigint
  readonly marks: number
}

/** Some units that follow each other. */
export class HeapChunk {
  readonly addresses = new BigUint64Array(CAPACITY)
  readonly sizes = new BigUint64Array(CAPACITY)
  readonly marks = new Uint8Array(CAPACITY)
  count = 0
  /** No request for this many bytes or more finds anything here, also not by merging. */
  bound = UNBOUNDED

  get isFull(): boolean {
    return this.count === CAPACITY
  }

  isFree(index: number): boolean {
    return (this.marks[index] & FREE) !== 0
  }

  /** What was known about free units does not hold any more. */
  forgetBound(): void {
    this.bound = UNBOUNDED
  }

  set(index: number, { address, size, marks }: Unit): void {
    this.addresses[index] = address
    this.sizes[index] = size
    this.marks[index] = marks
  }

  insert(index: number, unit: Unit): void {
    this.move(index + 1, index, this.count)
    this.count++
    this.set(index, unit)
  }

  remove(index: number): void {
    this.move(index, index + 1, this.count)
    this.count--
  }

  private move(to: number, from: number, end: number): void {
    this.addresses.copyWithin(to, from, end)
    this.sizes.copyWithin(to, from, end)
    this.marks.copyWithin(to, from, end)
  }

  /** Moves the second half of a full chunk into a new one. */
  split(): HeapChunk {
    const other = new HeapChunk()
    const half = CAPACITY / 2
    other.addresses.set(this.addresses.subarray(half))
    other.sizes.set(this.sizes.subarray(half))
    other.marks.set(this.marks.subarray(half))
    other.count = CAPACITY - half
    this.count = half
    return other
  }

  /** The first unit at an address or behind it. */
  firstFrom(address: bigint): number {
    let [low, high] = [0, this.count]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.addresses[middle] < address) low = middle + 1
      else high = middle
    }
    return low
  }
}
