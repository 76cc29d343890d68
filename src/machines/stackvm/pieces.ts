// Stack-VM for programs of any length: a machine of one instruction that executes a whole piece of a program.
//
// Programs have no jumps, so every word is executed once, and decoding it for an engine costs more than executing it. Here
// the decoder is part of the semantics (`interpret`), and an engine compiles decoder and instructions to one loop.

import {
  add,
  defineMachine,
  instructionsIn,
  interpret,
  jump,
  load,
  loopWhile,
  ltU,
  type Machine,
  pc,
  type Region,
  register,
  slice,
  space,
  trap,
} from '../../core/index.js'
import { CAPACITY, depth, instructionsFor, stack, stackWords } from './instructions.js'
import { failOn, WORD_BYTES } from './machine.js'
import { oncePerOptions, type StackVmOptions } from './options.js'
import { failing, NO_HALT } from './traps.js'

/** The piece of the program that is in memory, and the only instruction. */
const buffer = space('buffer', 'i32', { order: 'little', wordBytes: 4, summary: 'A piece of the program' })
const code = space('code', 'i32', { order: 'little', summary: 'The only instruction' })

/** Where in the piece the next word is, and where the piece ends. */
const position = register('position', 'i32', { hidden: true, summary: 'Address of the word in the piece' })
const end = register('end', 'i32', { hidden: true, summary: 'Length of the piece in bytes' })

/** What there is to know about pieces. */
export const pieces = {
  buffer,
  position: position.name,
  end: end.name,
  /** Memory for pieces of so many bytes. */
  regions: (bytes: number): readonly Region[] => [
    { space: code, start: 0n, bytes: 1, writable: false },
    { space: buffer, start: 0n, bytes, writable: true },
    { space: stackWords, start: 0n, bytes: stack.wordBytes * CAPACITY, writable: true },
  ],
} as const

/** Executes words up to the end of the piece, and is then executed again for the next one. */
function executePiece(options: StackVmOptions): void {
  const instructions = instructionsFor(options)
  loopWhile(
    () => ltU(position.get(), end.get()),
    () => {
      const at = position.get()
      const word = load(buffer, at, { bytes: WORD_BYTES, type: 'i32' }, failing(NO_HALT))
      interpret(instructions, word, () => failOn(word, options))
      position.set(add(at, WORD_BYTES))
    },
  )
  jump(pc('i32'))
}

/** Describes the machine of one instruction for a Stack-VM with these options. */
export const piecesMachine = oncePerOptions((options): Machine => {
  const define = instructionsIn<number>((value) => ({
    length: 1,
    match: [{ slice: slice(1, 'little', 7, 0), value }],
    operands: [],
  }))
  return defineMachine({
    name: 'stackvm-pieces',
    title: 'Stack-VM in pieces',
    summary: 'Executes a program piece by piece',
    pc: 'i32',
    registers: [depth.file, position.file, end.file],
    spaces: [code, buffer, stackWords],
    fetch: { space: code, align: 1, outside: failing(NO_HALT) },
    instructions: [define(0, 'piece', {}, () => executePiece(options))],
    illegal: { length: 1, does: () => trap(NO_HALT) },
    assembly: { sourceExtensions: [], imageExtensions: [], labelAlign: 8, rawDirective: '#d8' },
  })
})
