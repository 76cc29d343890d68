// How shapes are written for MVM. Constants lie in memory, so they stand in the code, and something jumps over them.
import { mvm } from 'isaforge/machines/mvm'
import { type Argument, bytesOf, joined } from '../engines/code.js'
import type { Random } from './random.js'
import type { Dialect, Labels, Piece } from './shape.js'

const bytes = (name: string, ...operands: readonly Argument[]): Uint8Array => bytesOf(mvm, name, ...operands)
const write =
  (name: string, ...operands: readonly Argument[]): Piece =>
  () =>
    bytes(name, ...operands)
const goTo =
  (name: string, label: string): Piece =>
  (labels) =>
    bytes(name, labels(label))

/** Registers that plain instructions read and write. */
const PLAIN = ['r0', 'r1', 'r2', 'accumulator']
/** Registers that they only read. */
const READ = [...PLAIN, 'stack_ptr', 'frame_ptr', 'instruction_ptr', 'mem_ptr']
const COUNTERS = ['r3', 'r4', 'r5']
/** Points to what is stored to. */
const POINTER = 'r7'
/** Always holds 1. */
const ONE = 'r8'
const ROUTINES = 3
/** Where the saved instruction pointer is, from the frame pointer back. */
const SAVED_POINTER = 16n
/** What stands behind calls, for those that return later. */
const BEHIND_CALLS = bytes('mov', 'r6', 'r6')
/** Bytes of a jump, and so the place of a constant behind it. */
const JUMP = bytes('jmp', 0).length

const word = (value: bigint): Uint8Array => {
  const constant = new Uint8Array(8)
  new DataView(constant.buffer).setBigUint64(0, BigInt.asUintN(64, value))
  return constant
}

/** A constant in the code, and an instruction whose last operand is its address, plus some bytes. */
const withConstant =
  (constant: (labels: Labels) => Uint8Array, name: string, registers: readonly string[], offset = 0): Piece =>
  (labels, here) => {
    const value = constant(labels)
    const at = here + BigInt(JUMP)
    const use = bytes(name, ...registers, at + BigInt(offset))
    return joined(bytes('jmp', at + BigInt(value.length)), value, use)
  }

const set = (register: string, value: (labels: Labels) => bigint): Piece =>
  withConstant((labels) => word(value(labels)), 'mov64', [register])

const WIDTHS = [8, 16, 32, 64]

function immediate(random: Random): Piece {
  const name = random.pick(['mov', 'add', 'sub', 'mul', 'div', 'cmp']) + random.pick(WIDTHS)
  const value = word(random.bits(random.below(65)))
  return withConstant(() => value, name, [random.pick(PLAIN)], random.below(9))
}

function relative(random: Random): Piece {
  const name = random.pick(['frame', 'peek']) + random.pick(WIDTHS)
  const offset = Uint8Array.of(0, random.below(20))
  return withConstant(() => offset, name, [random.pick(PLAIN)])
}

function plain(random: Random): readonly Piece[] {
  const [a, b] = [random.pick(PLAIN), random.pick(READ)]
  const width = random.pick(WIDTHS)
  const pushed = random.pick([8, 16, 32])
  return random.weighted<() => readonly Piece[]>([
    [5, () => [write(random.pick(['mov', 'add', 'sub', 'mul', 'cmp']), a, b)]],
    [1, () => [write('xadd', a, random.pick(PLAIN))]],
    [1, () => [write('div', a, ONE)]],
    [4, () => [immediate(random)]],
    [2, () => [write(`store${width}`, POINTER, b), write(`load${width}`, a, POINTER)]],
    [2, () => [write(`push${pushed}`, a), write(`pop${pushed}`, a)]],
    [1, () => [relative(random)]],
    [1, () => [withConstant(() => Uint8Array.of(0), 'int', [])]],
    [0.5, () => [write('dbg', b)]],
  ])()
}

/** Stores into an instruction, its operands, or the constant beside it. */
function store(random: Random, label: string): readonly Piece[] {
  const offset = BigInt(random.below(2 * JUMP))
  const width = random.pick([8, 8, 16, 32])
  return [
    set('r6', (labels) => labels(label) + offset),
    write(`store${width}`, 'r6', random.pick([ONE, 'r0', 'accumulator'])),
  ]
}

/** Goes on behind the instruction that stands behind the call. */
const RETURN_LATER: readonly Piece[] = [
  set('r6', () => SAVED_POINTER),
  write('mov', 'r2', 'frame_ptr'),
  write('sub', 'r2', 'r6'),
  write('load64', 'r1', 'r2'),
  set('r6', () => BigInt(BEHIND_CALLS.length)),
  write('add', 'r1', 'r6'),
  write('store64', 'r2', 'r1'),
]

/** Shapes for MVM. */
export const mvmDialect: Dialect = {
  counters: COUNTERS,
  routines: ROUTINES,
  start: () => [],
  plain,
  set: (counter, turns) => [set(counter, () => BigInt(turns))],
  countDown: (counter, label) => [
    write('sub', counter, ONE),
    write('mov', 'accumulator', counter),
    goTo('jnz', label),
  ],
  call: (_, label) => [goTo('call', label), () => BEHIND_CALLS],
  leave: (_, elsewhere) => [...(elsewhere ? RETURN_LATER : []), write('ret')],
  store,
  skip: (random, label) => [write('cmp', 'r0', 'r1'), goTo(random.pick(['jz', 'jnz']), label)],
  end: [write('halt')],
  registers: (random, terrain) => ({
    [ONE]: 1n,
    [POINTER]: random.pick(terrain.code) + BigInt(random.chance(0.3) ? random.below(12) : 4096),
  }),
}
