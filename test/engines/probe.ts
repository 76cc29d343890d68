// A machine that exists to try engines: 64-bit byte addresses, unaligned code of any length, narrow registers, traps.
import {
  add,
  choose,
  counter,
  defineMachine,
  eq,
  type Format,
  f64,
  flagsRegister,
  floatFromI64,
  hostCall,
  i32,
  i64,
  instructionsIn,
  jump,
  load,
  loopWhile,
  low32,
  ltU,
  type Machine,
  type MachineKit,
  mul,
  ne,
  nextPc,
  numberOperand,
  pc,
  Register,
  register,
  registerFile,
  registerOperand,
  remU,
  routine,
  type Space,
  select,
  signBit,
  slice,
  space,
  stop,
  store,
  sub,
  type Trap,
  toI64,
  trap,
  type Value,
  when,
  zeroExtend64,
} from 'isaforge/core'

type Order = 'little' | 'big'
type Wide = Value<'i64'>

const UNMAPPED: Trap = { name: 'unmapped', message: 'there is no memory at {value:hex}' }
const ILLEGAL: Trap = { name: 'illegal', message: 'these bytes are no instruction' }
const TRUNCATED: Trap = { name: 'truncated', message: 'the instruction is not complete' }
const CHOSEN: Trap = { name: 'chosen', message: 'the guest chose to fail with {value}' }

export const r = registerFile('r', 'i64', ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'ip'], {
  pc: { index: 7, reads: 'nextPc' },
})
export const b = registerFile('b', 'i32', ['b0', 'b1', 'b2'], { bits: 8 })
export const h = registerFile('h', 'i32', ['h0', 'h1'], { bits: 16 })
export const w = registerFile('w', 'i32', ['w0', 'w1', 'w2', 'flags'])
export const f = registerFile('f', 'f64', ['f0', 'f1'])
const latch = register('latch', 'i64', { hidden: true })
const status = new Register(w, 3)

const flags = flagsRegister(
  status,
  { result: 'i32', borrow: 'bool' },
  {
    zero: { bit: 0, summary: 'the result is 0', when: ({ result }) => eq(result, 0) },
    negative: { bit: 1, summary: 'the result is negative', when: ({ result }) => signBit(result) },
    borrow: { bit: 31, summary: 'the subtraction borrowed', when: ({ borrow }) => borrow },
  },
)

/** Looks at the machine; the suite decides what it does there. */
const look = hostCall('look', { value: 'i64' }, { result: 'i64', summary: 'Whatever the test wants' })
/** Has something to give, or nothing yet. */
const take = hostCall('take', {}, { result: 'i64', mayBlock: true, summary: 'Takes a number from a queue' })

const square = routine(
  'square',
  { value: 'i64' },
  { result: 'i64', summary: 'Squares a number; a negative one traps' },
  ({ value }) => {
    when(signBit(value), () => trap(CHOSEN, value))
    return mul(value, value)
  },
)

const wide = registerOperand(r)
const byte = registerOperand(b)
const half = registerOperand(h)
const word = registerOperand(w)
const float = registerOperand(f)
const distance = numberOperand('distance', { bits: 16, signed: true, type: 'i64' })
const immediate = numberOperand('immediate', { bits: 64, type: 'i64' })
const small = numberOperand('small', { bits: 8 })

/** An opcode byte, then every operand in whole bytes: 1 for a register, as many as it needs for a number. */
function formatIn(order: Order): Format<number> {
  return (opcode, operands) => {
    let at = 1
    const places = operands.map(({ kind }) => {
      const [form] = kind.forms
      const bytes = form.kind === 'number' ? ((form.bits / 8) as 1 | 2 | 8) : 1
      at += bytes
      return [{ slices: [slice(bytes, order, 8 * bytes - 1, 0, at - bytes)] }]
    })
    return { length: at, match: [{ slice: slice(1, order, 7, 0), value: opcode }], operands: places }
  }
}

/** The probe with its two spaces, in either byte order. */
export interface Probe {
  readonly machine: Machine
  readonly memory: Space<'i64'>
  readonly other: Space<'i64'>
}

