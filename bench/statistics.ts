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

/** By how much something differs from something else that was measured in turns with it. */
export interface PairedRatio {
  /** The median over the turns of one sample divided by the other of the same turn. */
  readonly ratio: number
  /** The median lies between these with a probability of at least 95%, or as much as so few turns can give. */
  readonly low: number
  readonly high: number
}

const DOUBT = 0.05

/**
 * Compares samples that were taken in turns. Whatever slows the computer down for a while slows both samples of a turn, so
 * that their ratio stays.
 */
export function ratioOfPairs(before: readonly number[], after: readonly number[]): PairedRatio {
  if (before.length !== after.length) throw new RangeError('pairs have two samples each')
  const ratios = after.map((sample, turn) => sample / before[turn]).sort((a, b) => a - b)
  const beyond = samplesBeyond(ratios.length)
  return { ratio: median(ratios), low: ratios[beyond], high: ratios[ratios.length - 1 - beyond] }
}

/** How many sorted samples can be left out at each end, so that the median of what they come from is still among the rest. */
function samplesBeyond(count: number): number {
  // Each sample is below the median or not, like a coin: the chance that at most `beyond` are, counted in coins.
  let chance = 0.5 ** count
  let atMost = chance
  let beyond = 0
  while (2 * atMost <= DOUBT) {
    beyond++
    chance *= (count - beyond + 1) / beyond
    atMost += chance
  }
  return Math.max(0, beyond - 1)
}
