// How shapes are written for the probe.
import type { Machine } from 'isaforge/core'
import { type Argument, bytesOf } from '../engines/code.js'
import type { Random } from './random.js'
import type { Dialect, Piece } from './shape.js'

/** Where routines return to. */
const LINKS = ['r1', 'r2']
const COUNTERS = ['r3', 'r4', 'r5']
/** Holds −1. */
const MINUS_ONE = 'r6'
/** The only wide register that plain instructions write. */
const PLAIN = 'r0'

const WIDE = [PLAIN, ...LINKS, ...COUNTERS, MINUS_ONE]
const BYTES = ['b0', 'b1', 'b2']
const WORDS = ['w0', 'w1', 'w2', 'flags']

/** Shapes for the probe, in either byte order. */
export function probeDialect(machine: Machine): Dialect {
  const bytes = (name: string, ...operands: readonly Argument[]): Uint8Array =>
    bytesOf(machine, name, ...operands)
  const write =
    (name: string, ...operands: readonly Argument[]): Piece =>
    () =>
      bytes(name, ...operands)
  /** An instruction with the distance to a label as its last operand. */
  const goTo =
    (label: string, name: string, ...operands: readonly Argument[]): Piece =>
    (labels, here) =>
      bytes(name, ...operands, Number(BigInt.asUintN(16, labels(label) - here)))
  const plain = (random: Random): readonly Piece[] =>
    random.weighted<() => readonly Piece[]>([
      [3, () => [write(random.pick(['add', 'mov', 'pick']), PLAIN, random.pick(WIDE))]],
      [2, () => [write('li', PLAIN, random.bits(random.below(65)))]],
      [2, () => [write('narrow', random.pick(BYTES), random.pick(WIDE))]],
      [2, () => [write('widen', PLAIN, random.pick(BYTES))]],
      [2, () => [write('compare', random.pick(WORDS), random.pick(WORDS))]],
      [1, () => [write('count', PLAIN)]],
      [1, () => [write('float', 'f0', random.pick(WIDE)), write('whole', PLAIN, 'f0')]],
      [1, () => [write('look', PLAIN, random.pick(WIDE))]],
      [2, () => memoryAccess(random)],
    ])()
  const memoryAccess = (random: Random): readonly Piece[] => {
    const name = random.pick(['load1', 'load2', 'load8', 'loads1', 'loads4', 'store1', 'store4', 'store8'])
    return [write('li', PLAIN, random.below(1800)), write(name, PLAIN, PLAIN)]
  }
  return {
    counters: COUNTERS,
    routines: LINKS.length,
    start: () => [],
    plain,
    set: (counter, turns) => [write('li', counter, turns)],
    countDown: (counter, label) => [write('add', counter, MINUS_ONE), goTo(label, 'jnz', counter)],
    call: (routine, label) => [goTo(label, 'link', LINKS[routine])],
    leave: (routine, elsewhere) => {
      const link = LINKS[routine]
      const later = [write('li', PLAIN, bytes('nop').length), write('add', link, PLAIN)]
      return [...(elsewhere ? later : []), write('mov', 'ip', link)]
    },
    store: (random, label) => [
      (labels) => bytes('li', PLAIN, labels(label)),
      write('store1', random.pick(COUNTERS), PLAIN),
    ],
    skip: (_, label) => [goTo(label, 'jnz', PLAIN)],
    end: [write('halt')],
    registers: () => ({ [MINUS_ONE]: -1n }),
  }
}
