// Copying, arithmetic and logic (spec/lrvm.md sections 7 and 8).

import {
  add,
  and,
  bool,
  choose,
  divS,
  divU,
  eq,
  geU,
  type Instruction,
  i32,
  ltU,
  mul,
  name,
  ne,
  or,
  remS,
  remU,
  select,
  shl,
  shrU,
  signBit,
  signExtend64,
  sub,
  type Value,
  when,
  xor,
} from '../../../core/index.js'
import { EXCEPTION, raiseCode } from '../exceptions.js'
import { define, divisionMode, reg, regOr, u8, u16 } from '../operands.js'
import { flags } from '../registers.js'

type Word = Value<'i32'>
interface Outcome {
  readonly result: Word
  readonly carry: Value<'bool'>
  readonly overflow: Value<'bool'>
}
type Operation = (x: Word, y: Word) => Outcome

const sum: Operation = (x, y) => {
  const result = name('sum', add(x, y))
  return {
    result,
    carry: ltU(result, x),
    overflow: signBit(and(xor(x, result), xor(y, result))),
  }
}

const difference: Operation = (x, y) => {
  const result = name('difference', sub(x, y))
  return {
    result,
    carry: ltU(x, y),
    overflow: signBit(and(xor(x, y), xor(x, result))),
  }
}

// Both flags mean signed overflow (decision 18-52).
const product: Operation = (x, y) => {
  const exact = name('exact', mul(signExtend64(x), signExtend64(y)))
  const result = name('product', mul(x, y))
  const overflow = name('overflow', ne(exact, signExtend64(result)))
  return { result, carry: overflow, overflow }
}

const logical =
  (operation: (x: Word, y: Word) => Word): Operation =>
  (x, y) => ({ result: name('result', operation(x, y)), carry: bool(false), overflow: bool(false) })

const shift =
  (operation: (x: Word, y: Word) => Word): Operation =>
  (x, y) => {
    const excessive = name('excessive', geU(y, 32))
    return { result: name('result', operation(x, y)), carry: excessive, overflow: excessive }
  }

/** Defines an operation on a register and a value. Flags change even when the register then cannot be written. */
function binary(
  opcode: number,
  mnemonic: string,
  value: typeof u16,
  operation: Operation,
  summary: string,
): Instruction {
  return define(
    opcode,
    `${mnemonic} {r}, {v}`,
    { r: reg, v: regOr(value) },
    ({ r, v }) => {
      const y = v.get()
      const x = r.get()
      const outcome = operation(x, y)
      flags.setFrom(outcome)
      r.set(outcome.result)
    },
    { summary },
  )
}

export const CPY = define(0x01, 'cpy {r}, {v}', { r: reg, v: regOr(u16) }, ({ r, v }) => r.set(v.get()), {
  summary: 'Copies a value to a register',
})

export const EX = define(
  0x02,
  'ex {r}, {s}',
  { r: reg, s: reg },
  ({ r, s }) => {
    const x = r.get()
    const y = s.get()
    r.set(y)
    s.set(x)
  },
  { summary: 'Exchanges two registers; a failing second write leaves the first done' },
)

export const ADD = binary(0x03, 'add', u16, sum, 'Adds a value to a register')
export const SUB = binary(0x04, 'sub', u16, difference, 'Subtracts a value from a register')
export const MUL = binary(
  0x05,
  'mul',
  u16,
  product,
  'Multiplies a register by a value, keeping the low 32 bits',
)
export const AND = binary(0x08, 'and', u16, logical(and), 'Bitwise and')
export const BOR = binary(0x09, 'bor', u16, logical(or), 'Bitwise or')
export const XOR = binary(0x0a, 'xor', u16, logical(xor), 'Bitwise exclusive or')
export const SHL = binary(0x0b, 'shl', u8, shift(shl), 'Shifts left by a count modulo 32')
export const SHR = binary(
  0x0c,
  'shr',
  u8,
  shift(shrU),
  'Shifts right, filling with zeros, by a count modulo 32',
)

export const CMP = define(
  0x0d,
  'cmp {r}, {v}',
  { r: reg, v: regOr(u16) },
  ({ r, v }) => {
    const y = v.get()
    const x = r.get()
    flags.setFrom(difference(x, y))
  },
  { summary: 'Compares: sets the flags as SUB does, writes nothing' },
)

const MINIMUM = 0x80000000

/** Result of a division by zero by bits 3…2 of the mode; 0 forbids it. */
function byZero(mode: Word): Word {
  const choice = name('choice', and(mode, 0x0c))
  when(eq(choice, 0), () => raiseCode(EXCEPTION.DIVISION_BY_ZERO, 0))
  return select(eq(choice, 4), MINIMUM, select(eq(choice, 8), i32(0), 0x7fffffff))
}

function division(
  opcode: number,
  mnemonic: string,
  signed: typeof divS,
  unsigned: typeof divU,
  summary: string,
): Instruction {
  return define(
    opcode,
    `${mnemonic} {r}, {v}, {m}`,
    { r: reg, v: regOr(u8), m: regOr(divisionMode) },
    ({ r, v, m }) => {
      const y = v.get()
      const mode = name('mode', and(m.get(), 0xff))
      const x = r.get()
      const isZero = eq(y, 0)
      const isSigned = name('signed', ne(and(mode, 0x10), 0))
      const result = choose(
        isZero,
        () => byZero(mode),
        () => {
          const overflows = and(isSigned, and(eq(x, MINIMUM), eq(y, -1)))
          when(overflows, () => raiseCode(EXCEPTION.DIVISION_OVERFLOW, 0))
          return choose(
            isSigned,
            () => signed(x, y),
            () => unsigned(x, y),
          )
        },
      )
      flags.setFrom({ result: name('result', result), carry: isZero, overflow: isZero })
      r.set(result)
    },
    { summary },
  )
}

export const DIV = division(0x06, 'div', divS, divU, 'Divides a register by a value; the mode says how')
export const MOD = division(0x07, 'mod', remS, remU, 'Remainder of a division; the mode says how')
