// A machine of four instructions, described and nothing else: every tool must work from this file alone.
import {
  defineMachine,
  eq,
  instructionsIn,
  jump,
  type MachineKit,
  type MemoryBlock,
  numberOperand,
  register,
  slice,
  space,
  stop,
  sub,
  trap,
  when,
} from 'isaforge/core'

const illegal = { name: 'illegal', message: 'there is no such instruction' }
const outside = { name: 'outside', message: 'there is no code at {value:hex}' }

const memory = space('memory', 'i32', { order: 'big', summary: 'Code and nothing else' })
const total = register('total', 'i32', { bits: 16, summary: 'What is being counted' })
const number = numberOperand('number', { bits: 12 })

/** Two bytes: four bits of opcode, twelve of operand. */
const define = instructionsIn<number>((value, operands) => ({
  length: 2,
  match: [{ slice: slice(2, 'big', 15, 12), value }],
  operands: operands.map(() => [{ slices: [slice(2, 'big', 11, 0)] }]),
}))

const put = define(1, 'put {n}', { n: number }, ({ n }) => total.set(n.get()), { summary: 'Sets the total' })

const less = define(2, 'less {n}', { n: number }, ({ n }) => total.set(sub(total.get(), n.get())), {
  summary: 'Subtracts from the total',
})

const goto = define(
  3,
  'unless {n}',
  { n: number },
  ({ n }) =>
    when(
      eq(total.get(), 0),
      () => undefined,
      () => jump(n.get()),
    ),
  { summary: 'Jumps unless the total is 0' },
)

const done = define(4, 'done', {}, () => stop('exit', total.get()), {
  summary: 'Ends with the total as status',
})

const toy = defineMachine({
  name: 'toy',
  title: 'Toy',
  summary: 'Four instructions that count',
  pc: 'i32',
  registers: [total.file],
  spaces: [memory],
  fetch: { space: memory, align: 1, outside: (address) => trap(outside, address) },
  instructions: [put, less, goto, done],
  illegal: { length: 1, does: () => trap(illegal) },
  assembly: { sourceExtensions: ['.toy'], imageExtensions: ['.bin'], labelAlign: 8, rawDirective: '#d8' },
})

const ram = (bytes: number, contents: Uint8Array): MemoryBlock => ({
  bytes,
  writable: true,
  contents,
  clearedByReset: false,
})

/** The toy with the one component it can have. */
export const toyKit: MachineKit = {
  machine: toy,
  space: memory,
  components: {
    memory: {
      summary: 'Holds the program',
      sized: true,
      make: (_, bytes, image) => ({
        name: 'Memory',
        behaviour: { kind: 'memory', memory: ram(bytes, image) },
        facts: null,
      }),
    },
  },
  defaultBoard: [{ type: 'memory', bytes: 64 }],
  host: () => ({}),
}
