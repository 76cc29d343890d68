// How shapes are written for Stack-VM: postfix expressions, since programs have no jumps.
import { CAPACITY, WORD_BYTES } from 'isaforge/machines/stackvm'
import type { Random } from './random.js'
import type { Dialect, Piece } from './shape.js'

const OPERATION = 0x40000000
const HALT = 0
const LEAST = -(2 ** 30)
const NUMBERS = [0, 1, -1, 2, 3, -7, 46341, 2 ** 30 - 1, LEAST]
/** ADD, SUB, MUL and DIV as they are executed and as they are documented. */
const EXECUTED = [1, 2, 3, 4]
const DOCUMENTED = [0x10, 0x11, 0x100]
/** Bits 20, 21 and 24 to 29 of an operation are ignored. */
const IGNORED = 0x3f300000

function bytesOfWord(word: number): Uint8Array {
  const bytes = new Uint8Array(WORD_BYTES)
  new DataView(bytes.buffer).setInt32(0, word, true)
  return bytes
}

const write =
  (word: number): Piece =>
  () =>
    bytesOfWord(word)

const number = (random: Random): Piece =>
  write(random.chance(0.7) ? random.pick(NUMBERS) : random.below(2 ** 31) + LEAST)

/** An operation; at times with bits that mean nothing, of the undefined type, by its documented number, or undefined. */
function operation(random: Random): Piece {
  const value = random.weighted<() => number>([
    [30, () => random.pick(EXECUTED)],
    [1, () => random.pick(DOCUMENTED)],
    [0.3, () => 1 << random.below(24)],
  ])()
  const noise = random.chance(0.1) ? random.word() & IGNORED : 0
  const type = random.chance(0.03) ? OPERATION << 1 : OPERATION
  return write(type | value | noise)
}

/** Numbers and operations, never more of these than there is something for, mostly. */
function postfix(random: Random, length: number): readonly Piece[] {
  const pieces: Piece[] = []
  for (let height = 0; pieces.length < length; ) {
    const isNumber = (height < 2 && random.chance(0.98)) || random.chance(0.5)
    pieces.push(isNumber ? number(random) : operation(random))
    height += isNumber ? 1 : -1
  }
  return pieces
}

/** As many numbers as fit, or one more or less, and the operations that take most of them off again. */
function full(random: Random): readonly Piece[] {
  const numbers = Array.from({ length: CAPACITY - 1 + random.below(3) }, () => number(random))
  return [...numbers, ...Array.from({ length: random.below(40) }, () => operation(random))]
}

/** Shapes for Stack-VM. */
export const stackVmDialect: Dialect = {
  counters: [],
  routines: 0,
  start: () => [],
  plain: (random) => (random.chance(0.02) ? full(random) : postfix(random, 1 + random.below(30))),
  set: () => [],
  countDown: () => [],
  call: () => [],
  leave: () => [],
  end: [write(OPERATION | HALT)],
  registers: () => ({}),
}

/** Words of which most are numbers and operations. */
export const stackVmSoup = (random: Random): Uint8Array =>
  random.chance(0.6) ? operation(random)(() => 0n, 0n) : bytesOfWord(random.word() | 0)
