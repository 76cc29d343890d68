// uVM's operand stack: words above the frame can be popped, checks come in the order of the specification (spec/uvm.md 2, 5).

import { instructionsOn, operandStack, space } from '../../core/index.js'
import { define } from './operands.js'
import { depth, depthLimit, fp } from './registers.js'
import { failing, STACK_OVERFLOW, STACK_UNDERFLOW } from './traps.js'

/** Where the words of the stack are. */
export const stackWords = space('stack', 'i32', {
  order: 'little',
  wordBytes: 4,
  summary: 'The operand stack, the lowest word first',
})

/** The operand stack. */
export const stack = operandStack({
  name: 'stack',
  word: 'i32',
  space: stackWords,
  depth,
  capacity: depthLimit,
  floor: fp,
  underflow: failing(STACK_UNDERFLOW),
  overflow: failing(STACK_OVERFLOW),
  forgetsPopped: true,
  order: ['requirements', 'words', 'operands', 'room'],
})

/** Defines an instruction by what it does to the stack. */
export const stackOp = instructionsOn(stack, define)
