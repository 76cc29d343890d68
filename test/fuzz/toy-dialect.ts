// How shapes are written for the toy: one loop at a time, since there is one number.
import { type Argument, bytesOf } from '../engines/code.js'
import { toyKit } from '../toy/machine.js'
import type { Dialect, Piece } from './shape.js'

const write =
  (name: string, ...operands: readonly Argument[]): Piece =>
  () =>
    bytesOf(toyKit.machine, name, ...operands)
const unless =
  (label: string): Piece =>
  (labels) =>
    bytesOf(toyKit.machine, 'unless', labels(label))

/** Shapes for the toy. What is not 0 in the end counts on until it is. */
export const toyDialect: Dialect = {
  counters: ['total'],
  routines: 0,
  start: () => [],
  plain: (random) => [
    random.chance(0.8) ? write('less', random.below(3)) : write('put', 1 + random.below(0x1000 - 1)),
  ],
  set: (_, turns) => [write('put', 4 * turns)],
  countDown: (_, label) => [write('less', 1), unless(label)],
  call: () => [],
  leave: () => [],
  skip: (_, label) => [unless(label)],
  end: [write('done')],
  registers: () => ({}),
}
