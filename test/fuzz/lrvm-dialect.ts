// How shapes are written for LRVM.
import { encode, type Instruction } from 'isaforge/core'
import { lrvm } from 'isaforge/machines/lrvm'
import { type Argument, bytesOf } from '../engines/code.js'
import type { Random } from './random.js'
import type { Dialect, Piece } from './shape.js'
import { interestingNumber } from './terrain.js'

const write =
  (name: string, ...operands: readonly Argument[]): Piece =>
  () =>
    bytesOf(lrvm, name, ...operands)
const goTo =
  (label: string): Piece =>
  (labels) =>
    bytesOf(lrvm, 'cpy', 'pc', labels(label))

/** Registers that plain instructions read and write. */
const PLAIN = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'rr0', 'rr1', 'rr2', 'rr3', 'avr']
/** Points into RAM. */
const POINTER = 'ac1'
/** Holds the word of an instruction. */
const WORD = 'a7'
const ZERO_FLAG = 0

const COMPUTING = [
  'add',
  'sub',
  'mul',
  'div',
  'mod',
  'and',
  'bor',
  'xor',
  'shl',
  'shr',
  'cmp',
  'cpy',
  'cycles',
]
const INSTRUCTIONS = lrvm.instructions.filter(({ name }) => COMPUTING.includes(name))

/** An instruction with random operands, registers only among those that are free to use. */
function computation(random: Random, instruction: Instruction): Uint8Array {
  const forms = instruction.operands.map(({ kind }) => random.below(kind.forms.length))
  const numbers = instruction.operands.map(({ kind }, index) => {
    const form = kind.forms[forms[index]]
    if (form.kind === 'register') return BigInt(form.file.names.indexOf(random.pick(PLAIN)))
    return random.chance(0.5) ? BigInt(random.below(5)) : random.bits(form.bits)
  })
  return encode(instruction, forms, numbers)
}

function plain(random: Random): readonly Piece[] {
  const displacement = 4 * random.below(8)
  return random.weighted<() => readonly Piece[]>([
    [8, () => [computation(random, random.pick(INSTRUCTIONS))].map((bytes) => () => bytes)],
    [2, () => [write('wsa', POINTER, displacement, random.pick(PLAIN))]],
    [2, () => [write('lsa', random.pick(PLAIN), POINTER, displacement)]],
    [1, () => [write('push', random.pick(PLAIN)), write('pop', random.pick(PLAIN))]],
    [2, () => [write('cpy', random.pick(PLAIN), 'af')]],
    [2, () => [write('if', random.below(5)), write('add', random.pick(PLAIN), 1)]],
  ])()
}

/** Shapes for LRVM. Exceptions mostly lead to the end, so that loops are not only those of the handler. */
export const lrvmDialect: Dialect = {
  counters: ['c0', 'c1', 'rr4', 'rr5', 'rr6', 'rr7'],
  routines: 3,
  start: (random) => (random.chance(0.3) ? [write('cpy', 'mtt', 1)] : []),
  plain,
  set: (counter, turns) => [write('cpy', counter, turns)],
  countDown: (counter, label) => [write('sub', counter, 1), write('ifn', ZERO_FLAG), goTo(label)],
  call: (_, label) => [(labels) => bytesOf(lrvm, 'call', labels(label))],
  leave: (_, elsewhere) =>
    elsewhere
      ? [write('pop', 'avr'), write('add', 'avr', 4), write('push', 'avr'), write('pop', 'pc')]
      : [write('pop', 'pc')],
  store: (random, label) =>
    random.chance(0.3)
      ? [write('wsa', POINTER, 4 * random.below(60), WORD)]
      : [(labels) => bytesOf(lrvm, 'wsa', labels(label), 0, WORD)],
  skip: (random, label) => [write(random.pick(['if', 'ifn']), random.below(5)), goTo(label)],
  end: [write('halt')],
  registers: (random, terrain, end) => {
    const ram = terrain.regions.filter(({ writable }) => writable)
    const region = random.pick(ram)
    const [start, last] = [Number(region.start), Number(region.start) + region.bytes]
    const word = new DataView(computation(random, random.pick(INSTRUCTIONS)).buffer).getUint32(0)
    return {
      smt: 1,
      mtt: 0,
      ssp: last,
      pda: random.chance(0.8) ? start : Number(interestingNumber(random, terrain) & 0xffcn),
      ev: Number(random.chance(0.85) ? end : random.pick(terrain.code)),
      [POINTER]: random.chance(0.5) ? start : Number(random.pick(terrain.code)),
      [WORD]: word | 0,
    }
  },
}
