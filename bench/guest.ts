// Guest programs: assembling and running them on an engine.
import { buildMachine } from 'isaforge/board'
import type { EngineName } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { assembleFile } from './assemble.js'
import { BOARD, CHECKSUM } from './programs.js'

/** Assembles `bench/lrvm/NAME.lasm`. */
export function assembleGuest(name: string): Uint8Array {
  return assembleFile(`bench/lrvm/${name}.lasm`)
}

/** What one run of a guest program gave. */
export interface GuestRun {
  readonly instructions: number
  readonly milliseconds: number
  /** Absent when the fuel ran out first. */
  readonly checksum: number | undefined
}

/** Runs a program on a machine of its own; only the run itself is timed. */
export function runGuest(
  image: Uint8Array,
  engine: EngineName,
  parameters: readonly number[],
  fuel: number,
): GuestRun {
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(lrvmKit, { image, board: BOARD, engine, services })
  parameters.forEach((value, index) => {
    vm.setRegister(`a${index}`, value)
  })
  const start = performance.now()
  const stop = vm.run(fuel)
  const milliseconds = performance.now() - start
  if (stop.kind !== 'halted' && stop.kind !== 'fuel') throw new Error(`the program stopped with ${stop.kind}`)
  const checksum = stop.kind === 'halted' ? Number(vm.register(CHECKSUM)) : undefined
  return { instructions: vm.retired, milliseconds, checksum }
}
