// The debug log of Stack-VM, line by line (spec/stackvm.md section 3). Blanks at the ends of lines belong to them.

import type { InspectedMachine } from '../../core/index.js'
import { stackOf } from './state.js'
import { isOperation, typeOf } from './words.js'

const LABELS: Readonly<Record<string, string>> = { add: 'ADD', sub: 'SUB', mul: 'MULT', div: 'DIV' }

/** Words whose numbers are turned into text at a time. */
const PIECE = 4096

/** Everything before the first instruction, in pieces: the second line has every word of the memory. */
export function* startText(magic: number, words: Uint32Array): Generator<string> {
  yield `Loading program...\nMemory content : [${magic}`
  for (let at = 0; at < words.length; at += PIECE) yield `, ${words.subarray(at, at + PIECE).join(', ')}`
  yield ']\nExecuting instructions...\n'
}

/** Behind a HALT. */
export const END_LINES = [' ', 'Execution completed'] as const

/** Before and after a word is executed. */
export interface DebugStep {
  readonly before: readonly string[]
  /** Asked for when the word was executed without a fault. */
  readonly after: (machine: InspectedMachine) => readonly string[]
}

const NOTHING = (): readonly string[] => []

/** The lines of one word; `name` is that of its instruction, if it is one. */
export function debugStep(word: number, name: string | undefined, machine: InspectedMachine): DebugStep {
  const type = typeOf(word)
  if (!isOperation(type))
    return { before: [`Instruction type Data (${type} = ${word | 0} ) `], after: NOTHING }
  const line = `Instruction type Operation (${type}) , `
  if (name === 'halt') return { before: [line, '[ HALT ] : Stopping VM '], after: NOTHING }
  const [y, x] = stackOf(machine, 2)
  if (name === undefined || x === undefined) return { before: [line], after: NOTHING }
  return {
    before: [line, `[ ${LABELS[name]} ] : ${x} ${y} `],
    after: (then) => [` TOS now : ${stackOf(then, 1)[0]}`],
  }
}