/** Describes the probe. */
export function probe(order: Order): Probe {
  const memory = space('memory', 'i64', { order })
  const other = space('other', 'i64', { order })
  const define = instructionsIn(formatIn(order))
  const fetchByte = (from: Space<'i64'>, address: Wide, bytes: 1 | 2 | 4 | 8, signed: boolean): Wide =>
    load(from, address, { bytes, type: 'i64', signed }, () => {
      trap(UNMAPPED, address)
      return undefined
    })
  const put = (to: Space<'i64'>, address: Wide, value: Wide, bytes: 1 | 2 | 4 | 8): void =>
    store(to, address, value, { bytes, type: 'i64' }, () => trap(UNMAPPED, address))
  const loads = ([1, 2, 4, 8] as const).flatMap((bytes, index) => [
    define(0x20 + index, `load${bytes} {x}, {y}`, { x: wide, y: wide }, ({ x, y }) =>
      x.set(fetchByte(memory, y.get(), bytes, false)),
    ),
    define(0x24 + index, `loads${bytes} {x}, {y}`, { x: wide, y: wide }, ({ x, y }) =>
      x.set(fetchByte(memory, y.get(), bytes, true)),
    ),
    define(0x28 + index, `store${bytes} {x}, {y}`, { x: wide, y: wide }, ({ x, y }) =>
      put(memory, y.get(), x.get(), bytes),
    ),
  ])
  const instructions = [
    define(0x01, 'nop', {}, () => undefined),
    define(0x02, 'li {x}, {n}', { x: wide, n: immediate }, ({ x, n }) => x.set(n.get())),
    define(0x03, 'mov {x}, {y}', { x: wide, y: wide }, ({ x, y }) => x.set(y.get())),
    define(0x04, 'add {x}, {y}', { x: wide, y: wide }, ({ x, y }) => x.set(add(x.get(), y.get()))),
    define(0x05, 'jump {d}', { d: distance }, ({ d }) => jump(add(pc('i64'), d.get()))),
    define(0x06, 'jnz {x}, {d}', { x: wide, d: distance }, ({ x, d }) =>
      when(ne(x.get(), 0), () => jump(add(pc('i64'), d.get()))),
    ),
    define(0x07, 'halt', {}, () => stop('halted')),
    define(0x08, 'exit {n}', { n: small }, ({ n }) => stop('exit', n.get())),
    define(0x09, 'fail {x}', { x: wide }, ({ x }) => {
      x.set(add(x.get(), 1))
      trap(CHOSEN, x.get())
    }),
    define(0x0a, 'look {x}, {y}', { x: wide, y: wide }, ({ x, y }) => x.set(look({ value: y.get() }))),
    define(0x0b, 'take {x}', { x: wide }, ({ x }) => x.set(take({}))),
    define(0x0c, 'narrow {x}, {y}', { x: byte, y: wide }, ({ x, y }) => x.set(low32(y.get()))),
    define(0x0d, 'widen {x}, {y}', { x: wide, y: byte }, ({ x, y }) => x.set(zeroExtend64(y.get()))),
    define(0x0e, 'narrow2 {x}, {y}', { x: half, y: wide }, ({ x, y }) => x.set(low32(y.get()))),
    define(0x0f, 'widen2 {x}, {y}', { x: wide, y: half }, ({ x, y }) => x.set(zeroExtend64(y.get()))),
    define(0x10, 'compare {x}, {y}', { x: word, y: word }, ({ x, y }) => {
      const [left, right] = [x.get(), y.get()]
      flags.setFrom({ result: sub(left, right), borrow: ltU(left, right) })
    }),
    define(0x11, 'copy {x}, {y}', { x: word, y: word }, ({ x, y }) => x.set(y.get())),
    define(0x12, 'word {x}, {y}', { x: word, y: wide }, ({ x, y }) => x.set(low32(y.get()))),
    define(0x13, 'twice {x}, {y}', { x: word, y: word }, ({ x, y }) => {
      flags.setFrom({ result: x.get(), borrow: eq(x.get(), y.get()) })
      const first = flags.get()
      flags.setFrom({ result: y.get(), borrow: eq(first, 0) })
      x.set(first)
    }),
    // The latch bounds the turns: an instruction that never ends would hang its host.
    define(0x14, 'fill {x}, {y}', { x: wide, y: wide }, ({ x, y }) => {
      latch.set(remU(x.get(), 4096))
      loopWhile(
        () => ne(latch.get(), 0),
        () => {
          latch.set(sub(latch.get(), 1))
          put(memory, y.get(), x.get(), 1)
          y.set(add(y.get(), 1))
          x.set(sub(x.get(), 1))
        },
      )
    }),
    define(0x15, 'squares {x}, {y}', { x: wide, y: wide }, ({ x, y }) => {
      const first = square({ value: x.get() })
      x.set(first)
      y.set(add(first, square({ value: y.get() })))
    }),
    define(0x16, 'here {x}, {y}', { x: wide, y: wide }, ({ x, y }) => {
      x.set(pc('i64'))
      y.set(nextPc('i64'))
    }),
    define(0x17, 'count {x}', { x: wide }, ({ x }) => x.set(counter())),
    define(0x18, 'float {x}, {y}', { x: float, y: wide }, ({ x, y }) =>
      x.set(mul(floatFromI64(y.get()), f64(1.5))),
    ),
    define(0x19, 'whole {x}, {y}', { x: wide, y: float }, ({ x, y }) => x.set(toI64(y.get()))),
    define(0x1a, 'loadx {x}, {y}', { x: wide, y: wide }, ({ x, y }) =>
      x.set(fetchByte(other, y.get(), 8, false)),
    ),
    define(0x1b, 'storex {x}, {y}', { x: wide, y: wide }, ({ x, y }) => put(other, y.get(), x.get(), 8)),
    define(0x1c, 'pick {x}, {y}', { x: wide, y: wide }, ({ x, y }) => {
      const value = choose(
        eq(x.get(), 0),
        () => y.get(),
        () =>
          choose(
            eq(y.get(), 0),
            () => i64(-1),
            () => select(ltU(x.get(), y.get()), x.get(), y.get()),
          ),
      )
      x.set(value)
    }),
    define(0x1d, 'twojumps {d}', { d: distance }, ({ d }) => {
      jump(i64(0))
      jump(add(nextPc('i64'), d.get()))
      latch.set(i64(7))
      stop('exit', i32(3))
    }),
    define(0x1e, 'link {x}, {d}', { x: wide, d: distance }, ({ x, d }) => {
      x.set(nextPc('i64'))
      jump(add(pc('i64'), d.get()))
    }),
    ...loads,
  ]
  return {
    memory,
    other,
    machine: defineMachine({
      name: `probe-${order}`,
      title: 'Probe',
      summary: 'A machine to try engines with',
      pc: 'i64',
      registers: [r, b, h, w, f, latch.file],
      initial: [{ register: new Register(b, 1), value: 0x1ff }],
      flags: [flags],
      spaces: [memory, other],
      fetch: {
        space: memory,
        align: 1,
        outside: (address) => {
          trap(UNMAPPED, address)
        },
      },
      instructions,
      illegal: { length: 1, does: () => trap(ILLEGAL, pc('i64')) },
      truncated: () => trap(TRUNCATED),
      assembly: {
        sourceExtensions: ['.probe'],
        imageExtensions: ['.bin'],
        labelAlign: 8,
        rawDirective: '#d8',
      },
    }),
  }
}

/** The probe on a board of plain memories; its host functions answer always the same. */
export function probeKit({ machine, memory }: Probe): MachineKit {
  const block = (bytes: number, writable: boolean) => ({
    bytes,
    writable,
    contents: new Uint8Array(),
    clearedByReset: false,
  })
  const component = (writable: boolean) => ({
    summary: 'Memory',
    sized: true,
    make: (_: number, bytes: number) => ({
      name: 'Memory',
      behaviour: { kind: 'memory' as const, memory: block(bytes, writable) },
      facts: null,
    }),
  })
  return {
    machine,
    space: memory,
    components: { ram: component(true), rom: component(false) },
    defaultBoard: [{ type: 'ram', bytes: 4096 }],
    host: () => ({ look: (value) => BigInt(value) * 3n, take: () => 5n }),
  }
}
