// Looking at the stack of a running Stack-VM.

import { type InspectedMachine, wordsOn } from '../../core/index.js'
import { stack } from './instructions.js'

/** The topmost values, at most so many, the top last. */
export const stackOf = (machine: InspectedMachine, most?: number): readonly number[] =>
  wordsOn(stack, machine, most)
