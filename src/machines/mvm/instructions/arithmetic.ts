// Moving, arithmetic and comparing (spec/mvm.md 4.5). Immediate forms hold the address of their value, never the value.

import {
  add,
  divU,
  eq,
  gtU,
  type Instruction,
  i64,
  mul,
  select,
  sub,
  trap,
  type Value,
  when,
} from '../../../core/index.js'
import { read, type Width } from '../memory.js'
import { address, define, reg } from '../operands.js'
import { accumulator } from '../registers.js'
import { DIVISION_BY_ZERO } from '../traps.js'

type Wide = Value<'i64'>
type Operation = (x: Wide, y: Wide) => Wide

/** Widths of accesses by the number of bits in mnemonics. */
const WIDTHS: readonly Width[] = [1, 2, 4, 8]

/** Instructions for every width, by opcode. */
const inWidths = (
  opcodes: readonly [number, number, number, number],
  make: (opcode: number, bytes: Width) => Instruction,
): readonly Instruction[] => opcodes.map((opcode, index) => make(opcode, WIDTHS[index]))

export const moves: readonly Instruction[] = [
  ...inWidths([0x03, 0x04, 0x05, 0x06], (opcode, bytes) =>
    define(
      opcode,
      `mov${8 * bytes} %{d}, [{a}]`,
      { d: reg, a: address },
      ({ d, a }) => d.set(read(a.get(), bytes)),
      { summary: `Loads ${8 * bytes} bits from an address, zero-extended` },
    ),
  ),
  define(0x07, 'mov %{d}, %{s}', { d: reg, s: reg }, ({ d, s }) => d.set(s.get()), {
    summary: 'Copies a register',
  }),
]

/** An operation on a register and a number in memory, which is looked at before the register is. */
const onMemory = (
  opcode: number,
  word: string,
  bytes: Width,
  operation: Operation,
  summary: string,
): Instruction =>
  define(
    opcode,
    `${word}${8 * bytes} %{d}, [{a}]`,
    { d: reg, a: address },
    ({ d, a }) => {
      const y = read(a.get(), bytes)
      checkDivisor(operation, y)
      d.set(operation(d.get(), y))
    },
    { summary: `${summary} by the ${8 * bytes} bits at an address` },
  )

const onRegisters = (opcode: number, word: string, operation: Operation, summary: string): Instruction =>
  define(
    opcode,
    `${word} %{d}, %{s}`,
    { d: reg, s: reg },
    ({ d, s }) => {
      const x = d.get()
      const y = s.get()
      checkDivisor(operation, y)
      d.set(operation(x, y))
    },
    { summary: `${summary} by another one` },
  )

function checkDivisor(operation: Operation, y: Wide): void {
  if (operation === divU) when(eq(y, 0), () => trap(DIVISION_BY_ZERO))
}

const family = (
  word: string,
  opcodes: readonly [number, number, number, number],
  register: number,
  operation: Operation,
  summary: string,
): readonly Instruction[] => [
  ...inWidths(opcodes, (opcode, bytes) => onMemory(opcode, word, bytes, operation, summary)),
  onRegisters(register, word, operation, summary),
]

export const arithmetic: readonly Instruction[] = [
  ...family('add', [0x08, 0x09, 0x0a, 0x0b], 0x0c, add, 'Increases a register'),
  ...family('sub', [0x0d, 0x0e, 0x0f, 0x10], 0x11, sub, 'Decreases a register'),
  ...family('mul', [0x12, 0x13, 0x14, 0x15], 0x16, mul, 'Multiplies a register'),
  ...family('div', [0x17, 0x18, 0x19, 0x1a], 0x1b, divU, 'Divides a register, unsigned,'),
  define(
    0x1c,
    'xadd %{d}, %{s}',
    { d: reg, s: reg },
    ({ d, s }) => {
      const x = d.get()
      d.set(add(x, s.get()))
      s.set(x)
    },
    { summary: 'Adds a register to another one and gives it what that was before' },
  ),
]

const EQUAL = 0
const GREATER = 1
const LESS = 2

function compare(x: Wide, y: Wide): void {
  accumulator.set(select(eq(x, y), i64(EQUAL), select(gtU(x, y), i64(GREATER), i64(LESS))))
}

const OUTCOMES = `the accumulator becomes ${EQUAL} if equal, ${GREATER} if greater, ${LESS} if less, unsigned`

export const comparisons: readonly Instruction[] = [
  ...inWidths([0x20, 0x23, 0x24, 0x25], (opcode, bytes) =>
    define(
      opcode,
      `cmp${8 * bytes} %{r}, [{a}]`,
      { r: reg, a: address },
      ({ r, a }) => {
        const x = r.get()
        compare(x, read(a.get(), bytes))
      },
      { summary: `Compares a register with ${8 * bytes} bits in memory: ${OUTCOMES}` },
    ),
  ),
  define(
    0x26,
    'cmp %{r}, %{s}',
    { r: reg, s: reg },
    ({ r, s }) => {
      const x = r.get()
      compare(x, s.get())
    },
    { summary: `Compares two registers: ${OUTCOMES}` },
  ),
]
