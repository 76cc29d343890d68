// The words of a running machine's stack are read in its byte order, the top last.

import { expect, test } from 'vitest'
import { operandStack } from './operand-stack.js'
import { register } from './register.js'
import { space } from './space.js'
import { wordsOn } from './stack-inspection.js'

const nothing = (): void => undefined
const memory = Uint8Array.from({ length: 16 }, (_, index) => (index === 15 ? 0xff : index))
const machine = {
  register: () => 2,
  readMemory: (_: unknown, address: bigint, bytes: number) =>
    memory.slice(Number(address), Number(address) + bytes),
}

const stackOf = (word: 'i32' | 'i64', order: 'little' | 'big') =>
  operandStack({
    name: 'stack',
    word,
    space: space('words', 'i32', { order }),
    depth: register('depth', 'i32'),
    capacity: 2,
    underflow: nothing,
    overflow: nothing,
  })

test('words of four and of eight bytes are signed numbers', () => {
  expect(wordsOn(stackOf('i32', 'little'), machine)).toEqual([0x03020100, 0x07060504])
  expect(wordsOn(stackOf('i64', 'little'), machine, 1)).toEqual([-0x00f1f2f3f4f5f6f8n])
  expect(wordsOn(stackOf('i64', 'big'), machine, 1)).toEqual([0x08090a0b0c0d0effn])
})
