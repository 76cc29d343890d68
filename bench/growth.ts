// Whether speed and memory stay the same as work grows: the JIT in fresh processes, with more and more fuel.
import type { Run } from './fresh-process.js'
import { programNamed } from './programs.js'
import type { Measurement } from './results.js'

const GROWING = ['count', 'sieve']
const AMOUNTS = [1e7, 1e8, 1e9]
/** Takes long on a slow computer, so it is measured only on demand. */
const LONG_AMOUNTS = [...AMOUNTS, 1e10]

/** Measures programs with each amount of work, the smallest first. */
export function measureGrowth(
  run: Run,
  runs: number,
  long: boolean,
  amounts = long ? LONG_AMOUNTS : AMOUNTS,
): readonly Measurement[] {
  return GROWING.flatMap((name) => {
    const { endlessParameters } = programNamed(name)
    return amounts.map((amount): Measurement => {
      const taken = Array.from({ length: runs }, () => run(name, 'jit', endlessParameters, amount))
      return {
        benchmark: `growth: ${name}`,
        subject: `10^${Math.log10(amount)} instructions`,
        work: { amount, unit: 'instructions' },
        samples: taken.map(({ milliseconds }) => milliseconds),
        residentBytes: Math.max(...taken.map(({ residentBytes }) => residentBytes)),
      }
    })
  })
}
