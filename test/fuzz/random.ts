// Random numbers that can be had again: everything the fuzzer does follows from a seed.

/** The seed of sequence `index` of the run with seed `seed`. */
export function mix(seed: number, index: number): number {
  let hash = (seed ^ Math.imul(index + 0x9e3779b9, 0x85ebca6b)) | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A stream of random numbers (mulberry32). */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  /** A number in 0 … 2^32−1. */
  word(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /** A number in 0 … 2^bits−1. */
  bits(bits: number): bigint {
    const wide = (BigInt(this.word()) << 32n) | BigInt(this.word())
    return BigInt.asUintN(bits, wide)
  }

  /** A number in 0 … limit−1. */
  below(limit: number): number {
    return this.word() % limit
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.word() < probability * 2 ** 32
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]
  }

  /** One of several alternatives, each as often as its weight says. */
  weighted<T>(alternatives: readonly (readonly [weight: number, value: T])[]): T {
    const total = alternatives.reduce((sum, [weight]) => sum + weight, 0)
    let rest = (this.word() / 2 ** 32) * total
    for (const [weight, value] of alternatives) {
      rest -= weight
      if (rest < 0) return value
    }
    return alternatives[alternatives.length - 1][1]
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256))
  }
}
