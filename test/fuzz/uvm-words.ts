// uVM code without jumps: instructions by name, numbers worth pushing, expressions with many words on the stack.
import { uvm } from 'isaforge/machines/uvm'
import { type Argument, bytesOf } from '../engines/code.js'
import type { Random } from './random.js'
import type { Piece } from './shape.js'

/** One instruction. */
export const write =
  (name: string, ...operands: readonly Argument[]): Piece =>
  () =>
    bytesOf(uvm, name, ...operands)

/** Frame slots that hold counters; every frame begins with so many words. */
export const SLOTS = 4

const LEAST = -0x80000000
const INTEGERS = [0, 1, -1, 2, 3, -3, 7, 255, 256, 65537, LEAST, LEAST + 1, 0x7fffffff]
/** Zeros, subnormal and normal borders, ordinary numbers, infinities, and NaNs of both signs and kinds. */
const FLOATS = [
  0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007fffff, 0x00800000, 0x7f7fffff, 0xff7fffff, 0x3f800000,
  0xbf800000, 0x3fc00000, 0x40490fdb, 0x4b800000, 0x4f000000, 0xcf000000, 0x7f800000, 0xff800000, 0x7fc00000,
  0xffc00000, 0x7f800001, 0x7fa00000, 0xffffffff,
]

/** An integer for `ipush`. */
export const integer = (random: Random): number =>
  random.weighted<() => number>([
    [4, () => random.below(6)],
    [2, () => random.pick(INTEGERS)],
    [1, () => random.word() | 0],
  ])()

const float = (random: Random): number => (random.chance(0.8) ? random.pick(FLOATS) : random.word()) | 0

/** What an expression can rely on: words that its frame begins with, and arguments, which only functions have. */
export interface Frame {
  readonly slots: number
  readonly args: number
}

/** Frames of the main program and of routines; what their callers have on the stack can be had as arguments, too. */
export const MAIN: Frame = { slots: SLOTS, args: 0 }
export const ROUTINE: Frame = { slots: SLOTS, args: SLOTS }

/** Where an expression stands, and how many words it has on the stack so far. */
interface Place extends Frame {
  readonly height: number
}

/** A word of an expression or of the frame below it, never a counter's. */
const local = (random: Random, slots: number, height: number): number => slots + random.below(height)

function leaf(random: Random, { slots, args, height }: Place): Piece {
  return random.weighted<() => Piece>([
    [4, () => write('ipush', integer(random))],
    [2, () => write('fpush', float(random))],
    [3, () => write(random.pick(['iload0', 'iload1', 'iload2']))],
    [1, () => write('iloadcf')],
    [slots > 0 ? 2 : 0, () => write('iloc', random.below(slots))],
    [height > 0 ? 2 : 0, () => write('iloc', local(random, slots, height))],
    [args > 0 ? 3 : 0, () => write('iarg', random.below(args))],
    [0.005, () => write('iarg', random.below(256))],
    [0.005, () => write('iloc', random.below(256))],
  ])()
}

const BINARY = ['iadd', 'isub', 'imul', 'icmp', 'fadd', 'fsub', 'fmul', 'fdiv', 'frem', 'fcmp']
const UNARY = ['itof', 'ftoi', 'fneg', 'fsqrt', 'fneg', 'ftoi', 'print', 'fprint']

/** An instruction on two words, the second of which may have to be right. */
function binary(random: Random): readonly Piece[] {
  if (!random.chance(0.2)) return [write(random.pick(BINARY))]
  const divisor = random.chance(0.02) ? 0 : random.pick([1, -1, -1, 2, 3, -7, LEAST])
  return [write('ipush', divisor), write(random.pick(['idiv', 'irem'])), write(random.pick(BINARY))]
}

/** Pieces with what they add to the height of the stack. */
type Step = readonly [pieces: readonly Piece[], growth: number]

/** Something that takes one word of an expression off. */
function dropping(random: Random, { slots, args, height }: Place): Step {
  return random.weighted<() => Step>([
    [2, () => [[write('isave2')], -1]],
    [1, () => [[write('idrop')], -1]],
    [height > 1 ? 2 : 0, () => [[write('isloc', local(random, slots, height - 1))], -1]],
    [height > 1 ? 4 : 0, () => [binary(random), -1]],
    [height > 1 ? 1 : 0, () => cleaning(random, height)],
    [args > 0 ? 2 : 0, () => [[write('isarg', random.below(args))], -1]],
  ])()
}

/** Drops any number of words below the top, odd ones and none included. */
function cleaning(random: Random, height: number): Step {
  const words = random.below(height)
  return [[write('iclean', words)], -words]
}

function step(random: Random, place: Place, deep: boolean): Step {
  const { height } = place
  return random.weighted<() => Step>([
    [deep ? 8 : 4, () => [[leaf(random, place)], 1]],
    [height > 0 ? 1 : 0, () => [[write('idup')], 1]],
    [height > 0 ? 2 : 0, () => [[write(random.pick(UNARY))], 0]],
    [height > 1 ? 1 : 0, () => [[write('iswap')], 0]],
    [height > 0 ? 3 : 0, () => dropping(random, place)],
  ])()
}

/** An expression that leaves so many words; in between there may be many more. */
export function expression(random: Random, words: number, frame: Frame): readonly Piece[] {
  const pieces: Piece[] = []
  let height = 0
  const take = ([more, growth]: Step): void => {
    pieces.push(...more)
    height += growth
  }
  const deep = random.chance(0.15)
  for (let left = random.below(deep ? 24 : 8); left > 0; left--)
    take(step(random, { ...frame, height }, deep))
  while (height > words) take(dropping(random, { ...frame, height }))
  while (height < words) take([[leaf(random, { ...frame, height })], 1])
  return pieces
}

/** Pushes 1 or something else; in loops not always the same. */
export function condition(random: Random): readonly Piece[] {
  return random.weighted<() => readonly Piece[]>([
    [2, () => [write(random.pick(['iload0', 'iload1', 'iload2'])), write('ipush', 2), write('irem')]],
    [1, () => [write('iloc', random.below(SLOTS)), write('ipush', random.below(4)), write('icmp')]],
    [1, () => [write('iloadcf')]],
    [1, () => [write('ipush', random.pick([0, 1, 1, 2]))]],
  ])()
}
