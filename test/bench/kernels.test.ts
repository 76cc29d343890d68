// The kernels' results against those of other implementations: Node's, or the plainest one there is.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { assembleGuest } from '../../bench/assemble.js'
import { runGuest } from '../../bench/guest.js'
import { KERNELS, programNamed } from '../../bench/programs.js'

const nextRandom = (x: number): number => (Math.imul(x, 1664525) + 1013904223) >>> 0

function randomWords(count: number): number[] {
  let x = 0
  return Array.from({ length: count }, () => {
    x = nextRandom(x)
    return x
  })
}

const fold = (checksum: number, word: number): number => (Math.imul(checksum, 31) + word) >>> 0
const checksumOf = (words: readonly number[]): number => words.reduce(fold, 0)

function bytesOf(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length)
  words.forEach((word, index) => {
    bytes.writeUInt32BE(word, 4 * index)
  })
  return bytes
}

const wordsOf = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(4 * index))

const repeat = (rounds: number, turn: () => void): void => {
  for (let round = 0; round < rounds; round++) turn()
}

type Matrix = readonly (readonly number[])[]

const multiply = (left: Matrix, right: Matrix): Matrix =>
  left.map((row) =>
    right.map((_, column) =>
      row.reduce((sum, word, k) => (sum + Math.imul(word, right[k][column])) >>> 0, 0),
    ),
  )

function stepsOf(real: number, imaginary: number, limit: number): number {
  let [x, y] = [0, 0]
  for (let step = 0; step < limit; step++) {
    const [xx, yy] = [(x * x) >> 12, (y * y) >> 12]
    if (xx + yy > 4 << 12) return step
    y = ((x * y) >> 11) + imaginary
    x = xx - yy + real
  }
  return limit
}

/** What each kernel computes from its parameters. */
const EXPECTED: Readonly<Record<string, (a0: number, a1: number) => number>> = {
  sieve: (limit, rounds) => {
    const isPrime = (n: number): boolean => {
      for (let divisor = 2; divisor < n; divisor++) if (n % divisor === 0) return false
      return true
    }
    return rounds * Array.from({ length: limit - 2 }, (_, index) => index + 2).filter(isPrime).length
  },
  fib: (n) => {
    let [last, next] = [0, 1]
    repeat(n, () => {
      ;[last, next] = [next, last + next]
    })
    return last
  },
  matrix: (size, rounds) => {
    const words = randomWords(2 * size * size).map((word) => word >>> 16)
    const rows = Array.from({ length: 2 * size }, (_, row) => words.slice(row * size, (row + 1) * size))
    let left: Matrix = rows.slice(0, size)
    repeat(rounds, () => {
      left = multiply(left, rows.slice(size))
    })
    return checksumOf(left.flat())
  },
  sha256: (count, rounds) => {
    const message = randomWords(count)
    let digest: number[] = []
    repeat(rounds, () => {
      digest = wordsOf(createHash('sha256').update(bytesOf(message)).digest())
      message[0] = digest[0]
    })
    return checksumOf(digest)
  },
  quicksort: (count, rounds) => {
    const words = randomWords(count * rounds)
    const parts = Array.from({ length: rounds }, (_, round) =>
      words.slice(round * count, (round + 1) * count),
    )
    return checksumOf(parts.flatMap((part) => part.sort((a, b) => a - b)))
  },
  // https://oeis.org/A000170
  queens: (size) => [1, 1, 0, 0, 2, 10, 4, 40, 92][size],
  crc32: (count, rounds) =>
    crc32(Buffer.concat(Array.from({ length: rounds }, () => bytesOf(randomWords(count))))),
  mandelbrot: (size, limit) => {
    const distance = Math.floor((3 << 12) / size)
    const at = (start: number, index: number): number => start + index * distance
    const points = Array.from({ length: size * size }, (_, index) =>
      stepsOf(at(-(9 << 10), index % size), at(-(3 << 11), Math.floor(index / size)), limit),
    )
    return points.reduce((sum, steps) => sum + steps, 0)
  },
  reverse: (length, rounds) => {
    const text = Array.from({ length }, (_, index) => 32 + (index % 95))
    repeat(rounds, () => {
      text.reverse()
      text[0]++
    })
    return checksumOf(text)
  },
  list: (count, steps) => {
    const words = randomWords(2 * count - 1)
    const next = Array.from({ length: count }, (_, index) => index)
    for (let index = count - 1; index > 0; index--) {
      const other = (words[2 * count - 1 - index] >>> 8) % index
      ;[next[index], next[other]] = [next[other], next[index]]
    }
    let [sum, node] = [0, 0]
    repeat(steps, () => {
      sum = (sum + words[node]) >>> 0
      node = next[node]
    })
    return sum
  },
}

test('every kernel has an expected result', () => {
  expect(Object.keys(EXPECTED)).toEqual(KERNELS.map(({ name }) => name))
})

test.each(Object.entries(EXPECTED))('%s gives the expected result', (name, expected) => {
  const [a0, a1 = 0] = programNamed(name).tinyParameters
  const { checksum } = runGuest(assembleGuest(name), 'interpreter', [a0, a1], 1_000_000)
  expect(checksum).toBe(expected(a0, a1))
})
