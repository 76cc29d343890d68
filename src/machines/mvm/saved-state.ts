// The 112 bytes that calls and interrupts leave on the stack, and how they come back (spec/mvm.md 4.4).

import {
  add,
  and,
  gtU,
  leU,
  ltU,
  name,
  not,
  type Register,
  routine,
  select,
  sub,
  trap,
  type Value,
  when,
} from '../../core/index.js'
import { read, WORD, writeChecked } from './memory.js'
import {
  accumulator,
  call,
  framePointer,
  general,
  instructionPointer,
  memorySize,
  stackBase,
  stackPointer,
} from './registers.js'
import { failPushing } from './stack.js'
import { CALLS_OVERFLOW, EMPTY_CALLS, EMPTY_STACK, failAt, OUT_OF_FRAME } from './traps.js'

type Wide = Value<'i64'>

/** What is saved, from the lowest address on. */
const SAVED = [stackPointer, ...general, call, accumulator, instructionPointer, framePointer]

/** Bytes of a saved state. */
const BYTES = SAVED.length * WORD

const slot = (start: Wide, index: number): Wide => add(start, index * WORD)

/** Whether there is room for a saved state. */
export function hasRoom(): Value<'bool'> {
  const start = stackPointer.get()
  const end = add(start, BYTES)
  return and(leU(end, memorySize.get()), leU(start, end))
}

const failSaving = routine(
  'failSaving',
  {},
  { summary: 'Fails as the first push of a saved state that cannot be done' },
  () => {
    const start = stackPointer.get()
    when(gtU(add(start, BYTES), memorySize.get()), () => trap(CALLS_OVERFLOW))
    // Only where the sum wrapped around: then already the first push finds no room, or no memory.
    failPushing(start, WORD)
  },
)

/** Saves the state: the accumulator and the memory pointer are the callee's to change. */
export function saveState(): void {
  when(not(hasRoom()), () => failSaving({}))
  const start = stackPointer.get()
  SAVED.forEach((register, index) => {
    writeChecked(slot(start, index), register.get())
  })
  const top = name('top', add(start, BYTES))
  framePointer.set(top)
  stackPointer.set(top)
}

/** One pop on the way through a saved state: where it may fail, in the order of the tests. */
function checkPop(at: Wide, frame: Wide): void {
  when(ltU(at, stackBase.get()), () => trap(EMPTY_STACK))
  when(ltU(at, frame), () => trap(OUT_OF_FRAME))
}

const failRestoring = routine(
  'failRestoring',
  {},
  { summary: 'Fails as the first step of restoring a state that cannot be done' },
  () => {
    const frame = framePointer.get()
    const stack = stackPointer.get()
    when(leU(frame, stackBase.get()), () => trap(EMPTY_CALLS))
    const dropped = sub(stack, 1)
    when(and(gtU(stack, frame), gtU(stack, memorySize.get())), () => failAt(dropped))
    const end = name('end', select(gtU(stack, frame), frame, stack))
    const first = sub(end, WORD)
    checkPop(first, sub(frame, WORD))
    const saved = name('saved', read(first, WORD))
    for (let popped = 2; popped <= SAVED.length; popped++) {
      const at = sub(end, popped * WORD)
      checkPop(at, saved)
      read(at, WORD)
    }
    // Everything that keeps a state from being restored was tested above.
    failAt(end)
  },
)

/** Whether the frame that ends at `end` lies on the stack, and the stack pointer not below its end. */
function isOnStack(end: Wide): Value<'bool'> {
  const [base, size, stack] = [stackBase.get(), memorySize.get(), stackPointer.get()]
  const start = sub(end, BYTES)
  const isInside = and(leU(base, start), and(leU(start, end), leU(end, size)))
  return and(isInside, and(leU(end, stack), leU(stack, size)))
}

/** Restores the state that was saved last, except for the accumulator; goes on where it was saved. */
export function restoreState(): void {
  const end = framePointer.get()
  const start = name('start', sub(end, BYTES))
  when(not(isOnStack(end)), () => failRestoring({}))
  const saved = (register: Register<'i64'>): Wide => read(slot(start, SAVED.indexOf(register)), WORD)
  const frame = saved(framePointer)
  when(gtU(frame, start), () => failRestoring({}))
  const restored = SAVED.filter((register) => register !== accumulator && register !== framePointer)
  const values = restored.map(saved)
  framePointer.set(frame)
  restored.forEach((register, index) => {
    register.set(values[index])
  })
}
