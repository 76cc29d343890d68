// Jumps, calls, section markers and the end (spec/mvm.md 4.5).

import {
  add,
  bool,
  choose,
  eq,
  type Instruction,
  i32,
  jump,
  load,
  loopWhile,
  ne,
  nextPc,
  pc,
  stop,
  sub,
  trap,
  type Value,
  when,
} from '../../../core/index.js'
import { memory, read, WORD } from '../memory.js'
import { address, define } from '../operands.js'
import { accumulator, scanned, textMode } from '../registers.js'
import { restoreState, saveState } from '../saved-state.js'
import { failOnOpcode, NO_TEXT_SECTION } from '../traps.js'

type Condition = Value<'bool'>

const ENTRY = 0xff
const TEXT = 0x02
const DATA = 0x01

/** Exit status of a program that ends without the system call for it. */
const ENDED = 1

const jumping = (opcode: number, word: string, condition: () => Condition, summary: string): Instruction =>
  define(opcode, `${word} {a}`, { a: address }, ({ a }) => when(condition(), () => jump(a.get())), {
    summary,
  })

const comparing = (opcode: number, word: string, test: typeof eq, summary: string): Instruction =>
  define(
    opcode,
    `${word} [{a}], {b}`,
    { a: address, b: address },
    ({ a, b }) => {
      const wanted = read(a.get(), WORD)
      when(test(accumulator.get(), wanted), () => jump(b.get()))
    },
    { summary },
  )

export const jumps: readonly Instruction[] = [
  define(0x1d, 'jmp {a}', { a: address }, ({ a }) => jump(a.get()), { summary: 'Jumps' }),
  jumping(0x1e, 'jz', () => eq(accumulator.get(), 0), 'Jumps if the accumulator is 0'),
  jumping(0x1f, 'jnz', () => ne(accumulator.get(), 0), 'Jumps unless the accumulator is 0'),
  comparing(0x21, 'je', eq, 'Jumps if the accumulator equals the 64 bits at the first address'),
  comparing(0x22, 'jne', ne, 'Jumps unless the accumulator equals the 64 bits at the first address'),
  define(
    0x27,
    'call {a}',
    { a: address },
    ({ a }) => {
      saveState()
      jump(a.get())
    },
    { summary: 'Saves the state on the stack and jumps' },
  ),
  define(0xf1, 'ret', {}, restoreState, {
    summary: 'Restores the state that was saved last, except for the accumulator',
  }),
]

const endScan = (): undefined => {
  trap(NO_TEXT_SECTION)
}

/** A byte of the scan for the text marker. */
function scan(): Value<'i32'> {
  const at = scanned.get()
  scanned.set(add(at, 1))
  return load(memory, at, { bytes: 1, type: 'i32' }, endScan)
}

/** Goes to the first text marker behind an `FF`; the byte behind any other `FF` is passed over. */
function skipData(): void {
  const goesOn = (): Condition =>
    choose(
      eq(scan(), ENTRY),
      () => ne(scan(), TEXT),
      () => bool(true),
    )
  scanned.set(nextPc('i64'))
  loopWhile(goesOn, () => undefined)
  jump(sub(scanned.get(), 1))
}

/** Refuses the opcode that is none before the text section; before its operand is fetched. */
export function checkTextMode(opcode: number): void {
  if (opcode === ENTRY) when(eq(textMode.get(), 0), () => failOnOpcode(i32(ENTRY)))
}

export const markers: readonly Instruction[] = [
  define(DATA, 'data', {}, skipData, { summary: 'Goes to the marker of the text section' }),
  define(TEXT, 'text', {}, () => textMode.set(1), { summary: 'Begins the text section' }),
  define(
    ENTRY,
    'entry {a}',
    { a: address },
    ({ a }) => {
      checkTextMode(ENTRY)
      jump(a.get())
    },
    { summary: 'Jumps to where the program begins; only in the text section' },
  ),
  define(
    0xf0,
    'halt',
    {},
    () => {
      jump(pc('i64'))
      stop('exit', i32(ENDED))
    },
    { summary: `Ends the program with status ${ENDED}` },
  ),
]
