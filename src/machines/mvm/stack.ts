// MVM's stack: it grows upward from the stack base (spec/mvm.md 4.4).

import { add, geU, load, ltU, name, store, sub, trap, type Value, when } from '../../core/index.js'
import { memory, type Width } from './memory.js'
import { framePointer, memorySize, stackBase, stackPointer } from './registers.js'
import { EMPTY_STACK, failAt, OUT_OF_FRAME, STACK_OVERFLOW } from './traps.js'

type Wide = Value<'i64'>

/** Fails because bytes cannot be pushed. */
export function failPushing(top: Wide, bytes: Width): void {
  when(geU(add(top, bytes - 1), memorySize.get()), () => trap(STACK_OVERFLOW))
  failAt(top)
}

/** Pushes the low bytes of a number. */
export function push(value: Wide, bytes: Width): void {
  const top = stackPointer.get()
  store(memory, top, value, { bytes, type: 'i64' }, () => failPushing(top, bytes))
  stackPointer.set(add(top, bytes))
}

/** Where the topmost bytes begin, if they may be popped. */
function popAddress(bytes: Width): Wide {
  const at = name('top', sub(stackPointer.get(), bytes))
  when(ltU(at, stackBase.get()), () => trap(EMPTY_STACK))
  when(ltU(at, framePointer.get()), () => trap(OUT_OF_FRAME))
  return at
}

/** Pops bytes as a number. */
export function pop(bytes: Width): Wide {
  const at = popAddress(bytes)
  const value = load(memory, at, { bytes, type: 'i64' }, () => failAt(at))
  stackPointer.set(at)
  return value
}
