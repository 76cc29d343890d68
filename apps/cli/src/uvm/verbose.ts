// Running a uVM program with a log of every instruction (spec/uvm.md section 6, verbose log).

import type { Stop } from 'isaforge/engines'
import { haltLine, startLine, stepLine, uvm } from 'isaforge/machines/uvm'
import { type Printing, printingMachine, report } from './run.js'

/** Instructions between two looks at whether anybody still reads the log. */
const BATCH = 1024

/** Runs code to its end; the result is the exit status. */
export async function runVerbosely(image: Uint8Array, depth: number): Promise<number> {
  const machine = printingMachine(image, depth, { engine: 'reference' })
  const { vm, streams, output } = machine
  const log = (line: string): boolean => streams.emit('error', new TextEncoder().encode(line))
  log(startLine(image.length, depth))
  let stop: Stop
  do {
    stop = runBatch(machine, image, log)
    await streams.flush()
  } while (stop.kind === 'fuel' && !output.closed)
  if (stop.kind === 'halted') log(haltLine(vm.retired, Number(vm.register('depth'))))
  await streams.flush()
  return report(stop)
}

/** Executes some instructions; what they print comes before their line. */
function runBatch({ vm }: Printing, image: Uint8Array, log: (line: string) => boolean): Stop {
  for (let executed = 0; ; executed++) {
    const { pc } = vm
    const decoded = uvm.decoder.decode(image, Number(pc))
    const stop = vm.run(1)
    if (stop.kind === 'trap' || typeof decoded === 'string') return stop
    log(stepLine(vm.retired, pc, decoded, vm))
    if (stop.kind !== 'fuel' || executed === BATCH) return stop
  }
}
