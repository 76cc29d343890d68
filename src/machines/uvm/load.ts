// What can be said about a program before it runs, and about the stack of a machine (spec/uvm.md sections 2 and 5).

import type { Constant } from '../../core/index.js'
import { MOST_CODE } from './components.js'
import { depth } from './registers.js'
import { stack, stackWords } from './stack.js'

/** Why a program cannot be loaded. */
export interface LoadMistake {
  readonly kind: 'empty-program' | 'program-too-large'
  readonly detail: string
}

/** What keeps a program from being loaded, if anything does. */
export function loadMistake({ length }: Uint8Array): LoadMistake | undefined {
  if (length === 0) return { kind: 'empty-program', detail: 'there is no code' }
  if (length <= MOST_CODE) return undefined
  return { kind: 'program-too-large', detail: `the code has ${length} bytes, more than ${MOST_CODE}` }
}

/** What is needed of a machine to look at its stack. */
export interface Inspected {
  register(name: string): Constant
  readMemory(space: typeof stackWords, address: bigint, bytes: number): Uint8Array
}

/** The topmost words of a machine's stack, at most so many, the top last. */
export function stackOf(machine: Inspected, most = Number.POSITIVE_INFINITY): readonly number[] {
  const words = Number(machine.register(depth.name))
  const count = Math.min(words, most)
  const bytes = machine.readMemory(
    stackWords,
    BigInt(stack.wordBytes * (words - count)),
    stack.wordBytes * count,
  )
  const view = new DataView(bytes.buffer)
  return Array.from({ length: count }, (_, index) => view.getInt32(stack.wordBytes * index, true))
}
