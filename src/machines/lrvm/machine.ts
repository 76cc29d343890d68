// LRVM: a 32-bit register CPU on a motherboard of memory-mapped components. The whole machine, described.

import { defineMachine, type Instruction, not } from '../../core/index.js'
import { aliases } from './aliases.js'
import { EXCEPTION, raiseCode } from './exceptions.js'
import * as arithmetic from './instructions/arithmetic.js'
import * as flow from './instructions/flow.js'
import * as memory from './instructions/memory.js'
import * as system from './instructions/system.js'
import { bus, locate, readOutside } from './memory.js'
import { cycleBase, flags, isTranslating, latch, registers, smt } from './registers.js'

const opcodeOf = (instruction: Instruction): number => instruction.encoding.match[0].value

/** The LRVM machine. */
export const lrvm = defineMachine({
  name: 'lrvm',
  title: 'LRVM',
  summary: '32-bit CPU on a motherboard: memory-mapped components, MMU, supervisor mode',
  pc: 'i32',
  registers: [registers, latch.file, cycleBase.file],
  initial: [{ register: smt, value: 1 }],
  flags: [flags],
  spaces: [bus],
  fetch: { space: bus, align: 4, locate, direct: () => not(isTranslating()), outside: readOutside },
  instructions: [arithmetic, flow, memory, system]
    .flatMap((group) => Object.values(group).filter((entry) => typeof entry === 'object'))
    .sort((a, b) => opcodeOf(a) - opcodeOf(b)),
  aliases,
  illegal: { length: 4, does: () => raiseCode(EXCEPTION.UNKNOWN_OPCODE, 0) },
  assembly: {
    sourceExtensions: ['.lasm'],
    imageExtensions: ['.lrvm'],
    labelAlign: 32,
    rawDirective: '#d32',
  },
})
