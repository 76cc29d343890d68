// Programs for the fuzzer: what they consist of, and how one is made up from a machine's description.
import {
  alwaysLeaves,
  type Constant,
  type Instruction,
  type Machine,
  type RegisterFile,
  type Space,
} from 'isaforge/core'
import { randomBytesOf } from './code.js'
import { Random } from './random.js'
import { Shape } from './shape.js'
import type { FuzzTarget } from './target.js'
import { interestingNumber, type Terrain } from './terrain.js'

/** Bytes to be put into memory before the start. */
export interface Patch {
  readonly address: bigint
  readonly bytes: Uint8Array
  /** Absent: the memory that programs lie in. */
  readonly space?: Space
}

/** A program with everything that decides what it does. Plain data, so that it can be shrunk. */
export interface Program {
  /** Index of the board in its target. */
  readonly board: number
  /** Instructions that lie one after the other. */
  readonly code: { readonly address: bigint; readonly instructions: readonly Uint8Array[] }
  readonly data: readonly Patch[]
  readonly registers: Readonly<Record<string, Constant>>
  readonly start: bigint
  /** Fuel of each of the runs; engines are compared after each. */
  readonly runs: readonly number[]
  /** All engines but the first cut their runs into pieces of this much fuel. */
  readonly piece: number
  readonly breakpoints: readonly bigint[]
  /** Decides which host calls have nothing yet when first asked; 0 means none. */
  readonly blocking: number
}

/** Makes up the program with this seed. `terrains` describes each board of the target. */
export function makeProgram(
  target: FuzzTarget,
  terrains: readonly Omit<Terrain, 'code'>[],
  seed: number,
): Program {
  const random = new Random(seed)
  const board = random.below(terrains.length)
  const shaped = random.chance(target.shaped ?? SHAPED)
    ? makeShaped(random, target, terrains[board])
    : undefined
  const { code, terrain } = shaped ?? makeCode(random, target, terrains[board])
  const registers = makeRegisters(random, terrain)
  const settled = target.settle?.(random, terrain) ?? {}
  const breakpoints = random.chance(0.1) ? [random.pick(terrain.code), random.pick(terrain.code)] : []
  return {
    board,
    code,
    data: [...makeData(random, terrain), ...(settled.data ?? [])],
    registers: { ...registers, ...settled.registers, ...shaped?.registers },
    start: random.chance(0.9) ? code.address : random.pick(terrain.code),
    runs: Array.from(
      { length: 1 + random.below(3) },
      () => 1 + random.below(random.pick(shaped ? (target.fuel ?? FUEL.shaped) : FUEL.plain)),
    ),
    piece: breakpoints.length > 0 ? 2 ** 30 : random.pick([1, 2, 3, 7, 19, 61, 2 ** 30, 2 ** 30, 2 ** 30]),
    breakpoints,
    blocking: random.chance(0.15) ? random.word() : 0,
  }
}

type Code = Program['code']

/** Programs that get a shape, where the machine's hints say how. */
const SHAPED = 0.5

/** Programs with a shape that have an instruction replaced. */
const MUTATED = 0.1

/** Programs that are nothing but wild bytes, where the machine's hints say which. */
const SOUP = 0.15

/** Limits of the fuel of one run. */
const FUEL = { plain: [4, 24, 60], shaped: [24, 100, 400] } as const

/** A program with a shape; undefined when the machine has no hints for it, or no room. */
function makeShaped(random: Random, { dialect }: FuzzTarget, bare: Omit<Terrain, 'code'>) {
  if (dialect === undefined) return undefined
  const shape = new Shape(random, dialect)
  const bytes = shape.assemble(0n).instructions.reduce((sum, { length }) => sum + length, 0)
  const roomy = bare.regions.filter((region) => region.bytes >= bytes)
  if (roomy.length === 0) return undefined
  const region = random.pick(roomy)
  const align = bare.machine.fetch().align
  const room = region.bytes - bytes
  // At the end of memory, sometimes cut off in the middle of an instruction.
  const place = random.pick([0, random.below(room + 1), room + random.pick([0, 0, random.below(5)])])
  const address = region.start + BigInt(place - (place % align))
  const { instructions, addresses } = shape.assemble(address)
  const terrain: Terrain = { ...bare, code: addresses }
  const end = addresses[addresses.length - 2]
  const code = {
    address,
    instructions: random.chance(MUTATED) ? mutated(random, terrain, instructions) : instructions,
  }
  return { code, terrain, registers: dialect.registers(random, terrain, end) }
}

