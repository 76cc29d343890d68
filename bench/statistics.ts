// Statistics of repeated measurements.

/** The middle of the samples. */
export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new RangeError('no samples have no median')
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The distance between the smallest and the largest sample, as a fraction of the median. */
export function spread(samples: readonly number[]): number {
  return (Math.max(...samples) - Math.min(...samples)) / median(samples)
}

/** The mean of ratios: by how much they differ from 1 on average, up and down alike. */
export function geometricMean(ratios: readonly number[]): number {
  if (ratios.length === 0) throw new RangeError('no ratios have no mean')
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)
}

/** A change of a median between two measurements. */
export interface Change {
  /** New median divided by old median. */
  readonly ratio: number
  readonly verdict: 'same' | 'lower' | 'higher'
}

/** What a verdict on two times means. */
export const VERDICTS = { same: 'noise', lower: 'faster', higher: 'slower' } as const

/** Differences that are smaller than this say nothing on a shared computer. */
export const NOISE = 0.1

/**
 * Compares two sets of samples. A difference below `NOISE` counts as none, and so does one where the two ranges of
 * samples overlap.
 */
export function compare(before: readonly number[], after: readonly number[]): Change {
  const ratio = median(after) / median(before)
  const apart = Math.min(...after) > Math.max(...before) || Math.max(...after) < Math.min(...before)
  const isNoise = !apart || Math.abs(ratio - 1) < NOISE
  return { ratio, verdict: isNoise ? 'same' : ratio < 1 ? 'lower' : 'higher' }
}
