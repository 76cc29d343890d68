// Loads, stores and the stack (spec/lrvm.md section 7).

import { add, jump, mul, name, pc, select, sub, type Value, when } from '../../../core/index.js'
import { readWord, writeWord } from '../memory.js'
import { define, i8, reg, regOr, u8, u16 } from '../operands.js'
import { avr, inSupervisorMode, ssp, usp } from '../registers.js'

type Word = Value<'i32'>

const offset = (base: Word, distance: Word): Word => name('address', add(base, distance))
const scaled = (base: Word, distance: Word, multiplier: Word): Word =>
  name('address', add(base, mul(distance, multiplier)))

export const LSA = define(
  0x14,
  'lsa {r}, {a}, {d}',
  { r: reg, a: regOr(u8), d: regOr(i8) },
  ({ r, a, d }) => r.set(readWord(offset(a.get(), d.get()))),
  { summary: 'Loads the word at a + d' },
)

export const LEA = define(
  0x15,
  'lea {a}, {d}, {m}',
  { a: regOr(u8), d: regOr(i8), m: regOr(i8) },
  ({ a, d, m }) => {
    const [base, distance, multiplier] = [a.get(), d.get(), m.get()]
    avr.set(readWord(scaled(base, distance, multiplier)))
  },
  { summary: 'Loads the word at a + d × m into avr' },
)

export const WSA = define(
  0x16,
  'wsa {a}, {d}, {v}',
  { a: regOr(u8), d: regOr(i8), v: regOr(u8) },
  ({ a, d, v }) => {
    const [base, distance, word] = [a.get(), d.get(), v.get()]
    writeWord(offset(base, distance), word)
  },
  { summary: 'Stores a value at a + d' },
)

export const WEA = define(
  0x17,
  'wea {a}, {d}, {m}',
  { a: regOr(u8), d: regOr(i8), m: regOr(i8) },
  ({ a, d, m }) => {
    const [base, distance, multiplier] = [a.get(), d.get(), m.get()]
    writeWord(scaled(base, distance, multiplier), avr.get())
  },
  { summary: 'Stores avr at a + d × m' },
)

export const SRM = define(
  0x18,
  'srm {a}, {d}, {r}',
  { a: regOr(u8), d: regOr(i8), r: reg },
  ({ a, d, r }) => {
    const [base, distance] = [a.get(), d.get()]
    const address = offset(base, distance)
    const old = readWord(address)
    const word = r.get()
    writeWord(address, word)
    r.set(old)
  },
  { summary: 'Swaps a register with the word at a + d; a failing register write leaves memory changed' },
)

/** The stack pointer of the mode the instruction started in. */
function stackPointer(): { readonly value: Word; readonly set: (value: Word) => void } {
  const supervisor = inSupervisorMode()
  return {
    value: name('sp', select(supervisor, ssp.get(), usp.get())),
    set: (value) =>
      when(
        supervisor,
        () => ssp.set(value),
        () => usp.set(value),
      ),
  }
}

function push(word: Word): void {
  const sp = stackPointer()
  const top = name('top', sub(sp.value, 4))
  writeWord(top, word)
  sp.set(top)
}

export const PUSH = define(0x19, 'push {v}', { v: regOr(u16) }, ({ v }) => push(v.get()), {
  summary: 'Pushes a value; a failing store leaves the stack pointer unchanged',
})

export const POP = define(
  0x1a,
  'pop {r}',
  { r: reg },
  ({ r }) => {
    const sp = stackPointer()
    const word = readWord(sp.value)
    sp.set(add(sp.value, 4))
    r.set(word)
  },
  { summary: 'Pops into a register; a failing register write leaves the stack pointer changed' },
)

export const CALL = define(
  0x1b,
  'call {v}',
  { v: regOr(u16) },
  ({ v }) => {
    const target = v.get()
    push(add(pc('i32'), 4))
    jump(target)
  },
  { summary: 'Pushes the address of the next instruction and jumps' },
)
