// Looking at the operand stack of a running machine, for logs, tests and debuggers.

import type { Constant } from '../ir/operators.js'
import type { OperandStack, WordType } from './operand-stack.js'
import type { Space } from './space.js'

/** What is needed of a running machine. */
export interface InspectedMachine {
  register(name: string): Constant
  readMemory(space: Space, address: bigint, bytes: number): Uint8Array
}

/** A word as a signed number. */
export type WordOn<T extends WordType> = T extends 'i32' ? number : bigint

/** The topmost words of a stack, at most so many, the top last. */
export function wordsOn<T extends WordType>(
  stack: OperandStack<T>,
  machine: InspectedMachine,
  most = Number.POSITIVE_INFINITY,
): readonly WordOn<T>[] {
  const { wordBytes, definition } = stack
  const { space, depth, word } = definition
  const words = Number(machine.register(depth.name))
  const count = Math.min(words, most)
  const bytes = machine.readMemory(space, BigInt(wordBytes * (words - count)), wordBytes * count)
  const view = new DataView(bytes.buffer)
  const isLittle = space.order === 'little'
  const at = (offset: number): number | bigint =>
    word === 'i32' ? view.getInt32(offset, isLittle) : view.getBigInt64(offset, isLittle)
  return Array.from({ length: count }, (_, index) => at(wordBytes * index) as WordOn<T>)
}
