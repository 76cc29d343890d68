// The fuzzer's loop: make a program up, compare, shrink the first one about which engines disagree.
import type { Difference, Laboratory } from './laboratory.js'
import { makeProgram, type Program } from './program.js'
import { mix } from './random.js'
import { shrink } from './shrink.js'

export interface FuzzOptions {
  readonly seed: number
  /** Index of the first sequence. */
  readonly first: number
  readonly count: number
}

/** The first disagreement, with its program made as small as possible. */
export interface FuzzResult {
  readonly index: number
  readonly program: Program
  readonly difference: Difference
  /** The program alone does not show it: what engines kept from the programs before it matters. */
  readonly needsHistory: boolean
}

const PROGRESS = 10_000

/** Compares `count` programs; stops at the first difference. */
export function fuzz(
  laboratory: Laboratory,
  { seed, first, count }: FuzzOptions,
  progress: (done: number) => void = () => undefined,
): FuzzResult | undefined {
  for (let done = 0; done < count; done++) {
    const index = first + done
    const program = makeProgram(laboratory.target, laboratory.terrains, mix(seed, index))
    const difference = laboratory.compare(program)
    if (difference !== undefined) return { index, ...smallest(laboratory, program, difference) }
    if ((done + 1) % PROGRESS === 0) progress(done + 1)
  }
  return undefined
}

function smallest(laboratory: Laboratory, program: Program, found: Difference): Omit<FuzzResult, 'index'> {
  const small = shrink(laboratory, program, (candidate) => laboratory.compare(candidate) !== undefined)
  const difference = laboratory.compare(small)
  return difference === undefined
    ? { program, difference: found, needsHistory: true }
    : { program: small, difference, needsHistory: false }
}
