// Stack pictures expand to checks, loads, stores and a new depth, in the order that the stack asks for.

import { describe, expect, test } from 'vitest'
import { add, eq, i32 } from '../ir/build.js'
import { visitStatements } from '../ir/effect.js'
import { trap, when } from '../ir/record.js'
import { slice } from './encoding.js'
import { type Instruction, instructionsIn } from './instruction.js'
import { numberOperand } from './operand.js'
import { type OperandStackDefinition, operandStack } from './operand-stack.js'
import { register } from './register.js'
import { space } from './space.js'
import { instructionsOn } from './stack-instruction.js'
import { parsePicture } from './stack-picture.js'

const failure = (name: string) => ({ name, message: name })
const fail = (name: string) => () => trap(failure(name))
const words = space('words', 'i32', { order: 'little', wordBytes: 4 })
const depth = register('depth', 'i32', { hidden: true })
const define = instructionsIn<number>((value, operands) => ({
  length: 2,
  match: [{ slice: slice(1, 'little', 7, 0), value }],
  operands: operands.map(() => [{ slices: [slice(1, 'little', 7, 0, 1)] }]),
}))
const byte = numberOperand('byte', { bits: 8 })

const DECLARED: OperandStackDefinition<'i32'> = {
  name: 'stack',
  word: 'i32',
  space: words,
  depth,
  capacity: 16,
  underflow: fail('underflow'),
  overflow: fail('overflow'),
}
const stackOp = instructionsOn(operandStack(DECLARED), define)

/** What an instruction does, in order: failures by name, other statements by kind. */
function outline(instruction: Instruction): readonly string[] {
  const done: string[] = []
  visitStatements(instruction.semantics(), (statement) => {
    if (statement.kind === 'trap') done.push(statement.trap.name)
    else if (statement.kind === 'write') done.push(`set ${statement.file.name}`)
    else if (statement.kind === 'load' || statement.kind === 'store') done.push(statement.kind)
  })
  return done
}

describe('a stack picture', () => {
  test('names what is taken and what is left', () => {
    expect(parsePicture('a b -> b a b')).toEqual({ taken: ['a', 'b'], left: ['b', 'a', 'b'] })
    expect(parsePicture('->')).toEqual({ taken: [], left: [] })
  })

  test.each([
    ['a b', "stack picture 'a b': there must be one arrow ->"],
    ['a -> b -> c', "stack picture 'a -> b -> c': there must be one arrow ->"],
    ['a 2 -> a', "stack picture 'a 2 -> a': 2 is no name"],
    ['a a -> a', "stack picture 'a a -> a': two words are called a before the arrow"],
  ])('%s is refused', (source, message) => {
    expect(() => parsePicture(source)).toThrow(message)
  })
})

describe('an instruction written as a picture', () => {
  test('checks first, then moves only the words that change their place', () => {
    const swap = stackOp(1, 'swap', 'a b -> b a', {})
    expect(outline(swap)).toEqual(['underflow', 'load', 'load', 'store', 'store'])
    const over = stackOp(2, 'over', 'a b -> a b a', {})
    expect(outline(over)).toEqual(['underflow', 'load', 'load', 'overflow', 'store', 'set depth'])
  })

  test('stores what its meaning computes', () => {
    const sum = stackOp(1, 'sum', 'a b -> c', {}, ({ a, b }) => ({ c: add(a, b) }))
    expect(outline(sum)).toEqual(['underflow', 'load', 'load', 'store', 'set depth'])
    expect(sum.picture).toBe('a b -> c')
  })

  test('leaves an operand of the instruction under its name', () => {
    const push = stackOp(1, 'push {x}', '-> x', { operands: { x: byte } })
    expect(outline(push)).toEqual(['overflow', 'store', 'set depth'])
  })

  test('checks what it requires before, and its words behind, the number of words', () => {
    const divide = stackOp(
      1,
      'divide',
      'a b -> q q',
      {
        requires: () => when(eq(depth.get(), 5), fail('requirement')),
        checks: ({ b }) => when(eq(b, 0), fail('division')),
      },
      () => ({ q: i32(1) }),
    )
    expect(outline(divide).slice(0, 5)).toEqual(['requirement', 'underflow', 'load', 'load', 'division'])
  })

  test('makes its checks in the order of the stack', () => {
    const order = ['room', 'words', 'operands', 'requirements'] as const
    const eager = instructionsOn(operandStack({ ...DECLARED, order }), define)
    const twice = eager(1, 'twice', 'a -> a a', { requires: () => when(eq(depth.get(), 5), fail('late')) })
    expect(outline(twice)).toEqual(['overflow', 'underflow', 'load', 'late', 'store', 'set depth'])
  })

  test('has popped before it checks when the stack says so', () => {
    const hasty = instructionsOn(operandStack({ ...DECLARED, popsBeforeChecks: true }), define)
    const test = hasty(1, 'test', 'a b -> a', { checks: ({ b }) => when(eq(b, 0), fail('zero')) })
    expect(outline(test)).toEqual(['underflow', 'load', 'load', 'set depth', 'zero', 'set depth'])
  })

  test('must compute the words that nothing else gives', () => {
    // @ts-expect-error c is neither on the stack nor an operand
    expect(() => stackOp(1, 'sum', 'a b -> c', {}).semantics()).toThrow('nothing says what c is')
    // @ts-expect-error the meaning computes another word than the picture leaves
    stackOp(1, 'sum', 'a b -> c', {}, ({ a, b }) => ({ d: add(a, b) }))
    // @ts-expect-error the picture takes no word called x
    stackOp(1, 'sum', 'a b -> c', {}, ({ x }) => ({ c: x }))
  })
})

describe('an operand stack', () => {
  test('is refused when operands would be checked before they are there', () => {
    expect(() => operandStack({ ...DECLARED, order: ['operands', 'words', 'room', 'requirements'] })).toThrow(
      'operand stack stack: operands cannot be checked before there are enough words',
    )
    expect(() => operandStack({ ...DECLARED, order: ['words', 'operands', 'room'] })).toThrow(
      "operand stack stack: the order of checks lacks 'requirements'",
    )
  })
})
