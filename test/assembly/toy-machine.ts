// A small machine of another kind than LRVM: little endian, instructions of one to three bytes, operands in brackets.
import {
  alias,
  defineMachine,
  type Encoding,
  type FormEncoding,
  fixedNumber,
  instructionsIn,
  jump,
  numberOperand,
  registerFile,
  registerOperand,
  slice,
  space,
  stop,
  trap,
} from '../../src/core/index.js'

const registers = registerFile('r', 'i32', ['x', 'y', 'sp'])
const memory = space('memory', 'i32', { order: 'little' })
const reg = registerOperand(registers)
const address = numberOperand('address', { bits: 16 })
const distance = numberOperand('distance', { bits: 9, signed: true })

/** The low two bits of the first byte hold a register; what follows is the number, low byte first. */
const opcode = (value: number) => [{ slice: slice(1, 'little', 7, 2), value }]
const register: readonly FormEncoding[] = [{ slices: [slice(1, 'little', 1, 0)] }]
const word: readonly FormEncoding[] = [{ slices: [slice(2, 'little', 15, 0, 1)] }]
const half: readonly FormEncoding[] = [{ slices: [slice(1, 'little', 7, 0, 1)], shift: 1 }]

const define = instructionsIn<Encoding>((encoding) => encoding)
const illegal = { name: 'illegal', message: 'no instruction' }

const nop = define({ length: 1, match: opcode(1), operands: [] }, 'nop', {}, () => stop('halted'))
const inc = define({ length: 1, match: opcode(2), operands: [register] }, 'inc {r}', { r: reg }, ({ r }) =>
  r.set(r.get()),
)
const load = define(
  { length: 3, match: opcode(3), operands: [register, word] },
  'ld {r}, [{a}]',
  { r: reg, a: address },
  ({ r, a }) => r.set(a.get()),
)
const branch = define(
  { length: 2, match: opcode(4), operands: [half] },
  'bra {d}',
  { d: distance },
  ({ d }) => jump(d.get()),
)

export const toy = defineMachine({
  name: 'toy',
  title: 'Toy',
  summary: 'Variable length, little endian',
  pc: 'i32',
  registers: [registers],
  spaces: [memory],
  fetch: { space: memory, align: 1, outside: () => trap(illegal) },
  instructions: [nop, inc, load, branch],
  aliases: [alias(branch, 'hang', { d: fixedNumber(0) })],
  illegal: { length: 1, does: () => trap(illegal) },
  assembly: { sourceExtensions: ['.toy'], imageExtensions: ['.bin'], labelAlign: 0, rawDirective: '#d8' },
})
