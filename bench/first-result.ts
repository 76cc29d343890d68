// Time to first result: how long a fresh process takes from building the machine until a kernel has run for a while, on
// `auto` and on the interpreter.
import type { Run } from './fresh-process.js'
import type { BenchmarkProgram } from './programs.js'
import type { Measurement } from './results.js'

/** Roughly how long the interpreter runs; the fuel that takes this long is calculated from its speed. */
const DURATIONS = [1, 10, 100, 1000]
/** Instructions that show how fast the interpreter is. */
const CALIBRATION = 100_000_000
const ENGINES = ['interpreter', 'auto'] as const

/** Measures a kernel for each duration on both engines. */
export function measureFirstResult(
  kernel: BenchmarkProgram,
  run: Run,
  runs: number,
  calibration = CALIBRATION,
): readonly Measurement[] {
  const { name, endlessParameters } = kernel
  const { instructions, milliseconds } = run(name, 'interpreter', endlessParameters, calibration)
  const rate = instructions / milliseconds
  return DURATIONS.flatMap((duration) => {
    const fuel = Math.ceil(duration * rate)
    const samples = ENGINES.map((): number[] => [])
    for (let turn = 0; turn < runs; turn++) {
      ENGINES.forEach((engine, index) => {
        samples[index].push(run(name, engine, endlessParameters, fuel).millisecondsFromStart)
      })
    }
    return ENGINES.map(
      (engine, index): Measurement => ({
        benchmark: `first-result: ${name}, ${duration} ms`,
        subject: engine,
        work: { amount: fuel, unit: 'instructions' },
        samples: samples[index],
      }),
    )
  })
}
