// Runs a machine in slices of a few milliseconds, so that Ctrl-C, output and other events get their turn.

import type { Stop, VirtualMachine } from 'isaforge/engines'

/** How a run ended: a stop of the machine, or somebody's wish. */
export type Outcome = Stop | { readonly kind: 'interrupted' | 'closed'; readonly pc: bigint }

/** What happens around the slices. */
export interface RunSurroundings {
  /** Instructions in all. */
  readonly fuel: number
  /** Runs at most `fuel` instructions. */
  readonly run: (fuel: number) => Stop
  /** Called between slices; may take its time. */
  readonly between: () => Promise<void>
  /** Whether to end the run now. */
  readonly endedBy: () => 'interrupted' | 'closed' | undefined
}

const TARGET_MILLISECONDS = 5
const FIRST_SLICE = 1 << 14
const LARGEST_SLICE = 1 << 30
/** How long to wait before asking a device again that had nothing yet. */
const BLOCKED_MILLISECONDS = 10

/** Runs until the machine stops, the fuel is used up, or somebody ends it. */
export async function runInSlices(vm: VirtualMachine, surroundings: RunSurroundings): Promise<Outcome> {
  const { fuel, run, between, endedBy } = surroundings
  const start = vm.retired
  for (let slice = FIRST_SLICE; ; ) {
    const left = fuel - (vm.retired - start)
    const began = performance.now()
    const stop = run(Math.min(slice, left))
    const took = performance.now() - began
    await between()
    const ended = endedBy()
    if (ended !== undefined && (stop.kind === 'fuel' || stop.kind === 'blocked'))
      return { kind: ended, pc: vm.pc }
    if (stop.kind === 'blocked') await pause(BLOCKED_MILLISECONDS)
    else if (stop.kind !== 'fuel' || slice >= left) return stop
    else await turn()
    slice = nextSlice(slice, took)
  }
}

/** Heads for the target, at most four times as much as before. */
function nextSlice(slice: number, took: number): number {
  const wanted = slice * Math.min(4, TARGET_MILLISECONDS / Math.max(took, 0.01))
  return Math.max(1, Math.min(LARGEST_SLICE, Math.round(wanted)))
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
