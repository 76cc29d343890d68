// Running a uVM program on the fastest engine, with the loading animation on a terminal (spec/uvm.md section 6).

import { type BuiltMachine, buildMachine, type ExecutionChoices } from 'isaforge/board'
import type { SourceMap } from 'isaforge/core'
import type { Stop } from 'isaforge/engines'
import { boardOfDepth, failureLine, uvmKit } from 'isaforge/machines/uvm'
import { GuestStreams } from '../guest-streams.js'
import { Output } from '../output.js'
import { type Outcome, runInSlices } from '../run-loop.js'
import { sourceExcerpt } from '../source-excerpt.js'
import { LoadingAnimation } from './loading-animation.js'

/** Exit statuses of the command. */
export const EXIT = { halted: 0, failed: 1, refused: 2 } as const

/** Code, and where it comes from if that is known. */
export interface UvmProgram {
  readonly image: Uint8Array
  readonly sourceMap?: SourceMap
  /** What it means when the program fails at an address, where a compiler made it fail. */
  readonly failures?: ReadonlyMap<number, string>
}

/** A machine with the streams that it prints on. */
export interface Printing {
  readonly vm: BuiltMachine<unknown>['vm']
  readonly output: Output
  readonly streams: GuestStreams
}

/** Builds a machine that prints on the standard output; `printed` is told before each piece. */
export function printingMachine(
  image: Uint8Array,
  depth: number,
  choices: ExecutionChoices,
  printed: () => void = () => undefined,
): Printing {
  const output = new Output(process.stdout)
  const streams = new GuestStreams(output)
  const services = {
    write: (text: string) => {
      printed()
      streams.emit('output', new TextEncoder().encode(text))
    },
    now: () => 0n,
  }
  const { vm } = buildMachine(uvmKit, { image, board: boardOfDepth(depth), services, ...choices })
  return { vm, output, streams }
}

/** Runs code to its end; the result is the exit status. */
export async function runPlainly(program: UvmProgram, depth: number): Promise<number> {
  const animation = process.stderr.isTTY
    ? new LoadingAnimation(
        (text) => process.stderr.write(text),
        () => performance.now(),
      )
    : undefined
  const makeRoom = process.stdout.isTTY ? () => animation?.erase() : undefined
  const { vm, output, streams } = printingMachine(program.image, depth, { engine: 'auto' }, makeRoom)
  const outcome = await runInSlices(vm, {
    fuel: Number.MAX_SAFE_INTEGER,
    run: (fuel) => vm.run(fuel),
    between: async () => {
      await streams.flush()
      animation?.tick()
    },
    endedBy: () => (output.closed ? 'closed' : undefined),
  })
  animation?.erase()
  return report(outcome, program)
}

/** Says how a program failed, if it did; the result is the exit status. */
export function report(outcome: Outcome | Stop, { sourceMap, failures }: UvmProgram): number {
  if (outcome.kind !== 'trap') return EXIT.halted
  const excerpt = sourceExcerpt(sourceMap, outcome.pc, failures?.get(Number(outcome.pc)))
  process.stderr.write(`${failureLine(outcome.trap, outcome.pc, outcome.message)}${excerpt}`)
  return EXIT.failed
}
