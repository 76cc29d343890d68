// How shapes are written for uVM: counters in registers and frame slots, words that wait while other things happen.

import { uvm } from 'isaforge/machines/uvm'
import { bytesOf } from '../engines/code.js'
import type { Random } from './random.js'
import type { Dialect, Piece } from './shape.js'
import { goTo, special } from './uvm-specials.js'
import { condition, expression, integer, MAIN, ROUTINE, SLOTS, write } from './uvm-words.js'

/** Slots of the frame, by the names of counters; t2 is free to use. */
const COUNTERS = ['slot0', 't0', 'slot1', 't1', 'slot2', 'slot3']

const numberOf = (counter: string): number => Number(counter.at(-1))
const isSlot = (counter: string): boolean => counter.startsWith('slot')
const read = (counter: string): Piece =>
  isSlot(counter) ? write('iloc', numberOf(counter)) : write(`iload${numberOf(counter)}`)
const assign = (counter: string): Piece =>
  isSlot(counter) ? write('isloc', numberOf(counter)) : write(`isave${numberOf(counter)}`)

const frame = (random: Random): readonly Piece[] =>
  Array.from({ length: random.chance(0.98) ? SLOTS : random.below(SLOTS) }, () =>
    write('ipush', integer(random)),
  )

/** Jumps while a counter is not 0, or while it is greater. */
function whileLeft(random: Random, counter: string): readonly Piece[] {
  const compared = [read(counter), write('ipush', 0), write('icmp')]
  return random.chance(0.5)
    ? [...compared, write('ipush', 0), write('icmp')]
    : [...compared, write('idrop'), write('iloadcf')]
}

/** Shapes for uVM. */
export const uvmDialect: Dialect = {
  counters: COUNTERS,
  routines: 3,
  start: frame,
  enter: frame,
  plain: (random, inRoutine) => expression(random, random.chance(0.95) ? 0 : 1, inRoutine ? ROUTINE : MAIN),
  set: (counter, turns) => [write('ipush', turns), assign(counter)],
  countDown: (counter, label, random) => [
    read(counter),
    write('ipush', 1),
    write('isub'),
    assign(counter),
    ...whileLeft(random, counter),
    goTo(random, 'jc', label),
  ],
  call: (_, label, random) => {
    const given = random.below(4)
    const cleaned = random.chance(0.97) ? given : random.below(6)
    return [
      ...expression(random, given, MAIN),
      goTo(random, 'call', label),
      write('iclean', cleaned),
      ...(random.chance(0.9) ? [write('isave2')] : []),
    ]
  },
  leave: (_, elsewhere, random) => [...(elsewhere ? [] : expression(random, 1, ROUTINE)), write('ret')],
  skip: (random, label) => {
    const [before, behind] = random.chance(0.2) ? hold(random) : [[], []]
    return [...before, ...condition(random), goTo(random, 'jc', label), ...behind]
  },
  hold,
  special,
  end: [write('halt')],
  registers: () => ({}),
}

/** Words that wait, and what becomes of them. */
function hold(random: Random): readonly [readonly Piece[], readonly Piece[]] {
  const words = 1 + random.below(5)
  const behind = Array.from({ length: words - 1 }, () => write(random.pick(['iadd', 'fadd', 'isub', 'imul'])))
  return [expression(random, words, MAIN), [...behind, write('isave2')]]
}

/** Bytes that are mostly opcodes and small numbers. */
export function uvmSoup(random: Random, count: number): Uint8Array {
  const opcodes = uvm.instructions.length
  if (random.chance(0.2)) return bytesOf(uvm, 'ipush', random.below(4))
  return Uint8Array.from({ length: count }, () => random.below(random.chance(0.9) ? opcodes : 256))
}
