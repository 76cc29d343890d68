// What each setting of the JIT is worth: the kernels with one setting changed, in fresh processes.
import { DEFAULT_TUNING, type Tuning } from 'isaforge/engines'
import type { Run } from './fresh-process.js'
import type { BenchmarkProgram } from './programs.js'
import type { Measurement } from './results.js'

/** Values worth trying for numbers; those without an entry are tried at a tenth and at ten times their default. */
const EXTREMES: Readonly<Partial<Record<keyof Tuning, readonly number[]>>> = {
  threshold: [1, 20_000],
  mostInstructions: [20],
  mostBlocks: [4],
  mostRegions: [4],
  inlineCalls: [0],
}

/** How the subject is called that runs in turns with a variation. */
export const besides = (variation: string): string => `defaults, besides ${variation}`

/** A tuning in which one setting has another value than by default. */
export interface Variation {
  /** `linkCalls=false`, as the option --tuning would say it. */
  readonly name: string
  readonly tuning: Partial<Tuning>
}

/** Every switch the other way, every number at its extremes. */
export function variations(): readonly Variation[] {
  return Object.entries(DEFAULT_TUNING).flatMap(([key, value]: [string, boolean | number]) =>
    otherValues(key as keyof Tuning, value).map((other) => ({
      name: `${key}=${other}`,
      tuning: { [key]: other },
    })),
  )
}

function otherValues(key: keyof Tuning, value: boolean | number): readonly (boolean | number)[] {
  if (typeof value === 'boolean') return [!value]
  return EXTREMES[key] ?? [Math.ceil(value / 10), value * 10]
}

/** Measures a kernel under every variation, each in turns with the defaults. Throws when one of them changes its result. */
export function measureSwitches(kernel: BenchmarkProgram, run: Run, runs: number): readonly Measurement[] {
  const { name, parameters } = kernel
  let expected: string | undefined
  const measure = (subject: string, tuning: Partial<Tuning>): number => {
    const result = run(name, 'jit', parameters, Number.MAX_SAFE_INTEGER, { tuning })
    const outcome = `checksum ${result.checksum} after ${result.instructions} instructions`
    expected ??= outcome
    if (outcome !== expected) throw new Error(`${name}, ${subject}: ${outcome}, expected ${expected}`)
    return result.milliseconds
  }
  return variations().flatMap(({ name: subject, tuning }) => {
    const turns = Array.from({ length: runs }, () => [
      measure(besides(subject), {}),
      measure(subject, tuning),
    ])
    return [besides(subject), subject].map((each, place) => ({
      benchmark: `switches: ${name}`,
      subject: each,
      samples: turns.map((turn) => turn[place]),
    }))
  })
}
