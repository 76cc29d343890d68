// MVM: a 64-bit register machine with a stack, a heap and a few system calls. The whole machine, described.

import { add, defineMachine, eq, type Instruction, load, pc, type Value, when } from '../../core/index.js'
import { arithmetic, comparisons, moves } from './instructions/arithmetic.js'
import { checkTextMode, jumps, markers } from './instructions/flow.js'
import { accesses, frames, stack } from './instructions/memory.js'
import { INTERRUPT, SYSTEM_CALL, system } from './instructions/system.js'
import { memory, read } from './memory.js'
import { latch, memorySize, registers, scanned, stackBase, textMode } from './registers.js'
import { failAt, failOnOpcode } from './traps.js'

const opcodeOf = ({ encoding }: Instruction): number => encoding.match[0].value

const instructions: readonly Instruction[] = [
  ...moves,
  ...arithmetic,
  ...comparisons,
  ...accesses,
  ...stack,
  ...frames,
  ...jumps,
  ...markers,
  ...system,
].sort((a, b) => opcodeOf(a) - opcodeOf(b))

const here = (): Value<'i64'> => pc('i64')

/** The opcode of the instruction that is being executed. */
const opcode = (): Value<'i32'> => load(memory, here(), { bytes: 1, type: 'i32' }, () => failAt(here()))

/** Fetches operands until one is not all in memory. */
function fetchOperands(instruction: Instruction): void {
  checkTextMode(opcodeOf(instruction))
  for (const [{ slices }] of instruction.encoding.operands) {
    const [{ byte, bytes }] = slices
    read(add(here(), byte), bytes)
  }
}

/** What an instruction does whose last bytes do not exist: it faults at the first operand that is cut off. */
function failFetching(): void {
  const found = opcode()
  for (const instruction of instructions) {
    if (instruction.operands.length === 0) continue
    when(eq(found, opcodeOf(instruction)), () => fetchOperands(instruction))
  }
  failAt(here())
}

/** Named constants of sources (spec/mvm.md 3.2). */
const constants: Readonly<Record<string, number>> = {
  syscall: INTERRUPT.system,
  int_syscall: INTERRUPT.system,
  int_accinc: INTERRUPT.increase,
  ...Object.fromEntries(Object.entries(SYSTEM_CALL).map(([name, number]) => [`sys_${name}`, number])),
}

/** The MVM machine. */
export const mvm = defineMachine({
  name: 'mvm',
  title: 'MVM',
  summary:
    '64-bit register machine: unaligned memory, constants in a pool, calls that save everything, a heap',
  pc: 'i64',
  registers: [registers, ...[textMode, memorySize, stackBase, scanned, latch].map(({ file }) => file)],
  spaces: [memory],
  fetch: { space: memory, align: 1, outside: failAt },
  instructions,
  illegal: { length: 1, does: () => failOnOpcode(opcode()) },
  truncated: failFetching,
  assembly: {
    sourceExtensions: ['.asm'],
    imageExtensions: ['.mvm'],
    dialect: 'sections',
    constants,
    labelAlign: 8,
    rawDirective: '#d8',
  },
})
