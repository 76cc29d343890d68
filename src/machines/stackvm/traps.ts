// How programs for Stack-VM fail (spec/stackvm.md 1.4). A trap is called what the specification calls its kind.

import { type Trap, trap } from '../../core/index.js'

const declare = (name: string, message: string): Trap => ({ name, message })

export const STACK_OVERFLOW = declare('stack-overflow', 'the stack is full')
export const STACK_UNDERFLOW = declare('stack-underflow', 'there are too few values on the stack')
export const DIVIDE_BY_ZERO = declare('divide-by-zero', 'the divisor is 0')
export const DIVIDE_OVERFLOW = declare('divide-overflow', 'the quotient does not fit into 32 bits')
export const OVERFLOW = declare('overflow', 'the result does not fit into 32 bits')
export const UNDEFINED_OPERATION = declare('undefined-operation', 'there is no such operation')
export const UNDEFINED_TYPE = declare('undefined-type', 'the type of the word is undefined')
export const NO_HALT = declare('no-halt', 'the program ends without HALT')

/** What fails in one way only. */
export const failing = (which: Trap) => (): undefined => {
  trap(which)
}
