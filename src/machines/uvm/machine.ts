// uVM: a stack machine with integers and floats in words. The whole machine, described.

import { defineMachine, type Instruction, load, pc, trap } from '../../core/index.js'
import { floats } from './instructions/floats.js'
import { flow } from './instructions/flow.js'
import { words } from './instructions/words.js'
import { code } from './operands.js'
import { cf, codeLength, depth, depthLimit, fp, registers } from './registers.js'
import { stack, stackWords } from './stack.js'
import { BAD_OPCODE, failing, NO_HALT, TRUNCATED } from './traps.js'

const opcodeOf = ({ encoding }: Instruction): number => encoding.match[0].value

const instructions = [...words, ...floats, ...flow].sort((a, b) => opcodeOf(a) - opcodeOf(b))

/** Fails on the byte at the pc, which no instruction begins with. */
const failOnOpcode = (): void =>
  trap(BAD_OPCODE, load(code, pc('i32'), { bytes: 1, type: 'i32' }, failing(NO_HALT)))

/** The uVM machine. */
export const uvm = defineMachine({
  name: 'uvm',
  title: 'uVM',
  summary: 'Stack machine: integers and floats in words, functions with frames, three temporaries',
  pc: 'i32',
  registers: [registers, ...[fp, depth, depthLimit, codeLength].map(({ file }) => file)],
  flags: [cf],
  spaces: [code, stackWords],
  stacks: [stack],
  fetch: { space: code, align: 1, outside: failing(NO_HALT) },
  instructions,
  illegal: { length: 1, does: failOnOpcode },
  truncated: failing(TRUNCATED),
  assembly: {
    sourceExtensions: ['.uasm'],
    imageExtensions: ['.uc'],
    labelAlign: 8,
    rawDirective: '#d8',
  },
})
