// What compiling costs: programs of more and more code that is hot at once, and one with more than the code cache holds.
import { writeFileSync } from 'node:fs'
import type { EngineChoice, Tuning } from 'isaforge/engines'
import { assembleText } from './assemble.js'
import type { CodeRequest, CodeRun } from './code-run.js'
import type { RunScript } from './fresh-process.js'
import { BLOCK_INSTRUCTIONS, generateProgram } from './generated-code.js'
import type { Measurement } from './results.js'
import { median } from './statistics.js'

/** Hot blocks of the programs; each has 20 instructions. */
const BLOCKS = [50, 500, 5000]

/** A way to run the programs. */
interface CodeSubject {
  readonly name: string
  readonly engine: EngineChoice
  readonly tuning: Partial<Tuning>
  /** Turns of each loop that make all of them hot. */
  readonly turns: number
}

/** The subject that compiles nothing: its first run shows what decoding costs. */
export const DECODING = 'interpreter'

const SUBJECTS: readonly CodeSubject[] = [
  { name: DECODING, engine: 'interpreter', tuning: {}, turns: 3 },
  { name: 'JIT, at once', engine: 'jit', tuning: { threshold: 1 }, turns: 3 },
  { name: 'JIT, defaults', engine: 'jit', tuning: {}, turns: 2000 },
]

/** Rounds of the runs whose memory is looked at. */
export const ROUNDS_OF_MEMORY = [1, 1, 2, 4, 8, 16]

/** What the runs of the first process of a subject had made. */
export interface CodeDetails {
  readonly blocks: number
  readonly modules: number
  readonly moduleBytes: number
  readonly moduleMilliseconds: number
  /** Resident memory after each of the runs, in the order of their rounds. */
  readonly residentBytes: readonly number[]
}

/** A subject on a program: how long its first run took, how long one took when everything was compiled. */
export interface CodeMeasurement {
  readonly subject: string
  readonly first: Measurement
  readonly again: Measurement
  readonly details: CodeDetails
}

/** Measures every subject on every program, in fresh processes. */
export function measureCode(
  runScript: RunScript,
  folder: string,
  runs: number,
  blocks: readonly number[] = BLOCKS,
): readonly CodeMeasurement[] {
  return blocks.flatMap((count) => {
    const image = `${folder}/code-${count}.image`
    writeFileSync(
      image,
      assembleText('generated.lasm', () => generateProgram(count)),
    )
    return SUBJECTS.map((subject) => measureSubject(runScript, subject, image, count, runs))
  })
}

function measureSubject(
  runScript: RunScript,
  { name, engine, tuning, turns }: CodeSubject,
  image: string,
  blocks: number,
  runs: number,
): CodeMeasurement {
  const request: CodeRequest = { image, engine, tuning, turns, rounds: ROUNDS_OF_MEMORY }
  const taken = Array.from({ length: runs }, () => runScript(request) as readonly CodeRun[])
  const work = { amount: blocks * BLOCK_INSTRUCTIONS, unit: 'instructions' } as const
  const benchmark = `code: ${blocks} blocks`
  const [{ modules, moduleBytes, moduleMilliseconds }] = taken[0]
  return {
    subject: name,
    first: {
      benchmark,
      subject: `${name}, first run`,
      work,
      samples: taken.map(([first]) => first.milliseconds),
    },
    again: {
      benchmark,
      subject: `${name}, again`,
      work,
      samples: taken.map(([, second]) => second.milliseconds),
    },
    details: {
      blocks,
      modules,
      moduleBytes,
      moduleMilliseconds,
      residentBytes: taken[0].map(({ residentBytes }) => residentBytes),
    },
  }
}

/** What a first run took longer than a later one, in milliseconds. */
export const preparation = ({ first, again }: CodeMeasurement): number =>
  median(first.samples) - median(again.samples)
