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

/** The subject with which all others are compared. */
export const AS_IT_IS = 'defaults'

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

/** Measures a kernel under every variation, in turns. Throws when one of them changes its result. */
export function measureSwitches(kernel: BenchmarkProgram, run: Run, runs: number): readonly Measurement[] {
  const { name, parameters } = kernel
  const subjects: readonly Variation[] = [{ name: AS_IT_IS, tuning: {} }, ...variations()]
  const samples = subjects.map((): number[] => [])
  let expected: string | undefined
  for (let turn = 0; turn < runs; turn++) {
    subjects.forEach((subject, index) => {
      const result = run(name, 'jit', parameters, Number.MAX_SAFE_INTEGER, { tuning: subject.tuning })
      const outcome = `checksum ${result.checksum} after ${result.instructions} instructions`
      expected ??= outcome
      if (outcome !== expected) throw new Error(`${name}, ${subject.name}: ${outcome}, expected ${expected}`)
      samples[index].push(result.milliseconds)
    })
  }
  return subjects.map((subject, index) => ({
    benchmark: `switches: ${name}`,
    subject: subject.name,
    samples: samples[index],
  }))
}
