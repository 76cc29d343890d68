// A machine with two operand stacks, of different word types: data in 64 bits, return addresses in 32. It has no frames. Besides
// the stacks there are counters, so that code can use many registers and no words.
import {
  add,
  constant,
  defineMachine,
  eq,
  type Format,
  instructionsIn,
  instructionsOn,
  jump,
  load,
  ltS,
  mul,
  nextPc,
  numberOperand,
  operandStack,
  register,
  registerFile,
  registerOperand,
  select,
  signExtend64,
  slice,
  space,
  stop,
  sub,
  trap,
  type Value,
  when,
} from 'isaforge/core'
import { type EngineName, type Tuning, VirtualMachine } from 'isaforge/engines'
import { EAGER } from './eager.js'

export const forthCode = space('code', 'i32', { order: 'little' })
export const data = space('data', 'i32', { order: 'little', wordBytes: 8 })
export const addresses = space('addresses', 'i32', { order: 'little', wordBytes: 4 })

const dataDepth = register('data_depth', 'i32', { hidden: true })
const addressDepth = register('address_depth', 'i32', { hidden: true })

export const COUNTERS = 40
const counters = registerFile(
  'counters',
  'i64',
  Array.from({ length: COUNTERS }, (_, number) => `n${number}`),
)

const failure = (name: string) => (): void => trap({ name, message: name })

export const DATA_WORDS = 12
export const ADDRESS_WORDS = 6

const dataStack = operandStack({
  name: 'data stack',
  word: 'i64',
  space: data,
  depth: dataDepth,
  capacity: DATA_WORDS,
  underflow: failure('data underflow'),
  overflow: failure('data overflow'),
})
const addressStack = operandStack({
  name: 'return stack',
  word: 'i32',
  space: addresses,
  depth: addressDepth,
  capacity: ADDRESS_WORDS,
  underflow: failure('return underflow'),
  overflow: failure('return overflow'),
})

const format: Format<number> = (opcode, operands) => ({
  length: 1 + operands.length,
  match: [{ slice: slice(1, 'little', 7, 0), value: opcode }],
  operands: operands.map((_, index) => [{ slices: [slice(1, 'little', 7, 0, 1 + index)] }]),
})
const define = instructionsIn(format)
const onData = instructionsOn(dataStack, define)
const onAddresses = instructionsOn(addressStack, define)

const number = numberOperand('number', { bits: 8, signed: true })
const target = numberOperand('target', { bits: 8 })
const counter = registerOperand(counters)

type Word = Value<'i64'>
const flag = (condition: Value<'bool'>): Word => select(condition, constant('i64', -1), constant('i64', 0))

export const forth = defineMachine({
  name: 'forth',
  title: 'Forth',
  summary: 'Two operand stacks',
  pc: 'i32',
  registers: [dataDepth.file, addressDepth.file, counters],
  spaces: [forthCode, data, addresses],
  stacks: [dataStack, addressStack],
  fetch: { space: forthCode, align: 1, outside: failure('outside') },
  instructions: [
    define(0, 'halt', {}, () => stop('halted')),
    onData(
      1,
      'lit {n}',
      '-> n',
      { operands: { n: number } },
      ({ n }) => ({ n: signExtend64(n.get()) }) as never,
    ),
    onData(2, 'add', 'a b -> c', {}, ({ a, b }) => ({ c: add(a, b) })),
    onData(3, 'sub', 'a b -> c', {}, ({ a, b }) => ({ c: sub(a, b) })),
    onData(4, 'mul', 'a b -> c', {}, ({ a, b }) => ({ c: mul(a, b) })),
    onData(5, 'dup', 'a -> a a', {}),
    onData(6, 'drop', 'a ->', {}),
    onData(7, 'swap', 'a b -> b a', {}),
    onData(8, 'over', 'a b -> a b a', {}),
    onData(9, 'less', 'a b -> c', {}, ({ a, b }) => ({ c: flag(ltS(a, b)) })),
    onData(10, 'unless {t}', 'a ->', { operands: { t: target } }, ({ a, t }) =>
      when(eq(a, constant('i64', 0)), () => jump(t.get())),
    ),
    define(11, 'goto {t}', { t: target }, ({ t }) => jump(t.get())),
    onAddresses(12, 'call {t}', '-> back', { operands: { t: target } }, ({ t }) => {
      jump(t.get())
      return { back: nextPc('i32') }
    }),
    onAddresses(13, 'exit', 'back ->', {}, ({ back }) => jump(back)),
    // Looks a computed number of words deep: no region can say where that is.
    define(14, 'pick', {}, () => {
      dataStack.requireWords(1)
      const top = dataStack.peek(0)
      const below = load(
        data,
        sub(
          sub(dataDepth.get(), 2),
          select(eq(top, constant('i64', 0)), constant('i32', 0), constant('i32', 1)),
        ),
        { bytes: 8, type: 'i64' },
        () => constant('i64', 0),
      )
      dataStack.put(sub(dataDepth.get(), 1), below)
    }),
    // Numbers below 0 are more words than any stack has.
    define(16, 'need {n}', { n: number }, ({ n }) => dataStack.requireWords(n.get())),
    define(17, 'room {n}', { n: number }, ({ n }) => dataStack.requireRoom(n.get())),
    define(18, 'count {c}', { c: counter }, ({ c }) => c.set(add(c.get(), constant('i64', 1)))),
    define(15, 'fail {n}', { n: number }, ({ n }) => trap({ name: 'failed', message: 'failed' }, n.get())),
  ],
  illegal: { length: 1, does: failure('illegal') },
  assembly: { sourceExtensions: [], imageExtensions: [], labelAlign: 8, rawDirective: '#d8' },
})

const CODE_BYTES = 256

/** A machine with code at address 0. */
export function forthWith(
  engine: EngineName,
  code: readonly number[],
  tuning: Partial<Tuning> = EAGER,
): VirtualMachine {
  const vm = new VirtualMachine(forth, {
    regions: [
      { space: forthCode, start: 0n, bytes: CODE_BYTES, writable: false },
      { space: data, start: 0n, bytes: 8 * DATA_WORDS, writable: true },
      { space: addresses, start: 0n, bytes: 4 * ADDRESS_WORDS, writable: true },
    ],
    host: () => ({}),
    engine,
    tuning,
  })
  vm.writeMemory(forthCode, 0n, Uint8Array.from(code))
  return vm
}

/** Opcodes by mnemonic. */
const OPCODES: Readonly<Record<string, number>> = Object.fromEntries(
  forth.instructions.map(({ name, encoding }) => [name, encoding.match[0].value]),
)

/** The bytes of an instruction. */
export const op = (name: string, ...operands: readonly number[]): readonly number[] => [
  OPCODES[name],
  ...operands.map((operand) => operand & 0xff),
]
