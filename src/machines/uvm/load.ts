// What can be said about a program before it runs, and about the stack of a machine (spec/uvm.md sections 2 and 5).

import { type InspectedMachine, wordsOn } from '../../core/index.js'
import { MOST_CODE } from './components.js'
import { stack } from './stack.js'

/** Why a program cannot be loaded. */
export interface LoadMistake {
  readonly kind: 'empty-program' | 'program-too-large'
  readonly detail: string
}

/** What keeps a program from being loaded, if anything does. */
export function loadMistake({ length }: Uint8Array): LoadMistake | undefined {
  if (length === 0) return { kind: 'empty-program', detail: 'there is no code' }
  if (length <= MOST_CODE) return undefined
  return { kind: 'program-too-large', detail: `the code has ${length} bytes, more than ${MOST_CODE}` }
}

/** The topmost words of a machine's stack, at most so many, the top last. */
export const stackOf = (machine: InspectedMachine, most?: number): readonly number[] =>
  wordsOn(stack, machine, most)
