// Running a uVM program with a log of every instruction (spec/uvm.md section 6, verbose log).

import type { SourceMap } from 'isaforge/core'
import type { Stop } from 'isaforge/engines'
import { haltLine, startLine, stepLine, uvm } from 'isaforge/machines/uvm'
import { type Printing, printingMachine, report, type UvmProgram } from './run.js'

/** Instructions between two looks at whether anybody still reads the log. */
const BATCH = 1024

/** Runs code to its end; the result is the exit status. */
export async function runVerbosely(program: UvmProgram, depth: number, showsLines: boolean): Promise<number> {
  const { image, sourceMap } = program
  const lines = new Lines(showsLines ? sourceMap : undefined)
  const machine = printingMachine(image, depth, { engine: 'reference' })
  const { vm, streams, output } = machine
  const log = (line: string): boolean => streams.emit('error', new TextEncoder().encode(line))
  log(startLine(image.length, depth))
  let stop: Stop
  do {
    stop = runBatch(machine, image, log, lines)
    await streams.flush()
  } while (stop.kind === 'fuel' && !output.closed)
  if (stop.kind === 'halted') log(haltLine(vm.retired, Number(vm.register('depth'))))
  await streams.flush()
  // The log has the form that the specification gives it, to the last line.
  return report(stop, showsLines ? program : { image })
}

/** Executes some instructions; what they print comes before their line. */
function runBatch({ vm }: Printing, image: Uint8Array, log: (line: string) => boolean, lines: Lines): Stop {
  for (let executed = 0; ; executed++) {
    const { pc } = vm
    const decoded = uvm.decoder.decode(image, Number(pc))
    const stop = vm.run(1)
    if (stop.kind === 'trap' || typeof decoded === 'string') return stop
    log(lines.before(pc) + stepLine(vm.retired, pc, decoded, vm))
    if (stop.kind !== 'fuel' || executed === BATCH) return stop
  }
}

/** The lines of the source, each when the program gets to it. */
class Lines {
  private last = ''

  constructor(private readonly sourceMap: SourceMap | undefined) {}

  /** The line that the instruction at an address comes from, if it is another one than before. */
  before(pc: bigint): string {
    const span = this.sourceMap?.at(Number(pc))
    if (span === undefined) return ''
    const line = span.file.lineAt(span.start)
    const text = `${span.file.name}:${line}: ${span.file.lineText(line).trim()}\n`
    if (text === this.last) return ''
    this.last = text
    return text
  }
}
