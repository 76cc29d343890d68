// Time to first result: how long a fresh process takes from building the machine until a kernel has run for a while, on
// `auto` and on the interpreter. The process begins like one of the command line.
import type { Run } from './fresh-process.js'
import type { BenchmarkProgram } from './programs.js'
import type { Measurement } from './results.js'

/**
 * Roughly how long the interpreter runs; the fuel that takes this long is calculated from its speed. After the third, `auto`
 * has just paid for its first compilation and has had nothing of it yet: there it is worst.
 */
const DURATIONS = [1, 10, 30, 100, 1000]
/** Instructions that show how fast the interpreter is. */
const CALIBRATION = 100_000_000
/** What starts a process and compiles its code is most of a run up to this long, and noisy: it is measured more often. */
const SHORT = 30
const MORE_RUNS = 3
const ENGINES = ['interpreter', 'auto'] as const

/** Measures a kernel for each duration on both engines, in turns; which of them begins changes with every turn. */
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
    const turns = duration <= SHORT ? MORE_RUNS * runs : runs
    for (let turn = 0; turn < turns; turn++) {
      for (const index of turn % 2 === 0 ? [0, 1] : [1, 0]) {
        samples[index].push(run(name, ENGINES[index], endlessParameters, fuel).millisecondsFromStart)
      }
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
