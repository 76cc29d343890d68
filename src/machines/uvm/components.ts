// uVM's board: the code, and the stack, which has no address on it (spec/uvm.md section 2).

import type { BoardEntry, BoardView, Component, ComponentType, Constant, Region } from '../../core/index.js'
import { codeLength, depthLimit } from './registers.js'
import { stack, stackWords } from './stack.js'

/** What a component is, and its size in its own unit: bytes of code, words of stack. */
export type Facts = { readonly kind: 'code' | 'stack'; readonly size: number }

/** Words on the stack where nobody says a limit. */
export const DEFAULT_DEPTH = 1024
/** Most words that a limit may allow, and most bytes of code. */
export const MOST_DEPTH = 2 ** 24
export const MOST_CODE = 2 ** 24

/** The component types by the names that board files use. */
export const components: Readonly<Record<string, ComponentType<Facts>>> = {
  code: {
    summary: 'Holds the program',
    sized: true,
    holdsProgram: true,
    make: (_, bytes, image) => ({
      name: 'Code',
      behaviour: {
        kind: 'memory',
        memory: { bytes, writable: false, contents: image, clearedByReset: true },
      },
      facts: { kind: 'code', size: bytes },
    }),
  },
  stack: {
    summary: 'The operand stack, four bytes per word; not mapped',
    sized: true,
    make: (_, bytes) => ({
      name: 'Stack',
      behaviour: {
        kind: 'memory',
        memory: { bytes, writable: true, contents: new Uint8Array(), clearedByReset: true },
      },
      facts: { kind: 'stack', size: bytes / stack.wordBytes },
    }),
  },
}

/** The board for a limit of the stack's depth. Throws a `RangeError` on a limit that no machine can have. */
export function boardOfDepth(depth: number): readonly BoardEntry[] {
  if (!Number.isInteger(depth) || depth < 1 || depth > MOST_DEPTH)
    throw new RangeError(`the depth must be a whole number from 1 to ${MOST_DEPTH}, not ${depth}`)
  return [
    { type: 'code', bytes: 'image' },
    { type: 'stack', bytes: stack.wordBytes * depth, mapped: false },
  ]
}

/** The stack's memory. */
export const ownMemory = (all: readonly Component<Facts>[]): readonly Region[] => [
  { space: stackWords, start: 0n, bytes: stack.wordBytes * sizeOf(all, 'stack'), writable: true },
]

/** Registers that hold sizes. */
export const powerUp = ({ components: all }: BoardView<Facts>): Readonly<Record<string, Constant>> => ({
  [codeLength.name]: sizeOf(all, 'code'),
  [depthLimit.name]: sizeOf(all, 'stack'),
})

function sizeOf(all: readonly Component<Facts>[], kind: Facts['kind']): number {
  return all.find(({ facts }) => facts.kind === kind)?.facts.size ?? 0
}
