// Jumps and conditions (spec/lrvm.md section 7).

import {
  add,
  and,
  bit,
  choose,
  eq,
  gtU,
  jump,
  name,
  ne,
  not,
  or,
  pc,
  shrU,
  signExtend16,
  sub,
  type Value,
  when,
  xor,
} from '../../../core/index.js'
import { EXCEPTION, raiseCode } from '../exceptions.js'
import { condition, define, flag, i16, leftFlag, regOr, rightFlag, u8, u16 } from '../operands.js'
import { flags, inUserland, smt } from '../registers.js'

type Word = Value<'i32'>

const here = (): Word => pc('i32')
const skipNext = (): void => jump(add(here(), 8))

/** Flag `number` as a condition: bit 7 − number of `af`, modulo 32 (decision 18-13). */
const isSet = (word: Word, number: Word): Value<'bool'> => ne(and(shrU(word, sub(7, number)), 1), 0)

export const JPR = define(
  0x0e,
  'jpr {v}',
  { v: regOr(i16) },
  ({ v }) => jump(add(here(), signExtend16(v.get()))),
  { summary: 'Jumps relative to this instruction by the low 16 bits of a value, signed' },
)

export const LSM = define(
  0x0f,
  'lsm {v}',
  { v: regOr(u16) },
  ({ v }) => {
    when(inUserland(), () => raiseCode(EXCEPTION.SUPERVISOR_ONLY, 0x0f))
    // Continues after the given address (decision 18-4).
    jump(add(v.get(), 4))
    smt.set(0)
  },
  { summary: 'Leaves supervisor mode and continues 4 bytes after the given address' },
)

export const ITR = define(
  0x10,
  'itr {v}',
  { v: regOr(u8) },
  ({ v }) => raiseCode(EXCEPTION.INTERRUPTION, v.get()),
  {
    summary: 'Raises the interruption exception',
  },
)

const conditional = (opcode: number, mnemonic: string, runsIf: 'set' | 'clear', summary: string) =>
  define(
    opcode,
    `${mnemonic} {f}`,
    { f: regOr(flag) },
    ({ f }) => {
      const number = f.get()
      when(gtU(number, 7), () => raiseCode(EXCEPTION.UNKNOWN_FLAG, and(number, 0xff)))
      const holds = isSet(flags.get(), number)
      when(runsIf === 'set' ? not(holds) : holds, skipNext)
    },
    { summary },
  )

export const IF = conditional(0x11, 'if', 'set', 'Skips the next instruction unless a flag is set')
export const IFN = conditional(0x12, 'ifn', 'clear', 'Skips the next instruction if a flag is set')

type Bit = Value<'bool'>
/** The conditions of IF2, by number. */
const CONDITIONS: readonly [number, (a: Bit, b: Bit) => Bit][] = [
  [1, (a, b) => or(a, b)],
  [2, (a, b) => and(a, b)],
  [3, (a, b) => xor(a, b)],
  [4, (a, b) => not(or(a, b))],
  [5, (a, b) => not(and(a, b))],
  [6, (a, b) => and(a, not(b))],
  [7, (a, b) => and(b, not(a))],
]

export const IF2 = define(
  0x13,
  'if2 {f}, {g}, {k}',
  { f: regOr(leftFlag), g: regOr(rightFlag), k: regOr(condition) },
  ({ f, g, k }) => {
    const [left, right, wanted] = [f.get(), g.get(), k.get()]
    const word = flags.get()
    const a = name('left', isSet(word, left))
    const b = name('right', isSet(word, right))
    const test = ([first, ...rest]: typeof CONDITIONS): Word =>
      choose(
        eq(wanted, first[0]),
        () => bit(first[1](a, b)),
        () => (rest.length === 0 ? unknownCondition(wanted) : test(rest)),
      )
    when(eq(name('holds', test(CONDITIONS)), 0), skipNext)
  },
  { summary: 'Skips the next instruction unless a condition on two flags holds' },
)

function unknownCondition(wanted: Word): undefined {
  raiseCode(EXCEPTION.UNKNOWN_CONDITION, and(wanted, 0xff))
  return undefined
}
