// Looking at the stack of a running Stack-VM.

import type { Constant } from '../../core/index.js'
import { depth, stack, stackWords } from './instructions.js'

/** What is needed of a machine to look at its stack. */
export interface Inspected {
  register(name: string): Constant
  readMemory(space: typeof stackWords, address: bigint, bytes: number): Uint8Array
}

/** The topmost values, at most so many, the top last. */
export function stackOf(machine: Inspected, most = Number.POSITIVE_INFINITY): readonly number[] {
  const values = Number(machine.register(depth.name))
  const count = Math.min(values, most)
  const bytes = machine.readMemory(
    stackWords,
    BigInt(stack.wordBytes * (values - count)),
    stack.wordBytes * count,
  )
  const view = new DataView(bytes.buffer)
  return Array.from({ length: count }, (_, index) => view.getInt32(stack.wordBytes * index, true))
}
