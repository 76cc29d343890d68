// The lie of the land: which addresses of a board mean something to a program, and numbers worth trying.
import type { Instruction, Machine, Region, Space } from 'isaforge/core'
import { randomBytesOf } from './code.js'
import type { Random } from './random.js'

/** What surrounds a program that is being made up. */
export interface Terrain {
  readonly machine: Machine
  readonly space: Space
  readonly regions: readonly Region[]
  /** Memory that has no address there: operand stacks. */
  readonly own: readonly Region[]
  /** First addresses of devices. */
  readonly devices: readonly bigint[]
  /** Addresses of the program's instructions. */
  readonly code: readonly bigint[]
}

const last = (region: Region): bigint => region.start + BigInt(region.bytes)

/** An address at which something may happen: code, memory, its borders, a device, nothing. */
export function interestingAddress(random: Random, terrain: Terrain): bigint {
  const { regions, devices, code, machine } = terrain
  const align = BigInt(machine.fetch().align)
  const region = random.pick(regions)
  const inside = region.start + (BigInt(random.below(region.bytes)) / align) * align
  return random.weighted<() => bigint>([
    [6, () => random.pick(code)],
    [4, () => inside],
    [1, () => region.start],
    [2, () => last(region) - align],
    [1, () => last(region)],
    [2, () => (devices.length === 0 ? last(region) : random.pick(devices))],
    [1, () => inside + BigInt(random.below(8))],
    [1, () => random.bits(64)],
  ])()
}

const BORDERS = [0n, 1n, 7n, 8n, 15n, 16n, 31n, 32n, 63n].flatMap((bit) => [
  1n << bit,
  (1n << bit) - 1n,
  -(1n << bit),
])

/** A number worth having in a register. */
export function interestingNumber(random: Random, terrain: Terrain): bigint {
  return random.weighted<() => bigint>([
    [3, () => BigInt(random.below(9)) - 2n],
    [2, () => random.pick(BORDERS)],
    [2, () => random.bits(random.below(65))],
    [4, () => interestingAddress(random, terrain)],
    [2, () => instructionAsNumber(random, terrain, random.pick(terrain.machine.instructions))],
  ])()
}

/** The number that a program has to store to put an instruction into memory. */
function instructionAsNumber(random: Random, terrain: Terrain, instruction: Instruction): bigint {
  const bytes = [...randomBytesOf(random, terrain, instruction, random.pick(terrain.code))]
  const ordered = terrain.space.order === 'big' ? bytes : bytes.reverse()
  return ordered.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
}
