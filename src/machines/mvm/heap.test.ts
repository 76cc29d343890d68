// MVM's allocator against its specification, written down step by step (spec/mvm.md 5.4).

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Heap, type Release } from './heap.js'

interface Unit {
  address: bigint
  size: bigint
  free: boolean
  restricted: boolean
}

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value)

/** The specification's allocator: a list, scanned from its beginning. */
class ListedHeap {
  units: Unit[]

  constructor(
    private readonly start: bigint,
    private readonly end: bigint,
  ) {
    this.units = [{ address: start, size: wrap(end - 1n - start), free: true, restricted: true }]
  }

  allocate(bytes: bigint): bigint | undefined {
    const wanted = wrap(bytes + 3n) & ~3n
    for (let index = 0; index < this.units.length; ) {
      const unit = this.units[index]
      const next = this.units[index + 1]
      if (unit.free && unit.size === wanted) {
        unit.free = false
        return unit.address
      }
      if (unit.free && unit.size > wanted) {
        const rest = { ...unit, address: wrap(unit.address + wanted), size: unit.size - wanted }
        const taken = { address: unit.address, size: wanted, free: false, restricted: false }
        this.units.splice(index, 1, taken, rest)
        return unit.address
      }
      if (unit.free && next?.free) {
        const size = wrap(unit.size + next.size)
        this.units.splice(index, 2, { ...next, address: unit.address, size })
      } else index++
    }
    return undefined
  }

  release(address: bigint): Release {
    if (address < this.start || address > wrap(this.end - 1n)) return 'invalid'
    const unit = this.units.find((each) => each.address >= address)
    if (unit?.address !== address) return 'invalid'
    if (unit.restricted) return 'restricted'
    unit.free = true
    return 'done'
  }
}

type Step = { readonly take: bigint } | { readonly give: number } | { readonly at: bigint }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ take: fc.bigInt({ min: 0n, max: 40n }) }) },
  { weight: 1, arbitrary: fc.record({ take: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }) },
  { weight: 4, arbitrary: fc.record({ give: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ at: fc.bigInt({ min: 0n, max: 9000n }) }) },
)

/** What a heap answers to some steps. */
function answers(heap: Pick<Heap, 'allocate' | 'release'>, steps: readonly Step[]): unknown[] {
  const taken: bigint[] = []
  return steps.map((each) => {
    if ('at' in each) return heap.release(each.at)
    if ('give' in each) return heap.release(taken[each.give % Math.max(1, taken.length)] ?? 0n)
    const address = heap.allocate(each.take)
    if (address !== undefined) taken.push(address)
    return address
  })
}

describe('the heap', () => {
  test('answers as the specification does', () => {
    const heaps = fc.record({
      start: fc.bigInt({ min: 1n, max: 100n }),
      size: fc.bigInt({ min: 0n, max: 9000n }),
      steps: fc.array(step, { maxLength: 1500, size: 'max' }),
    })
    const property = fc.property(heaps, ({ start, size, steps }) => {
      const end = start + size
      expect(answers(new Heap(start, end), steps)).toEqual(answers(new ListedHeap(start, end), steps))
    })
    fc.assert(property, { numRuns: 60, seed: 2026 })
  })

  test('goes on from what it saved', () => {
    const property = fc.property(fc.array(step, { maxLength: 50 }), fc.array(step), (before, after) => {
      const [first, second] = [new Heap(10n, 800n), new Heap(10n, 800n)]
      answers(first, before)
      second.restore(first.save())
      expect(answers(second, after)).toEqual(answers(first, after))
    })
    fc.assert(property, { numRuns: 50, seed: 2026 })
  })

  test('refuses what no heap saved', () => {
    const heap = new Heap(10n, 800n)
    expect(() => heap.restore({})).toThrow(RangeError)
    expect(() => heap.restore([[1, 2, 3]])).toThrow(RangeError)
  })

  test('takes and gives back a million blocks', () => {
    const heap = new Heap(1n, 2n ** 24n)
    const taken = Array.from({ length: 1_000_000 }, () => heap.allocate(4n))
    expect(new Set(taken).size).toBe(1_000_000)
    expect(taken.every((address) => heap.release(address as bigint) === 'done')).toBe(true)
    expect(heap.allocate(4_000_000n)).toBe(1n)
  })

  test('has an end also for requests for nothing', () => {
    const heap = new Heap(1n, 1000n)
    let count = 0
    while (heap.allocate(0n) !== undefined) count++
    expect(count).toBeGreaterThan(1_000_000)
  })
})
