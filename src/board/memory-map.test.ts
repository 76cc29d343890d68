// The memory map: every reason to refuse a mapping, in the order in which they are tested (spec/lrvm.md 9.2).

import { describe, expect, test } from 'vitest'
import { MemoryMap } from './memory-map.js'

/** Components: 0 is of 16 bytes, 1 of none, 2 of an odd size, 3 of 8 bytes, 4 of a word. */
const SIZES = [16, 0, 6, 8, 4]
const map = (): MemoryMap => new MemoryMap(SIZES, { address: 'i32', wordBytes: 4 })

describe('a mapping is refused with', () => {
  test.each<[string, number, bigint, bigint | undefined]>([
    ['UnknownComponent', 5, 0n, undefined],
    ['UnknownComponent', -1, 0n, undefined],
    ['UnalignedStartAddress', 0, 2n, undefined],
    ['NullBusSize', 1, 0n, undefined],
    ['UnalignedBusSize', 2, 0n, undefined],
    ['UnalignedEndAddress', 0, 0n, 13n],
    ['NullOrNegAddressRange', 0, 0x40n, 0x3cn],
    ['NullOrNegAddressRange', 0, 0x40n, 0x20n],
    ['NullOrNegAddressRange', 0, 0n, 0xfffffffcn],
    ['NullOrNegAddressRange', 0, 0xfffffff8n, undefined],
    ['MappingTooLarge', 0, 0n, 20n],
  ])('%s', (kind, component, start, end) => {
    const subject = map()
    expect(subject.map(component, start, end)).toMatchObject({ kind })
    expect(subject.mappings).toEqual([])
  })

  test('AlreadyMapped', () => {
    const subject = map()
    subject.map(0, 0n)
    expect(subject.map(0, 0x100n)).toEqual({ kind: 'AlreadyMapped' })
  })

  test('AddressOverlaps and the mapping that is in the way', () => {
    const subject = map()
    const first = subject.map(0, 0x10n)
    for (const start of [0x0cn, 0x10n, 0x18n, 0x1cn]) {
      expect(subject.map(3, start)).toEqual({ kind: 'AddressOverlaps', with: first })
    }
    expect(subject.map(3, 0x20n)).toMatchObject({ start: 0x20n, last: 0x27n })
    expect(subject.map(4, 0x0cn)).toMatchObject({ start: 0x0cn, last: 0x0fn })
  })

  test('the first reason that applies', () => {
    const order: [number, bigint, bigint | undefined, string][] = [
      [9, 1n, 3n, 'UnknownComponent'],
      [1, 1n, 3n, 'UnalignedStartAddress'],
      [1, 4n, 3n, 'NullBusSize'],
      [2, 4n, 3n, 'UnalignedBusSize'],
      [0, 8n, 3n, 'UnalignedEndAddress'],
      [0, 8n, 4n, 'NullOrNegAddressRange'],
      [0, 8n, 0x80n, 'MappingTooLarge'],
      [0, 8n, 0x14n, 'AlreadyMapped'],
      [3, 8n, 0x0cn, 'AddressOverlaps'],
    ]
    const subject = map()
    subject.map(0, 0n)
    for (const [component, start, end, kind] of order)
      expect(subject.map(component, start, end)).toMatchObject({ kind })
  })
})

describe('a mapping', () => {
  test('spans the whole component, whatever end was asked for', () => {
    for (const end of [4n, 12n, 16n])
      expect(map().map(0, 0n, end)).toEqual({ component: 0, start: 0n, last: 15n })
  })

  test('may end with the address space, and not a word later', () => {
    expect(map().map(0, 0xfffffff0n)).toEqual({ component: 0, start: 0xfffffff0n, last: 0xffffffffn })
    expect(map().map(0, 0xfffffff4n)).toEqual({ kind: 'NullOrNegAddressRange' })
  })

  test('is found at each of its addresses and nowhere else', () => {
    const subject = map()
    const mapping = subject.map(0, 0xfffffff0n)
    expect(subject.at(0xffffffef)).toBeUndefined()
    expect(subject.at(0xfffffff0)).toBe(mapping)
    expect(subject.at(-1)).toBe(mapping)
    expect(subject.at(0)).toBeUndefined()
    expect(subject.placement(0)).toBe(mapping)
    expect(subject.placement(3)).toBeUndefined()
  })
})

describe('contiguous mapping', () => {
  test('maps one component behind the other and walks on from what is refused', () => {
    expect(map().mapContiguously([0, 1, 4, 0, 9, 3])).toEqual([
      { component: 0, start: 0n, last: 15n },
      { kind: 'NullBusSize' },
      { component: 4, start: 16n, last: 19n },
      { kind: 'AlreadyMapped' },
      { kind: 'UnknownComponent' },
      { component: 3, start: 20n, last: 27n },
    ])
  })

  test('starts anywhere, and wraps to 0 at the end of the address space', () => {
    expect(map().mapContiguously([0, 3], 0xfffffff0n)).toEqual([
      { component: 0, start: 0xfffffff0n, last: 0xffffffffn },
      { component: 3, start: 0n, last: 7n },
    ])
  })

  test('of nothing is nothing', () => {
    expect(map().mapContiguously([])).toEqual([])
  })
})

test('a space of single bytes takes components of any size, up to the end of 64-bit addresses', () => {
  const subject = new MemoryMap([7, 5], { address: 'i64', wordBytes: undefined })
  expect(subject.mapContiguously([0, 1], 2n ** 64n - 14n)).toEqual([
    { component: 0, start: 2n ** 64n - 14n, last: 2n ** 64n - 8n },
    { component: 1, start: 2n ** 64n - 7n, last: 2n ** 64n - 3n },
  ])
})
