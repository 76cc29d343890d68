// Running guest programs on an engine.
import { buildMachine } from 'isaforge/board'
import type { EngineChoice, Tuning } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { BOARD, CHECKSUM } from './programs.js'

/** What one run of a guest program gave. */
export interface GuestRun {
  readonly instructions: number
  /** The run itself. */
  readonly milliseconds: number
  /** The run, and building the machine before it. */
  readonly millisecondsFromStart: number
  /** Absent when the fuel ran out first. */
  readonly checksum: number | undefined
  /** Bytes of the process in memory afterwards. */
  readonly residentBytes: number
}

/** Runs a program on a machine of its own. */
export function runGuest(
  image: Uint8Array,
  engine: EngineChoice,
  parameters: readonly number[],
  fuel: number,
  tuning: Partial<Tuning> = {},
): GuestRun {
  const building = performance.now()
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(lrvmKit, { image, board: BOARD, engine, tuning, services })
  parameters.forEach((value, index) => {
    vm.setRegister(`a${index}`, value)
  })
  const start = performance.now()
  const stop = vm.run(fuel)
  const end = performance.now()
  if (stop.kind !== 'halted' && stop.kind !== 'fuel') throw new Error(`the program stopped with ${stop.kind}`)
  const checksum = stop.kind === 'halted' ? Number(vm.register(CHECKSUM)) : undefined
  return {
    instructions: vm.retired,
    milliseconds: end - start,
    millisecondsFromStart: end - building,
    checksum,
    residentBytes: process.memoryUsage.rss(),
  }
}
