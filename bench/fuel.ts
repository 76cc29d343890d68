// What exact fuel costs: kernels whose regions pay and check it, and the same with that taken out of the code.
import type { Tuning } from 'isaforge/engines'
import type { Run } from './fresh-process.js'
import type { BenchmarkProgram } from './programs.js'
import type { Measurement } from './results.js'

/** Nothing leaves a region that does not count, and V8 replaces code only at calls: both get optimised code at once. */
export const OPTIMISED_AT_ONCE: readonly string[] = ['--no-liftoff']

/** A slice hardly ends without fuel, so nothing may wait for that: each address is compiled as soon as it is hot. */
const TUNING: Partial<Tuning> = { batch: 1, warmUp: 0 }

/** The two versions of a kernel. */
export const FUEL_SUBJECTS = ['exact', 'none'] as const

/** Measures a kernel with and without fuel. Throws when the two compute different things or count alike. */
export function measureFuel(kernel: BenchmarkProgram, run: Run, runs: number): readonly Measurement[] {
  const { name, parameters } = kernel
  const samples = FUEL_SUBJECTS.map((): number[] => [])
  for (let turn = 0; turn < runs; turn++) {
    const [exact, none] = FUEL_SUBJECTS.map((subject, index) => {
      const options = { tuning: TUNING, withoutFuel: subject === 'none', runsBefore: 1 }
      const result = run(name, 'jit', parameters, Number.MAX_SAFE_INTEGER, options)
      samples[index].push(result.milliseconds)
      return result
    })
    if (exact.checksum === undefined || exact.checksum !== none.checksum)
      throw new Error(`${name} computes ${none.checksum} without fuel instead of ${exact.checksum}`)
    if (exact.instructions === none.instructions)
      throw new Error(
        `${name} counts without fuel as with it: regions pay in a way that without-fuel.ts does not know`,
      )
  }
  return FUEL_SUBJECTS.map((subject, index) => ({
    benchmark: `fuel: ${name}`,
    subject,
    samples: samples[index],
  }))
}
