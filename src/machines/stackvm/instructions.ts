// What Stack-VM executes: pushing data, four operations, and the end (spec/stackvm.md 1.2 and 1.3).

import {
  add,
  and,
  type DefineOnStack,
  divS,
  eq,
  type Instruction,
  instructionsOn,
  mul,
  ne,
  operandStack,
  register,
  signExtend64,
  space,
  stop,
  sub,
  trap,
  type Value,
  when,
} from '../../core/index.js'
import type { StackVmOptions } from './options.js'
import {
  DIVIDE_BY_ZERO,
  DIVIDE_OVERFLOW,
  failing,
  OVERFLOW,
  STACK_OVERFLOW,
  STACK_UNDERFLOW,
} from './traps.js'
import { data, type OperationNumbers, wordsOf } from './words.js'

/** Values that the stack can hold. */
export const CAPACITY = 512

/** Where the values are. */
export const stackWords = space('stack', 'i32', {
  order: 'little',
  wordBytes: 4,
  summary: 'The stack, the lowest value first',
})
/** Values on the stack. */
export const depth = register('depth', 'i32', { hidden: true, summary: 'Values on the stack' })

/** The stack. Operations pop both values before they look at them, as the original does. */
export const stack = operandStack({
  name: 'stack',
  word: 'i32',
  space: stackWords,
  depth,
  capacity: CAPACITY,
  underflow: failing(STACK_UNDERFLOW),
  overflow: failing(STACK_OVERFLOW),
  popsBeforeChecks: true,
})

type StackOp = DefineOnStack<OperationNumbers | undefined, 'i32'>
type Operands = { readonly x: Value<'i32'>; readonly y: Value<'i32'> }

/** Wraps in 32 bits, and is exact in 64. */
type Operation = typeof add

const LEAST = -0x80000000

/** The operations that can overflow: numbers, mnemonic, what they do. */
const OPERATIONS: readonly (readonly [OperationNumbers, string, Operation, string])[] = [
  [[1, 0x001], 'add', add, 'Adds the two topmost values'],
  [[2, 0x010], 'sub', sub, 'Subtracts the value below from the top'],
  [[3, 0x011], 'mul', mul, 'Multiplies the two topmost values'],
]

const failWhenInexact =
  (operation: Operation) =>
  ({ x, y }: Operands): void => {
    const exact = operation(signExtend64(x), signExtend64(y))
    when(ne(signExtend64(operation(x, y)), exact), () => trap(OVERFLOW))
  }

const arithmetic = (stackOp: StackOp, isChecked: boolean): readonly Instruction[] =>
  OPERATIONS.map(([numbers, mnemonic, operation, summary]) =>
    stackOp(
      numbers,
      mnemonic,
      'y x -> r',
      { summary, ...(isChecked ? { checks: failWhenInexact(operation) } : {}) },
      ({ x, y }) => ({ r: operation(x, y) }),
    ),
  )

const division = (stackOp: StackOp): Instruction =>
  stackOp(
    [4, 0x100],
    'div',
    'y x -> q',
    {
      summary: 'Divides the top by the value below, toward zero',
      checks: ({ x, y }) => {
        when(eq(y, 0), () => trap(DIVIDE_BY_ZERO))
        when(and(eq(x, LEAST), eq(y, -1)), () => trap(DIVIDE_OVERFLOW))
      },
    },
    ({ x, y }) => ({ q: divS(x, y) }),
  )

/** The instructions of a Stack-VM with these options. */
export function instructionsFor(options: StackVmOptions): readonly Instruction[] {
  const define = wordsOf(options)
  const stackOp = instructionsOn(stack, define)
  return [
    stackOp(undefined, 'push {value}', '-> value', {
      operands: { value: data },
      summary: 'Pushes the number that the word is',
    }),
    ...arithmetic(stackOp, options.isChecked),
    division(stackOp),
    define([0, 0], 'halt', {}, () => stop('halted'), { picture: '->', summary: 'Ends the program' }),
  ]
}
