// MVM's registers (spec/mvm.md 3.2 and 4.1), and what the machine keeps to itself.

import { register, registerFile, registerNamed } from '../../core/index.js'

const GENERAL = Array.from({ length: 9 }, (_, number) => `r${number}`)
const NAMES = [...GENERAL, 'call', 'accumulator', 'instruction_ptr', 'stack_ptr', 'frame_ptr', 'mem_ptr']

/** The 15 registers, by number. An instruction that reads the instruction pointer sees the address behind itself. */
export const registers = registerFile('registers', 'i64', NAMES, {
  pc: { index: NAMES.indexOf('instruction_ptr'), reads: 'nextPc' },
  summary: 'All equal: any instruction may name any of them',
})

const named = (name: string) => registerNamed(registers, name)

/** r0 … r8. */
export const general = GENERAL.map(named)
export const call = named('call')
export const accumulator = named('accumulator')
export const instructionPointer = named('instruction_ptr')
export const stackPointer = named('stack_ptr')
export const framePointer = named('frame_ptr')
export const memoryPointer = named('mem_ptr')

/** Whether the section marker was passed. */
export const textMode = register('text_mode', 'i32', {
  hidden: true,
  summary: '1 from when the text marker was executed',
})
/** Length of memory in bytes. */
export const memorySize = register('memory_size', 'i64', { hidden: true, summary: 'Length of memory' })
/** Address of the first byte of the stack. */
export const stackBase = register('stack_base', 'i64', { hidden: true, summary: 'Where the stack begins' })
/** Where the scan for the section marker is. */
export const scanned = register('scanned', 'i64', { hidden: true, summary: 'Next byte of a scan' })
/** What a host call hands back besides its status. */
export const latch = register('latch', 'i64', { hidden: true, summary: 'Result of the last system call' })
