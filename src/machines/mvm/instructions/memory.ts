// Loads, stores, the stack and what lies relative to it (spec/mvm.md 4.5).

import { add, type Instruction, name, sub, type Value } from '../../../core/index.js'
import { read, type Width, write } from '../memory.js'
import { address, define, reg } from '../operands.js'
import { framePointer, stackPointer } from '../registers.js'
import { pop, push } from '../stack.js'

type Wide = Value<'i64'>

const load = (opcode: number, bytes: Width): Instruction =>
  define(
    opcode,
    `load${8 * bytes} %{d}, %{s}`,
    { d: reg, s: reg },
    ({ d, s }) => d.set(read(s.get(), bytes)),
    {
      summary: `Loads the ${8 * bytes} bits that a register points at, zero-extended`,
    },
  )

const store = (opcode: number, bytes: Width): Instruction =>
  define(
    opcode,
    `store${8 * bytes} %{r}, %{s}`,
    { r: reg, s: reg },
    ({ r, s }) => {
      const at = r.get()
      write(at, s.get(), bytes)
    },
    { summary: `Stores the low ${8 * bytes} bits of the second register where the first one points` },
  )

export const accesses: readonly Instruction[] = [
  load(0x2a, 1),
  load(0x2b, 2),
  load(0x2c, 4),
  load(0x2d, 8),
  store(0xef, 1),
  store(0x28, 2),
  store(0x29, 4),
  store(0x40, 8),
]

/** `bits` are those of the name; push64 pushes no more than push32 does (spec/mvm.md 7.1, 7). */
const pushing = (opcode: number, bits: number, bytes: Width): Instruction =>
  define(
    opcode,
    `push${bits} %{s}`,
    { s: reg },
    ({ s }) => {
      const value = s.get()
      const offset = name('offset', sub(stackPointer.get(), framePointer.get()))
      push(value, bytes)
      s.set(offset)
    },
    {
      summary: `Pushes the low ${8 * bytes} bits of a register, which becomes their offset from the frame pointer`,
    },
  )

const popping = (opcode: number, bytes: Width): Instruction =>
  define(opcode, `pop${8 * bytes} %{d}`, { d: reg }, ({ d }) => d.set(pop(bytes)), {
    summary: `Pops ${8 * bytes} bits, zero-extended`,
  })

export const stack: readonly Instruction[] = [
  pushing(0x30, 8, 1),
  pushing(0x31, 16, 2),
  pushing(0x32, 32, 4),
  pushing(0x33, 64, 4),
  popping(0x34, 1),
  popping(0x35, 2),
  popping(0x36, 4),
  popping(0x37, 8),
]

/** Loads relative to the stack; the offset has 16 bits, whatever is loaded. */
const relative = (
  word: string,
  opcode: number,
  bytes: Width,
  place: (offset: Wide) => Wide,
  summary: string,
): Instruction =>
  define(
    opcode,
    `${word}${8 * bytes} %{d}, [{a}]`,
    { d: reg, a: address },
    ({ d, a }) => {
      const offset = name('offset', read(a.get(), 2))
      d.set(read(name('address', place(offset)), bytes))
    },
    { summary },
  )

const frame = (opcode: number, bytes: Width): Instruction =>
  relative(
    'frame',
    opcode,
    bytes,
    (offset) => add(framePointer.get(), offset),
    `Loads ${8 * bytes} bits at the frame pointer plus the 16 bits at an address`,
  )

const peek = (opcode: number, bytes: Width): Instruction =>
  relative(
    'peek',
    opcode,
    bytes,
    (offset) => sub(sub(stackPointer.get(), offset), bytes),
    `Loads ${8 * bytes} bits that end the 16 bits at an address below the stack pointer`,
  )

export const frames: readonly Instruction[] = [
  frame(0x38, 1),
  frame(0x39, 2),
  frame(0x3a, 4),
  frame(0x3b, 8),
  peek(0x3c, 1),
  peek(0x3d, 2),
  peek(0x3e, 4),
  peek(0x3f, 8),
]
