// Stack-VM: arithmetic on a stack, one word after the other. The whole machine, described.

import {
  defineMachine,
  eq,
  load,
  type Machine,
  pc,
  register,
  shrU,
  trap,
  type Value,
  when,
} from '../../core/index.js'
import { depth, instructionsFor, stack, stackWords } from './instructions.js'
import type { StackVmOptions } from './options.js'
import { failing, NO_HALT, UNDEFINED_OPERATION, UNDEFINED_TYPE } from './traps.js'
import { program, UNDEFINED } from './words.js'

export const WORD_BYTES = 4

/** The pc, which starts behind the magic word. Programs cannot name it. */
const counter = register('pc', 'i32', {
  pc: { index: 0, reads: 'pc' },
  hidden: true,
  summary: 'Address of the word in bytes',
})

/** Fails on a word that no instruction is. */
export function failOn(word: Value<'i32'>, { isStrict }: StackVmOptions): undefined {
  if (isStrict) when(eq(shrU(word, 30), UNDEFINED), failing(UNDEFINED_TYPE))
  trap(UNDEFINED_OPERATION)
}

/** Describes the Stack-VM with these options. */
export function describe(options: StackVmOptions): Machine {
  const wordHere = (): Value<'i32'> =>
    load(program, pc('i32'), { bytes: WORD_BYTES, type: 'i32' }, failing(NO_HALT))
  return defineMachine({
    name: 'stackvm',
    title: 'Stack-VM',
    summary: 'Four arithmetic operations on a stack of 512 values; programs without jumps',
    pc: 'i32',
    registers: [counter.file, depth.file],
    initial: [{ register: counter, value: WORD_BYTES }],
    spaces: [program, stackWords],
    stacks: [stack],
    fetch: { space: program, align: WORD_BYTES, outside: failing(NO_HALT) },
    instructions: instructionsFor(options),
    illegal: { length: WORD_BYTES, does: () => void failOn(wordHere(), options) },
    assembly: {
      sourceExtensions: ['.vm'],
      imageExtensions: ['.out'],
      labelAlign: 32,
      rawDirective: '#d32',
    },
  })
}
