// Where everything a guest can see lies in the machine's one memory. Computed from the description and the regions.

import type { Machine } from '../description/machine.js'
import { type RegisterFile, slotsOf } from '../description/register.js'
import type { Space } from '../description/space.js'

/** A stretch of an address space that is directly accessible memory. */
export interface Region {
  readonly space: Space
  /** First guest address. */
  readonly start: bigint
  readonly bytes: number
  /** Whether guests can store to it; stores to other regions run the store's `missing` block. */
  readonly writable: boolean
}

/** A region with its place in the machine's memory. */
export interface PlacedRegion extends Region {
  readonly offset: number
}

/**
 * Offsets of the engine block, which starts the memory. Every engine keeps it exact at every stop and host call.
 * `retired + fuel` is constant during a run: it is the instruction count at which the fuel ends.
 */
export const ENGINE = {
  /** i64: the instruction count at which the current fuel is used up. */
  limit: 0,
  /** i32: fuel that is left. */
  fuel: 8,
  /** i32: index of the trap in `machine.traps()`. */
  trap: 12,
  /** i64: value of the trap, or exit status. */
  value: 16,
  /** i64 (an i32 machine uses the low half): address of the next instruction. */
  pc: 24,
  /** i32: 0 while the machine can run, else the code of the stop that ended it. */
  finished: 32,
  /** i32: set by a host call that has nothing yet; the engine undoes the instruction. */
  blocked: 36,
  bytes: 64,
} as const

/** Guest memories start at multiples of this, so that a host can map files over them. */
export const PAGE = 4096

/**
 * Bytes on both sides of an operand stack's words that belong to nobody and are always 0. Engines keep words in variables,
 * and may load and store those of places where the stack does not reach.
 */
export const STACK_MARGIN = PAGE

/** Where everything lies. Bytes from 0 to `bytes` are the machine's whole state. */
export interface Layout {
  readonly registers: ReadonlyMap<RegisterFile, number>
  /** In the order given; an address belongs to the first region that contains it. */
  readonly regions: readonly PlacedRegion[]
  /** Where guest memories begin; everything before is the engine block and registers. */
  readonly guestStart: number
  readonly bytes: number
}

/** Bytes that one register of a file occupies. */
export function slotBytes(file: RegisterFile): 4 | 8 {
  return file.bits === 64 ? 8 : 4
}

const align = (offset: number, to: number): number => Math.ceil(offset / to) * to

function checkSize({ space, start, bytes }: Region): void {
  if (!Number.isSafeInteger(bytes) || bytes < 0)
    throw new Error(`a region of ${space.name} cannot have ${bytes} bytes`)
  const word = space.wordBytes ?? 1
  if (bytes % word !== 0 || start % BigInt(word) !== 0n) {
    throw new Error(`a region of ${space.name} must consist of whole words of ${word} bytes`)
  }
}

const holdsStack = ({ stacks }: Machine, { space }: Region): boolean =>
  stacks.some(({ definition }) => definition.space === space)

/** Lays out a machine's state. Throws when it cannot fit into one WebAssembly memory. */
export function layOut(machine: Machine, regions: readonly Region[]): Layout {
  let offset: number = ENGINE.bytes
  const registers = new Map<RegisterFile, number>()
  for (const file of machine.registers) {
    offset = align(offset, 16)
    registers.set(file, offset)
    offset += slotsOf(file) * slotBytes(file)
  }
  const guestStart = align(offset, PAGE)
  offset = guestStart
  const placed = regions.map((region) => {
    if (!machine.spaces.includes(region.space))
      throw new Error(`${machine.name} has no space ${region.space.name}`)
    checkSize(region)
    const margin = holdsStack(machine, region) ? STACK_MARGIN : 0
    const at = offset + margin
    offset = align(at + region.bytes, PAGE) + margin
    const { space, start, bytes, writable } = region
    return { space, start, bytes, writable, offset: at }
  })
  if (offset > 2 ** 32 - 2 ** 28)
    throw new RangeError(`${offset} bytes of guest memory do not fit: 3.75 GiB are the limit`)
  return { registers, regions: placed, guestStart, bytes: offset }
}

/** The region that holds all of `bytes` bytes from `address` on, if there is one. */
export function regionAt(
  layout: Layout,
  space: Space,
  address: bigint,
  bytes: number,
): PlacedRegion | undefined {
  return layout.regions.find(
    (region) =>
      region.space === space &&
      address >= region.start &&
      address + BigInt(bytes) <= region.start + BigInt(region.bytes),
  )
}