/** The same instructions with another one, or other bytes, in one place. */
function mutated(
  random: Random,
  terrain: Terrain,
  instructions: readonly Uint8Array[],
): readonly Uint8Array[] {
  const place = random.below(instructions.length)
  const { length } = instructions[place]
  const fitting = terrain.machine.instructions.filter(({ encoding }) => encoding.length === length)
  const bytes =
    fitting.length > 0 && random.chance(0.7)
      ? randomBytesOf(random, terrain, random.pick(fitting), terrain.code[place])
      : random.bytes(length)
  return instructions.map((instruction, index) => (index === place ? bytes : instruction))
}

function makeCode(
  random: Random,
  target: FuzzTarget,
  bare: Omit<Terrain, 'code'>,
): { readonly code: Code; readonly terrain: Terrain } {
  const { machine, regions } = bare
  const isSoup = target.soup !== undefined && random.chance(SOUP)
  const plan = Array.from({ length: 1 + random.below(isSoup ? 60 : 22) }, () =>
    isSoup ? undefined : plannedInstruction(random, target, machine),
  )
  const lengths = plan.map(
    (instruction) => instruction?.encoding.length ?? random.pick(machine.instructions).encoding.length,
  )
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const region = random.pick(regions)
  const align = machine.fetch().align
  const room = Math.max(0, region.bytes - total)
  const place = random.chance(0.15) ? room + 2 * align : random.pick([0, random.below(room + 1), room])
  const address = region.start + BigInt(Math.floor(place / align) * align)
  let at = address
  const addresses = lengths.map((length) => {
    at += BigInt(length)
    return at - BigInt(length)
  })
  const terrain = { ...bare, code: [...addresses, at] }
  const instructions = plan.map((instruction, index) =>
    instruction === undefined
      ? (target.soup ?? wildBytes)(random, lengths[index])
      : randomBytesOf(random, terrain, instruction, addresses[index]),
  )
  return { code: { address, instructions }, terrain }
}

const wildBytes = (random: Random, count: number): Uint8Array => random.bytes(count)

/** An instruction of the machine, or undefined for wild bytes. Those that always end a program come seldom. */
function plannedInstruction(random: Random, target: FuzzTarget, machine: Machine): Instruction | undefined {
  if (random.chance(0.03)) return undefined
  const often = target.often?.flatMap((name) => machine.instruction(name) ?? []) ?? []
  const instruction = random.pick(often.length > 0 && random.chance(0.4) ? often : machine.instructions)
  const seldom = target.seldom?.includes(instruction.name) || alwaysLeaves(instruction.semantics())
  return seldom && random.chance(0.8) ? plannedInstruction(random, target, machine) : instruction
}

function makeRegisters(random: Random, terrain: Terrain): Record<string, Constant> {
  const registers: Record<string, Constant> = {}
  for (const file of terrain.machine.registers) {
    for (const [index, name] of file.names.entries()) {
      if (file.pc?.index !== index && random.chance(0.7))
        registers[name] = makeRegister(random, terrain, file)
    }
  }
  return registers
}

const FLOATS = [
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  2.5,
  -0.5,
  2 ** 31,
  -(2 ** 31),
  2 ** 63,
  2 ** 64,
  1e308,
  5e-324,
  Infinity,
  NaN,
]

function makeRegister(random: Random, terrain: Terrain, file: RegisterFile): Constant {
  if (file.type === 'f64') return random.chance(0.5) ? random.pick(FLOATS) : random.word() - 2 ** 31
  const value = interestingNumber(random, terrain)
  return file.type === 'i64' ? BigInt.asIntN(64, value) : Number(BigInt.asIntN(32, value))
}

/** Some memory outside the program holds something: numbers, addresses, instructions. */
function makeData(random: Random, terrain: Terrain): Patch[] {
  const count = random.below(4)
  return Array.from({ length: count }, () => {
    const region = random.pick(terrain.regions)
    const words = 1 + random.below(4)
    const room = Math.max(0, region.bytes - 8 * words)
    const bytes = new Uint8Array(8 * words)
    for (let at = 0; at < words; at++) {
      new DataView(bytes.buffer).setBigUint64(8 * at, BigInt.asUintN(64, interestingNumber(random, terrain)))
    }
    const start = region.start + BigInt(Math.floor(random.below(room + 1) / 8) * 8)
    return { address: start, bytes: bytes.subarray(0, Math.min(bytes.length, region.bytes)) }
  })
}
