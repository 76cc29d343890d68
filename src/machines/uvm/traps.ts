// How programs for uVM fail (spec/uvm.md section 5). A trap is called what the specification calls its kind.

import { type Trap, trap } from '../../core/index.js'

const declare = (name: string, message: string): Trap => ({ name, message })

export const NO_HALT = declare('no-halt', 'the code ends without a halt')
export const BAD_OPCODE = declare('bad-opcode', '{value:hex} is no opcode')
export const TRUNCATED = declare('truncated', 'the code ends within an instruction')
export const STACK_UNDERFLOW = declare('stack-underflow', 'there are too few words on the stack')
export const STACK_OVERFLOW = declare('stack-overflow', 'the stack is full')
export const DIVIDE_BY_ZERO = declare('divide-by-zero', 'the divisor is 0')
export const JUMP_RANGE = declare('jump-range', 'there is no code at {value:hex}')
export const NO_FRAME = declare('no-frame', 'no function has been called')
export const SLOT_RANGE = declare('slot-range', 'there is no such argument or local')

/** What fails in one way only. */
export const failing = (which: Trap) => (): undefined => {
  trap(which)
}
