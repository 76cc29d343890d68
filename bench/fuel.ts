// What exact fuel costs: kernels whose regions pay and check it, and the same with that taken out of the code.
import { imageFile, type RunScript } from './fresh-process.js'
import type { GuestRun } from './guest.js'
import type { BenchmarkProgram } from './programs.js'
import type { Measurement } from './results.js'

/** Nothing leaves a region that does not count, and V8 replaces code only at calls: both get optimised code at once. */
export const OPTIMISED_AT_ONCE: readonly string[] = ['--no-liftoff']

/** The two versions of a kernel. */
export const FUEL_SUBJECTS = ['exact', 'none'] as const

/** What a process that runs both in turns is told. */
export interface FuelRequest {
  /** The file with the kernel's image. */
  readonly image: string
  readonly parameters: readonly number[]
  readonly turns: number
}

/** One run of each. */
export type FuelTurn = Readonly<Record<(typeof FUEL_SUBJECTS)[number], GuestRun>>

/** Measures a kernel with and without fuel. Throws when the two compute different things or count alike. */
export function measureFuel(
  { name, parameters }: BenchmarkProgram,
  runScript: RunScript,
  folder: string,
  turns: number,
): readonly Measurement[] {
  const image = imageFile(folder, name)
  const taken = runScript({ image, parameters, turns } satisfies FuelRequest) as readonly FuelTurn[]
  for (const { exact, none } of taken) {
    if (exact.checksum === undefined || exact.checksum !== none.checksum)
      throw new Error(`${name} computes ${none.checksum} without fuel instead of ${exact.checksum}`)
    if (exact.instructions === none.instructions)
      throw new Error(
        `${name} counts without fuel as with it: regions pay in a way that without-fuel.ts does not know`,
      )
  }
  return FUEL_SUBJECTS.map((subject) => ({
    benchmark: `fuel: ${name}`,
    subject,
    samples: taken.map((turn) => turn[subject].milliseconds),
  }))
}
