// Parts of uVM programs that try what keeps words of the stack elsewhere: each changes the depth where paths join or repeat.

import { uvm } from 'isaforge/machines/uvm'
import { bytesOf, joined } from '../engines/code.js'
import type { Random } from './random.js'
import type { Line, Piece } from './shape.js'
import { condition, expression, type Frame, integer, MAIN, write } from './uvm-words.js'

type NewLabel = () => string

/** A recursive function has one argument, and words below it that wait. */
const RECURSIVE: Frame = { slots: 0, args: 2 }

const NEAR = 256n
/** Three bytes that change nothing but t2, which nobody relies on. */
const FILLING = joined(...['iload2', 'fneg', 'isave2'].map((name) => bytesOf(uvm, name)))

/** A jump or call to some bytes behind a label; at times a short one, where the address allows it. */
export function goTo(random: Random, name: 'jmp' | 'jc' | 'call', label: string, offset = 0): Piece {
  const isShort = random.chance(0.5)
  return (labels) => {
    const target = labels(label) + BigInt(offset)
    return isShort && target < NEAR
      ? joined(bytesOf(uvm, name, target), FILLING)
      : bytesOf(uvm, `${name}w`, target)
  }
}

const pushes = (random: Random, count: number): readonly Piece[] =>
  Array.from({ length: count }, () => write('ipush', integer(random)))

const drops = (random: Random, count: number): readonly Piece[] =>
  random.chance(0.5)
    ? Array.from({ length: count }, () => write(random.pick(['idrop', 'isave2', 'iadd', 'fmul'])))
    : [write('iclean', count)]

/** A loop whose every turn leaves more words than it found, until the stack is full. */
function growing(random: Random, newLabel: NewLabel): readonly Line[] {
  const label = newLabel()
  return [
    { label },
    ...expression(random, 1 + random.below(3), MAIN),
    ...(random.chance(0.3)
      ? [...condition(random), goTo(random, 'jc', label)]
      : [goTo(random, 'jmp', label)]),
  ]
}

/** A loop whose every turn takes words off, until there are too few. */
function shrinking(random: Random, newLabel: NewLabel): readonly Line[] {
  const label = newLabel()
  return [
    ...pushes(random, random.below(16)),
    { label },
    ...expression(random, random.below(2), MAIN),
    ...drops(random, 1 + random.below(3)),
    goTo(random, 'jmp', label),
  ]
}

/** A loop that counts on the stack, above words that it changes. */
function countingOnStack(random: Random, newLabel: NewLabel): readonly Line[] {
  const label = newLabel()
  const isUneven = random.chance(0.2)
  return [
    ...pushes(random, 2),
    write('ipush', 1 + random.below(9)),
    { label },
    write('isave2'),
    ...(random.chance(0.5)
      ? [write('iswap')]
      : [write('idup'), write(random.pick(['iadd', 'fsub', 'imul']))]),
    write('iload2'),
    ...(isUneven ? [write('idup')] : []),
    write('ipush', 1),
    write('isub'),
    write('idup'),
    write('ipush', 0),
    write('icmp'),
    write('ipush', 0),
    write('icmp'),
    goTo(random, 'jc', label),
    ...drops(random, 2),
    write('idrop'),
  ]
}

/** A choice in the middle of an expression; at times its ends are not equally deep. */
function choosing(random: Random, newLabel: NewLabel): readonly Line[] {
  const [other, join] = [newLabel(), newLabel()]
  const words = 1 + random.below(2)
  return [
    ...pushes(random, 1 + random.below(3)),
    ...condition(random),
    goTo(random, 'jc', other),
    ...expression(random, words, MAIN),
    goTo(random, 'jmp', join),
    { label: other },
    ...expression(random, random.chance(0.3) ? random.below(4) : words, MAIN),
    { label: join },
    ...drops(random, words),
    write('idrop'),
  ]
}

/** A function that calls itself once or twice, with a word waiting for the result. */
function recursion(random: Random, newLabel: NewLabel): readonly Line[] {
  const [self, last, over] = [newLabel(), newLabel(), newLabel()]
  const again = (less: number): readonly Piece[] => [
    write('iarg', 0),
    write('ipush', less),
    write('isub'),
    goTo(random, 'call', self),
    write('iclean', 1),
  ]
  const isTwice = random.chance(0.3)
  return [
    goTo(random, 'jmp', over),
    { label: self },
    write('iarg', 0),
    write('iloadcf'),
    write('idrop'),
    write('ipush', 1),
    write('icmp'),
    write('idrop'),
    write('iloadcf'),
    write('ipush', 1),
    write('icmp'),
    write('ipush', 0),
    write('icmp'),
    goTo(random, 'jc', last),
    ...pushes(random, 1 + random.below(3)),
    ...again(1),
    ...(isTwice ? [...again(2), write('iadd')] : []),
    write(random.pick(['iadd', 'isub', 'fadd', 'iswap'])),
    write('ret'),
    { label: last },
    ...expression(random, 1, RECURSIVE),
    write('ret'),
    { label: over },
    write('ipush', isTwice ? random.below(6) : random.below(40)),
    goTo(random, 'call', self),
    write('iclean', random.chance(0.9) ? 1 : random.below(3)),
    write('isave2'),
  ]
}

/** Instructions of one byte that together leave one word. */
const HIDDEN = [
  ['iload2', 'idup', 'iadd', 'fneg'],
  ['iload0', 'iload1', 'iswap', 'isub'],
  ['iloadcf', 'itof', 'idup', 'fmul'],
  ['iload2', 'idup', 'isave2', 'fsqrt'],
]

/** A number that is code, too: jumped into at its first byte, and executed as a number otherwise. */
function inTheMiddle(random: Random, newLabel: NewLabel): readonly Line[] {
  const label = newLabel()
  const code = random.pick(HIDDEN).flatMap((name) => [...bytesOf(uvm, name)])
  const number = new DataView(Uint8Array.from(code).buffer).getInt32(0, true)
  return [
    ...condition(random),
    goTo(random, 'jc', label, random.chance(0.9) ? 1 : 1 + random.below(5)),
    { label },
    write('ipush', number),
    write('isave2'),
  ]
}

/** Leaves another depth than it found. */
const unbalanced = (random: Random): readonly Line[] =>
  random.chance(0.5) ? expression(random, 1 + random.below(4), MAIN) : drops(random, 1 + random.below(6))

/** One of all that. */
export const special = (random: Random, newLabel: NewLabel): readonly Line[] =>
  random.weighted([
    [0.3, growing],
    [0.3, shrinking],
    [2, countingOnStack],
    [3, choosing],
    [2, recursion],
    [1, inTheMiddle],
    [0.2, unbalanced],
  ])(random, newLabel)
