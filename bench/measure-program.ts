// Measures one program on every engine and in C, run by run in turns, and holds their results against each other.
import { ENGINE_NAMES, type EngineName } from 'isaforge/engines'
import { assembleGuest } from './assemble.js'
import { type Compiler, compile, runNative } from './c-compiler.js'
import { runGuest } from './guest.js'
import type { BenchmarkProgram } from './programs.js'
import type { Measurement } from './results.js'

/** Engines that would take minutes do this many instructions; the rest is extrapolated. */
const FUEL: Partial<Record<EngineName, number>> = { reference: 500_000 }

/** How to measure. */
export interface MeasureOptions {
  readonly runs: number
  readonly parameters: readonly number[]
  /** Absent: no C columns. */
  readonly compiler: Compiler | undefined
  /** Where C programs are built. */
  readonly folder: string
}

interface Sample {
  readonly milliseconds: number
  readonly instructions?: number
  readonly checksum: number | undefined
}

interface Subject {
  readonly name: string
  readonly run: () => Sample
}

/** The name under which C is reported. */
export const C = 'C'

/** Measures a program. Throws when two subjects disagree about its result or its number of instructions. */
export function measureProgram(program: BenchmarkProgram, options: MeasureOptions): readonly Measurement[] {
  const subjects = subjectsOf(program, options)
  const samples = new Map<string, Sample[]>(subjects.map(({ name }) => [name, []]))
  for (let run = 0; run < options.runs; run++) {
    for (const { name, run: runOnce } of subjects) samples.get(name)?.push(runOnce())
  }
  checkAgreement(program.name, samples)
  const instructions = totalInstructions(program.name, samples)
  return [...samples].map(([subject, taken]) => measurement(program.name, subject, taken, instructions))
}

function subjectsOf(program: BenchmarkProgram, options: MeasureOptions): readonly Subject[] {
  const { parameters, compiler, folder } = options
  const image = assembleGuest(program.name)
  const engines = ENGINE_NAMES.map((name) => {
    const fuel = FUEL[name] ?? Number.MAX_SAFE_INTEGER
    return { name, run: () => runGuest(image, name, parameters, fuel) }
  })
  if (compiler === undefined) return engines
  const native = compile(compiler, program.name, folder)
  return [...engines, { name: C, run: () => runNative(native, parameters) }]
}

function checkAgreement(program: string, samples: ReadonlyMap<string, readonly Sample[]>): void {
  const found = [...samples].flatMap(([subject, taken]) =>
    taken.map(({ checksum }) => ({ subject, checksum })),
  )
  const finished = found.filter(({ checksum }) => checksum !== undefined)
  const odd = finished.find(({ checksum }) => checksum !== finished[0].checksum)
  if (odd === undefined) return
  const [first] = finished
  throw new Error(`${program}: ${first.subject} computed ${first.checksum}, ${odd.subject} ${odd.checksum}`)
}

function totalInstructions(program: string, samples: ReadonlyMap<string, readonly Sample[]>): number {
  const totals = [...samples.values()]
    .flat()
    .filter(({ checksum }) => checksum !== undefined)
    .flatMap(({ instructions }) => instructions ?? [])
  const [total] = totals
  if (total === undefined) throw new Error(`${program}: no engine ran it to the end`)
  if (totals.some((other) => other !== total))
    throw new Error(`${program}: engines count instructions differently`)
  return total
}

function measurement(
  benchmark: string,
  subject: string,
  taken: readonly Sample[],
  total: number,
): Measurement {
  const measuredAmount = taken[0].checksum === undefined ? taken[0].instructions : undefined
  const scale = total / (measuredAmount ?? total)
  return {
    benchmark,
    subject,
    work: { amount: total, unit: 'instructions' },
    samples: taken.map(({ milliseconds }) => milliseconds * scale),
    ...(measuredAmount === undefined ? {} : { measuredAmount }),
  }
}
