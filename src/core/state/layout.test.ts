// Where state lies: nothing overlaps, guest memories start at pages, an address belongs to the first region.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slice } from '../description/encoding.js'
import { instructionsIn } from '../description/instruction.js'
import { defineMachine } from '../description/machine.js'
import { type RegisterBits, type RegisterFile, registerFile, slotsOf } from '../description/register.js'
import { space } from '../description/space.js'
import { i32 } from '../ir/build.js'
import { ENGINE, layOut, PAGE, type Region, regionAt, slotBytes } from './layout.js'

const memory = space('memory', 'i32', { order: 'little' })
const other = space('other', 'i32', { order: 'little' })
const nop = instructionsIn<number>((value) => ({
  length: 1,
  match: [{ slice: slice(1, 'big', 7, 0), value }],
  operands: [],
}))(0, 'nop', {}, () => undefined)

const machineWith = (registers: readonly RegisterFile[]) =>
  defineMachine({
    name: 'm',
    title: 'M',
    summary: '',
    pc: 'i32',
    registers,
    spaces: [memory, other],
    fetch: { space: memory, align: 1, outside: () => i32(0) },
    instructions: [nop],
    illegal: { length: 1, does: () => undefined },
    assembly: { sourceExtensions: [], imageExtensions: [], labelAlign: 8, rawDirective: '#d8' },
  })

const files = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom<RegisterBits>(8, 16, 32, 64)), {
    maxLength: 6,
  })
  .map((shapes) =>
    shapes.map(([count, bits], index) =>
      registerFile(
        `f${index}`,
        bits === 64 ? 'i64' : 'i32',
        Array.from({ length: count }, (_, i) => `f${index}r${i}`),
        { bits },
      ),
    ),
  )
const regions: fc.Arbitrary<Region[]> = fc.array(
  fc.record({
    space: fc.constantFrom(memory, other),
    start: fc.bigInt(0n, 2n ** 20n),
    bytes: fc.integer({ min: 0, max: 20_000 }),
    writable: fc.boolean(),
  }),
  { maxLength: 6 },
)

test('no two parts of a state overlap, and all lie between the engine block and the end', () => {
  fc.assert(
    fc.property(files, regions, (registers, memories) => {
      const layout = layOut(machineWith(registers), memories)
      const parts = [
        [0, ENGINE.bytes],
        ...registers.map((file) => [layout.registers.get(file) ?? -1, slotsOf(file) * slotBytes(file)]),
        ...layout.regions.map(({ offset, bytes }) => [offset, bytes]),
        [layout.bytes, 0],
      ]
      parts.reduce((end, [start, length]) => {
        expect(start).toBeGreaterThanOrEqual(end)
        return start + length
      }, 0)
    }),
  )
})

test('guest memories start at pages, in the order given, and registers are aligned to their size', () => {
  fc.assert(
    fc.property(files, regions, (registers, memories) => {
      const layout = layOut(machineWith(registers), memories)
      expect(layout.guestStart % PAGE).toBe(0)
      expect(layout.bytes % PAGE).toBe(0)
      for (const { offset } of layout.regions) expect(offset % PAGE).toBe(0)
      expect(layout.regions.map(({ offset: _, ...region }) => region)).toEqual(memories)
      for (const offset of layout.registers.values()) expect(offset % 8).toBe(0)
    }),
  )
})

test('an access belongs to the first region that holds all of it', () => {
  fc.assert(
    fc.property(
      regions,
      fc.bigInt(0n, 2n ** 20n + 20_000n),
      fc.constantFrom(1, 2, 4, 8),
      (memories, address, bytes) => {
        const layout = layOut(machineWith([]), memories)
        const holds = ({ start, bytes: size, space }: Region): boolean =>
          space === memory && address >= start && address + BigInt(bytes) <= start + BigInt(size)
        const index = memories.findIndex(holds)
        expect(regionAt(layout, memory, address, bytes)).toBe(layout.regions[index])
      },
    ),
  )
})

test('a file has a power of two of slots', () => {
  const file = (count: number) =>
    registerFile(
      'f',
      'i32',
      Array.from({ length: count }, (_, i) => `${i}`),
    )
  expect([1, 2, 3, 4, 5, 31, 32, 33].map((count) => slotsOf(file(count)))).toEqual([
    1, 2, 4, 4, 8, 32, 32, 64,
  ])
})

test('memory beyond 3.75 GiB is refused', () => {
  const region = { space: memory, start: 0n, bytes: 2 ** 32 - 2 ** 28, writable: true }
  expect(() => layOut(machineWith([]), [region])).toThrow(
    'bytes of guest memory do not fit: 3.75 GiB are the limit',
  )
})

test('a region of a space that the machine does not have is refused', () => {
  const region = { space: space('else', 'i32', { order: 'big' }), start: 0n, bytes: 4, writable: true }
  expect(() => layOut(machineWith([]), [region])).toThrow('m has no space else')
})

test.each([
  [2n, 8],
  [4n, 6],
])('a region of words from %s on with %s bytes is refused', (start, bytes) => {
  const words = space('words', 'i32', { order: 'big', wordBytes: 4 })
  const machine = { ...machineWith([]), spaces: [words] }
  expect(() => layOut(machine, [{ space: words, start, bytes, writable: true }])).toThrow(
    'a region of words must consist of whole words of 4 bytes',
  )
})

test.each([-1, 1.5, Number.NaN])('a region of %s bytes is refused', (bytes) => {
  expect(() => layOut(machineWith([]), [{ space: memory, start: 0n, bytes, writable: true }])).toThrow(
    `a region of memory cannot have ${bytes} bytes`,
  )
})
