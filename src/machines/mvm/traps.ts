// How programs for MVM fail (spec/mvm.md section 6).

import { type Trap, trap, type Value } from '../../core/index.js'

const declare = (name: string, message: string): Trap => ({ name, message })

const segmentationFault = declare('segmentation-fault', 'segmentation fault (address: {value})')
const invalidOpcode = declare('invalid-opcode', 'invalid opcode provided (value: {value})')

export const STACK_OVERFLOW = declare('stack-overflow', 'stack data overflow')
export const OUT_OF_FRAME = declare('out-of-frame', 'stack pointer goes out of frame')
export const EMPTY_STACK = declare('empty-stack', 'pop on empty (or small) stack')
export const CALLS_OVERFLOW = declare('calls-overflow', 'call stack is overflowed')
export const EMPTY_CALLS = declare('empty-calls', 'empty call stack is being popped')
export const UNKNOWN_INTERRUPT = declare('unknown-interrupt', 'unknown interrupt is being called')
export const UNKNOWN_SYSTEM_CALL = declare('unknown-system-call', 'unknown system call catched: {value}')
export const DIVISION_BY_ZERO = declare('division-by-zero', 'catched division by zero')
export const NO_TEXT_SECTION = declare('no-text-section', 'no program `text` section found')
export const OUT_OF_UNITS = declare('out-of-units', 'allocator error [allocator is out of memory units]')
export const INVALID_FREE = declare(
  'invalid-free',
  'allocator error [invalid pointer is being freed: `{value}`]',
)
export const RESTRICTED_FREE = declare(
  'restricted-free',
  'allocator error [restricted unit access is not allowed: `{value}`]',
)
/** The value is the operating system's number for the reason. */
export const INPUT_ERROR = declare('input-error', 'io error [os error {value}]')

/** Fails for want of memory, or of a register, at an address. */
export const failAt = (address: Value<'i64'>): undefined => {
  trap(segmentationFault, address)
}

/** Fails because no instruction starts with a byte. */
export const failOnOpcode = (opcode: Value<'i32'>): undefined => {
  trap(invalidOpcode, opcode)
}
