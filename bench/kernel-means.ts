// How each engine compares with C over all kernels.
import { ENGINE_NAMES } from 'isaforge/engines'
import { C } from './measure-program.js'
import { KERNELS } from './programs.js'
import type { KernelMean, Measurement } from './results.js'
import { geometricMean, median } from './statistics.js'

/** The mean of each engine, over the kernels among the measurements; none when there are no such, or no C. */
export function kernelMeans(measurements: readonly Measurement[]): readonly KernelMean[] {
  const timeOf = (kernel: string, subject: string): number | undefined => {
    const found = measurements.find((one) => one.benchmark === kernel && one.subject === subject)
    return found && median(found.samples)
  }
  return ENGINE_NAMES.flatMap((engine) => {
    const ratios = KERNELS.flatMap(({ name }) => {
      const [own, native] = [timeOf(name, engine), timeOf(name, C)]
      return own === undefined || native === undefined ? [] : { name, ratio: own / native }
    })
    if (ratios.length === 0) return []
    const timeOverC = geometricMean(ratios.map(({ ratio }) => ratio))
    return { engine, timeOverC, kernels: ratios.map(({ name }) => name) }
  })
}
