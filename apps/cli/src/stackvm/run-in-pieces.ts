// Runs a Stack-VM program of any length: pieces are read into the machine's memory and executed there, one after the other.

import type { ExecutionChoices } from 'isaforge/board'
import { type Stop, VirtualMachine } from 'isaforge/engines'
import { pieces, piecesMachine, type StackVmOptions, stackOf, WORD_BYTES } from 'isaforge/machines/stackvm'

/** How a program ended. `pc` is the index in program memory, where the first word has number 1. */
export type Ended =
  | { readonly kind: 'halted'; readonly pc: number; readonly stack: readonly number[] }
  | {
      readonly kind: 'fault'
      readonly pc: number
      readonly fault: string
      readonly message: string
      /** Absent when there is no word at the pc. */
      readonly word: number | undefined
    }

/** Reads as many bytes of the program as fit, whole words; gives their number, 0 at the end. */
export type ReadPiece = (into: Uint8Array) => number

/** Large enough that reading costs nothing, small enough for the processor's cache. */
const PIECE_BYTES = 2 ** 20

/** Runs a program to its end. */
export function runInPieces(options: StackVmOptions, read: ReadPiece, choices: ExecutionChoices): Ended {
  const vm = new VirtualMachine(piecesMachine(options), {
    regions: pieces.regions(PIECE_BYTES),
    host: () => ({}),
    ...choices,
  })
  const offset = vm.state.regionAt(pieces.buffer, 0n, PIECE_BYTES)?.offset ?? 0
  for (let before = 0; ; ) {
    // A piece is data, so no engine has to know that it was replaced.
    const bytes = read(vm.state.bytes.subarray(offset, offset + PIECE_BYTES))
    if (bytes === 0) return noHalt(before)
    vm.setRegister(pieces.position, 0)
    vm.setRegister(pieces.end, bytes)
    const stop = vm.run(1)
    if (stop.kind !== 'fuel') return ending(vm, stop, before)
    before += bytes / WORD_BYTES
  }
}

const noHalt = (words: number): Ended => ({
  kind: 'fault',
  pc: words + 1,
  fault: 'no-halt',
  message: 'the program ends without HALT',
  word: undefined,
})

function ending(vm: VirtualMachine, stop: Stop, before: number): Ended {
  const position = Number(vm.register(pieces.position))
  const pc = before + position / WORD_BYTES + 1
  if (stop.kind !== 'trap') return { kind: 'halted', pc, stack: stackOf(vm) }
  const bytes = vm.readMemory(pieces.buffer, BigInt(position), WORD_BYTES)
  const word = new DataView(bytes.buffer).getUint32(0, true)
  return { kind: 'fault', pc, fault: stop.trap, message: stop.message, word }
}
