// Program files: where the image begins, and which sizes a machine gets (spec/mvm.md 1.3 and 2).

import { describe, expect, test } from 'vitest'
import { buildMachine } from '../../board/index.js'
import { mvmKit } from './index.js'
import { boardOf, readProgram, splitFile } from './program-file.js'

const sizes = (memory: number, stack: number): number[] => [
  ...[0, 0, 0, 0, 0, 0, memory >> 8, memory & 255],
  ...[0, 0, 0, 0, 0, 0, stack >> 8, stack & 255],
]
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

describe('a file', () => {
  test('is split at the first separator before a data marker', () => {
    const file = bytes(...sizes(1024, 256), 0xff, 0x01, 0xff, 0x02, 0xf1)
    expect(splitFile(file)).toEqual({
      sizes: { memory: 1024n, stack: 256n },
      image: bytes(0x01, 0xff, 0x02, 0xf1),
    })
  })

  test('without a separator has no image', () => {
    expect(splitFile(bytes(1, 2, 3)).image).toEqual(bytes())
    expect(splitFile(bytes()).image).toEqual(bytes())
  })

  test('with 15 bytes before the separator has a size that ends in FF', () => {
    const file = bytes(...sizes(1024, 0).slice(0, 15), 0xff, 0x01)
    expect(splitFile(file).sizes).toEqual({ memory: 1024n, stack: 255n })
  })

  test('with fewer bytes before the separator has no sizes', () => {
    expect(splitFile(bytes(...sizes(1, 1).slice(0, 14), 0xff, 0x01)).sizes).toBeUndefined()
  })
})

describe('a board', () => {
  test('has the stack behind the rest', () => {
    expect(boardOf({ memory: 1000n, stack: 200n })).toEqual([
      { type: 'memory', bytes: 800 },
      { type: 'stack', bytes: 200 },
    ])
  })

  test.each([
    [256n, 256n],
    [2n ** 63n, 1n],
  ])('of %d bytes with a stack of %d is impossible', (memory, stack) => {
    expect(boardOf({ memory, stack })).toBeUndefined()
  })
})

test('a program that does not fit the sizes in its file gets more memory, and a note says so', () => {
  const image = [0x01, ...new Array(800).fill(7), 0xff, 0x02]
  const { board, notes } = readProgram(bytes(...sizes(1024, 256), 0xff, ...image))
  expect(board[0].bytes).toBeGreaterThan(image.length)
  expect(notes).toHaveLength(1)
})

test('no sizes in a file are more than refused', () => {
  const services = { write: () => undefined, now: () => 0n }
  for (const high of [0, 0x40, 0x80, 0xff]) {
    for (const low of [0, 1, 0xff]) {
      const size = [high, 0, 0, 0, 0, 0, 0, low]
      const { image, board } = readProgram(bytes(...size, ...[...size].reverse(), 0xff, 0x01, 0xff, 0x02))
      try {
        buildMachine(mvmKit, { image, board, services }).vm.run(100)
      } catch (cause) {
        expect(cause).toBeInstanceOf(RangeError)
      }
    }
  }
})
