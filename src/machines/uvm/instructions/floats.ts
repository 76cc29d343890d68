// Floats, which are binary32 bit patterns in ordinary words (spec/uvm.md 3.1 and 3.2).

import {
  addF32,
  bit,
  bool,
  divF32,
  eqF32,
  type Instruction,
  mulF32,
  ofF32,
  sqrtF32,
  subF32,
  toF32,
  type Value,
} from '../../../core/index.js'
import { negated, remainder } from '../binary32.js'
import { printFloat } from '../host-calls.js'
import { pattern } from '../operands.js'
import { cf } from '../registers.js'
import { stackOp } from '../stack.js'
import { binary } from './words.js'

type Word = Value<'i32'>

const unary = (
  opcode: number,
  mnemonic: string,
  summary: string,
  operation: (a: Word) => Word,
): Instruction => stackOp(opcode, mnemonic, 'a -> b', { summary }, ({ a }) => ({ b: operation(a) }))

const compare = stackOp(
  0x19,
  'fcmp',
  'a b -> r',
  { summary: 'Leaves 1 if two floats are equal, else 0; cf becomes -1, 0, 1 for less, equal, greater, or 2' },
  ({ a, b }) => {
    const isEqual = eqF32(a, b)
    cf.setFrom({ a, b, areFloats: bool(true) })
    return { r: bit(isEqual) }
  },
)

/** Everything on floats. */
export const floats: readonly Instruction[] = [
  stackOp(0x13, 'fpush {f}', '-> f', { operands: { f: pattern }, summary: 'Pushes a float' }),
  binary(0x14, 'fadd', 'Adds two floats', addF32),
  binary(0x15, 'fsub', 'Subtracts the top from the float below', subF32),
  binary(0x16, 'fmul', 'Multiplies two floats', mulF32),
  binary(0x17, 'fdiv', 'Divides by the top', divF32),
  binary(0x18, 'frem', 'Exact remainder of a division by the top, with the sign of the dividend', remainder),
  compare,
  unary(0x1a, 'itof', 'Turns an integer into the nearest float', toF32),
  unary(0x1b, 'ftoi', 'Turns a float into an integer: truncates, saturates; NaN becomes 0', ofF32),
  stackOp(0x1c, 'fprint', 'f -> f', { summary: 'Writes the top as a float, which stays' }, ({ f }) =>
    printFloat({ word: f }),
  ),
  unary(0x1d, 'fneg', 'Changes the sign of a float, also of a NaN', negated),
  unary(0x1e, 'fsqrt', 'Square root', sqrtF32),
]
