// isaforge run: loads a program, runs it, and says how it ended.

import { engineNamed } from '../engine-option.js'
import { execute } from '../execution.js'
import { EXIT } from '../exit-status.js'
import { positiveInteger } from '../numbers.js'
import { loadProgram } from '../program-file.js'
import { tuningOf } from '../tuning-option.js'

/** Options as the command line gives them. */
export interface RunOptions {
  readonly machine?: string
  readonly define: readonly string[]
  readonly release?: boolean
  readonly safe?: boolean
  readonly engine: string
  readonly fuel?: string
  readonly board?: string
  readonly stats?: boolean
  readonly trace?: boolean
  readonly tuning: readonly string[]
  readonly dumpWasm?: string
}

/** Runs a program; the result is the exit status. */
export async function runCommand(file: string, options: RunOptions): Promise<number> {
  const engine = engineNamed(options.engine)
  const fuel = options.fuel === undefined ? Number.MAX_SAFE_INTEGER : positiveInteger('--fuel', options.fuel)
  const tuning = tuningOf(options.tuning)
  const program = await loadProgram(file, options.machine, {
    defines: options.define,
    isRelease: options.release === true,
    isSafe: options.safe === true,
  })
  if (program === undefined) return EXIT.mistakes
  const { board, stats = false, trace = false, dumpWasm } = options
  return execute(program, { engine, tuning, fuel, boardFile: board, stats, trace, dumpFolder: dumpWasm })
}
