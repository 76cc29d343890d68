// Runs a Stack-VM program word by word and gives the debug log (spec/stackvm.md section 3).

import { buildMachine, type ExecutionChoices } from 'isaforge/board'
import type { VirtualMachine } from 'isaforge/engines'
import {
  debugStep,
  END_LINES,
  MAGIC,
  type StackVmOptions,
  stackOf,
  stackVmKitFor,
  startText,
  WORD_BYTES,
} from 'isaforge/machines/stackvm'
import type { Ended } from './run-in-pieces.js'

/** Runs a program to its end; yields the log in pieces that are executed when they are asked for. */
export function* runInSteps(
  options: StackVmOptions,
  image: Uint8Array,
  choices: ExecutionChoices,
): Generator<string, Ended> {
  const words = new Uint32Array(new Uint8Array(image).buffer)
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(stackVmKitFor(options), { image, services, ...choices })
  yield* startText(MAGIC, words)
  for (;;) {
    const pc = Number(vm.pc) / WORD_BYTES
    const ended = yield* step(vm, pc, words[pc - 1])
    if (ended !== undefined) return ended
  }
}

/** Executes one word; says how the program ended if it did. */
function* step(
  vm: VirtualMachine,
  pc: number,
  word: number | undefined,
): Generator<string, Ended | undefined> {
  const lines = word === undefined ? undefined : debugStep(word, nameOf(vm, pc), vm)
  yield* asLines(lines?.before)
  const stop = vm.run(1)
  if (stop.kind === 'trap') return { kind: 'fault', pc, fault: stop.trap, message: stop.message, word }
  yield* asLines(lines?.after(vm))
  if (stop.kind === 'fuel') return undefined
  yield* asLines(END_LINES)
  return { kind: 'halted', pc, stack: stackOf(vm) }
}

/** Lines with their line breaks. */
const asLines = (lines: readonly string[] = []): readonly string[] => lines.map((line) => `${line}\n`)

function nameOf(vm: VirtualMachine, pc: number): string | undefined {
  const { fetch, decoder } = vm.machine
  const decoded = decoder.decode(vm.readMemory(fetch().space, BigInt(WORD_BYTES * pc), WORD_BYTES))
  return typeof decoded === 'string' ? undefined : decoded.instruction.name
}
