// How MVM's input is buffered (spec/mvm.md 5.3).

import { expect, test } from 'vitest'
import type { HostServices } from '../../core/index.js'
import { InputBuffer } from './input-buffer.js'

/** An input of some bytes, and the lengths that were asked for. */
function inputOf(length: number) {
  const asked: number[] = []
  let rest = new Uint8Array(length).fill(1)
  const services: HostServices = {
    write: () => undefined,
    now: () => 0n,
    read: (most) => {
      asked.push(most)
      const given = rest.subarray(0, most)
      rest = rest.subarray(most)
      return given
    },
  }
  return { asked, buffer: new InputBuffer(services, 100_000) }
}

const read = (buffer: InputBuffer, length: bigint): unknown => {
  expect(buffer.fill(length)).toBe(true)
  const given = buffer.take(length)
  return given instanceof Uint8Array ? given.length : given
}

test('two reads of 5000 give 5000 and what is left of 8192', () => {
  const { buffer, asked } = inputOf(20_000)
  expect([read(buffer, 5000n), read(buffer, 5000n), read(buffer, 5000n)]).toEqual([5000, 3192, 5000])
  expect(asked).toEqual([8192, 8192])
})

test('a long read goes past the empty buffer', () => {
  const { buffer, asked } = inputOf(20_000)
  expect(read(buffer, 9000n)).toBe(9000)
  expect(asked).toEqual([9000])
})

test('a read of everything asks for no more than a program can store', () => {
  const { buffer, asked } = inputOf(20_000)
  expect(read(buffer, 2n ** 64n - 1n)).toBe(20_000)
  expect(asked).toEqual([100_000])
})

test('the end of the input gives nothing, again and again', () => {
  const { buffer } = inputOf(0)
  expect([read(buffer, 10n), read(buffer, 10n)]).toEqual([0, 0])
})

test('nothing yet is no end', () => {
  const buffer = new InputBuffer({ write: () => undefined, now: () => 0n, read: () => undefined }, 100)
  expect(buffer.fill(10n)).toBe(false)
})

test('a failure is reported once, and the next read tries again', () => {
  const failure = { errorNumber: 21 }
  const buffer = new InputBuffer({ write: () => undefined, now: () => 0n, read: () => failure }, 100)
  expect(read(buffer, 10n)).toBe(failure)
  expect(read(buffer, 10n)).toBe(failure)
})

test('what is buffered survives being saved', () => {
  const { buffer } = inputOf(100)
  read(buffer, 10n)
  const { buffer: other } = inputOf(0)
  other.restore(buffer.save())
  expect(read(other, 200n)).toBe(90)
})
