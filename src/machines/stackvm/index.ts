// Stack-VM for tools and embedders: the machine in its variants, its board, its compiler.

import type { Component, ComponentType, MachineKit, Region } from '../../core/index.js'
import { CAPACITY, stack, stackWords } from './instructions.js'
import { describe, WORD_BYTES } from './machine.js'
import { DEFAULT_OPTIONS, oncePerOptions, type StackVmOptions } from './options.js'
import { language } from './postfix/language.js'
import { program } from './words.js'

export { type DebugStep, debugStep, END_LINES, startText } from './debug-log.js'
export { CAPACITY } from './instructions.js'
export { wordListing } from './listing.js'
export { WORD_BYTES } from './machine.js'
export { DEFAULT_OPTIONS, type Dialect, type StackVmOptions } from './options.js'
export { pieces, piecesMachine } from './pieces.js'
export { type Compiled, compilePostfix } from './postfix/compile.js'
export { stackOf } from './state.js'

/** The word before the program; it is never executed. */
export const MAGIC = 0x0badc0de

/** Program memory with the magic word before the image. */
function programComponent(image: Uint8Array, bytes: number): Component<undefined> {
  const contents = new Uint8Array(WORD_BYTES + image.length)
  new DataView(contents.buffer).setUint32(0, MAGIC, true)
  contents.set(image, WORD_BYTES)
  const memory = { bytes: WORD_BYTES + bytes, writable: false, contents, clearedByReset: true }
  return { name: 'Program memory', behaviour: { kind: 'memory', memory }, facts: undefined }
}

const components: Readonly<Record<string, ComponentType<undefined>>> = {
  program: {
    summary: 'Holds the magic word and the program',
    sized: true,
    holdsProgram: true,
    make: (_, bytes, image) => programComponent(image, bytes),
  },
}

const STACK_MEMORY: Region = {
  space: stackWords,
  start: 0n,
  bytes: stack.wordBytes * CAPACITY,
  writable: true,
}

/** Everything tools need to run programs of the Stack-VM with some options. */
export const stackVmKitFor = oncePerOptions(
  (options: StackVmOptions): MachineKit<undefined> => ({
    machine: describe(options),
    space: program,
    components,
    defaultBoard: [{ type: 'program', bytes: 'image' }],
    ownMemory: () => [STACK_MEMORY],
    language,
    host: () => ({}),
  }),
)

/** The same with the default options. */
export const stackVmKit = stackVmKitFor(DEFAULT_OPTIONS)
