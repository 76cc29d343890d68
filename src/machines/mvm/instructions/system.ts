// Interrupts, system calls and debugging (spec/mvm.md section 5).

import {
  add,
  and,
  eq,
  type Instruction,
  low32,
  name,
  ne,
  stop,
  trap,
  type Value,
  when,
} from '../../../core/index.js'
import { allocate, awaitInput, debug, readInput, release, STATUS, writeOutput } from '../host-calls.js'
import { read } from '../memory.js'
import { address, define, reg } from '../operands.js'
import { accumulator, call, general, latch } from '../registers.js'
import { hasRoom, restoreState, saveState } from '../saved-state.js'
import {
  failAt,
  INPUT_ERROR,
  INVALID_FREE,
  OUT_OF_UNITS,
  RESTRICTED_FREE,
  UNKNOWN_INTERRUPT,
  UNKNOWN_SYSTEM_CALL,
} from '../traps.js'

/** Interrupts that have a handler. */
export const INTERRUPT = { increase: 0, system: 80 } as const

/** System calls, by the number in the register `call`. */
export const SYSTEM_CALL = { exit: 0, read: 1, write: 2, alloc: 3, free: 4 } as const

const [r0, r1, r2] = general

function readFromInput(): void {
  const at = r0.get()
  const status = name('status', readInput({ address: at, length: r1.get() }))
  when(eq(status, STATUS.badAddress), () => failAt(at))
  when(eq(status, STATUS.inputError), () => trap(INPUT_ERROR, latch.get()))
}

function writeToOutput(): void {
  const at = r1.get()
  const status = writeOutput({ descriptor: low32(r0.get()), address: at, length: r2.get() })
  when(eq(status, STATUS.badAddress), () => failAt(at))
  accumulator.set(latch.get())
}

function takeBlock(): void {
  when(eq(allocate({ bytes: r0.get() }), STATUS.outOfUnits), () => trap(OUT_OF_UNITS))
  accumulator.set(latch.get())
}

function giveBlockBack(): void {
  const block = r0.get()
  const status = name('status', release({ address: block }))
  when(eq(status, STATUS.invalid), () => trap(INVALID_FREE, block))
  when(eq(status, STATUS.restricted), () => trap(RESTRICTED_FREE, block))
}

/** A failing restoration is reported instead of the exit (spec/mvm.md 5.1). */
function exit(): void {
  const status = name('status', and(low32(r0.get()), 0xff))
  restoreState()
  stop('exit', status)
}

const HANDLERS: readonly (readonly [number, () => void])[] = [
  [SYSTEM_CALL.exit, exit],
  [SYSTEM_CALL.read, readFromInput],
  [SYSTEM_CALL.write, writeToOutput],
  [SYSTEM_CALL.alloc, takeBlock],
  [SYSTEM_CALL.free, giveBlockBack],
]

/** What may wait comes before the state is saved, where it is going to be. */
function awaitWhatIsRead(): void {
  const isRead = eq(call.get(), SYSTEM_CALL.read)
  const length = r1.get()
  when(and(isRead, and(ne(length, 0), hasRoom())), () => awaitInput({ length }))
}

function systemCall(): void {
  awaitWhatIsRead()
  saveState()
  const wanted = call.get()
  dispatch(wanted, HANDLERS)
  restoreState()
}

function dispatch(wanted: Value<'i64'>, handlers: typeof HANDLERS): void {
  const [first, ...others] = handlers
  if (first === undefined) trap(UNKNOWN_SYSTEM_CALL, wanted)
  else when(eq(wanted, first[0]), first[1], () => dispatch(wanted, others))
}

function increase(): void {
  saveState()
  accumulator.set(add(accumulator.get(), 1))
  restoreState()
}

export const system: readonly Instruction[] = [
  define(
    0xf2,
    'int [{a}]',
    { a: address },
    ({ a }) => {
      const vector = name('vector', read(a.get(), 1))
      when(eq(vector, INTERRUPT.increase), increase, () =>
        when(eq(vector, INTERRUPT.system), systemCall, () => trap(UNKNOWN_INTERRUPT)),
      )
    },
    { summary: 'Calls the handler of the interrupt whose number is the byte at an address' },
  ),
  define(
    0x41,
    'dbg %{r}',
    { r: reg },
    ({ r }) => debug({ register: r.number as Value<'i32'>, value: r.get() }),
    {
      summary: 'Prints a register on the error output',
    },
  ),
]
