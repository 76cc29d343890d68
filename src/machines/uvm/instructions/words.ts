// Words: constants, registers, integer arithmetic, moves on the stack (spec/uvm.md section 3).

import {
  add,
  bit,
  bool,
  divS,
  eq,
  type Instruction,
  mul,
  remS,
  sub,
  trap,
  type Value,
  when,
} from '../../../core/index.js'
import { printInteger } from '../host-calls.js'
import { byte, define, integer } from '../operands.js'
import { cf, temporaries } from '../registers.js'
import { stack, stackOp } from '../stack.js'
import { DIVIDE_BY_ZERO } from '../traps.js'

type Word = Value<'i32'>

const saves = temporaries.map((register, number) =>
  stackOp(
    0x01 + number,
    `isave${number}`,
    'x ->',
    { summary: `Moves the top of the stack to ${register.name}` },
    ({ x }) => register.set(x),
  ),
)

const loads = temporaries.map((register, number) =>
  stackOp(
    0x04 + number,
    `iload${number}`,
    '-> x',
    { summary: `Pushes ${register.name}, which keeps its value` },
    () => ({ x: register.get() }),
  ),
)

/** An instruction on two words that leaves one. */
export const binary = (
  opcode: number,
  mnemonic: string,
  summary: string,
  operation: (a: Word, b: Word) => Word,
): Instruction => stackOp(opcode, mnemonic, 'a b -> c', { summary }, ({ a, b }) => ({ c: operation(a, b) }))

const division = (
  opcode: number,
  mnemonic: string,
  summary: string,
  operation: (a: Word, b: Word) => Word,
): Instruction =>
  stackOp(
    opcode,
    mnemonic,
    'a b -> c',
    { summary, checks: ({ b }) => when(eq(b, 0), () => trap(DIVIDE_BY_ZERO)) },
    ({ a, b }) => ({ c: operation(a, b) }),
  )

const compare = stackOp(
  0x07,
  'icmp',
  'a b -> r',
  { summary: 'Leaves 1 if two words are equal, else 0; cf becomes -1, 0 or 1 for less, equal, greater' },
  ({ a, b }) => {
    const isEqual = eq(a, b)
    cf.setFrom({ a, b, areFloats: bool(false) })
    return { r: bit(isEqual) }
  },
)

/** Drops as many words below the top as an operand says. */
const clean = define(
  0x23,
  'iclean {n}',
  { n: byte },
  ({ n }) => {
    const count = n.get()
    stack.requireWords(add(count, 1))
    const top = stack.peek(0)
    const left = sub(stack.depth(), count)
    stack.put(sub(left, 1), top)
    stack.cutTo(left)
  },
  { picture: 'w1 … wn x -> x', summary: 'Drops n words below the top' },
)

/** Everything on integers and on words whatever they mean. */
export const words: readonly Instruction[] = [
  stackOp(0x00, 'ipush {x}', '-> x', { operands: { x: integer }, summary: 'Pushes an integer' }),
  ...saves,
  ...loads,
  compare,
  binary(0x08, 'iadd', 'Adds two integers', add),
  binary(0x09, 'isub', 'Subtracts the top from the word below', sub),
  stackOp(0x0d, 'print', 'x -> x', { summary: 'Writes the top as an integer, which stays' }, ({ x }) =>
    printInteger({ word: x }),
  ),
  binary(0x0e, 'imul', 'Multiplies two integers', mul),
  division(0x10, 'idiv', 'Divides by the top, toward zero', divS),
  division(0x11, 'irem', 'Remainder of a division by the top, with the sign of the dividend', remS),
  stackOp(0x1f, 'iloadcf', '-> x', { summary: 'Pushes cf' }, () => ({ x: cf.get() })),
  stackOp(0x20, 'idup', 'x -> x x', { summary: 'Pushes the top once more' }),
  stackOp(0x21, 'idrop', 'x ->', { summary: 'Drops the top' }),
  stackOp(0x22, 'iswap', 'a b -> b a', { summary: 'Exchanges the two topmost words' }),
  clean,
]
