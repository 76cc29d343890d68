// What compiling costs: programs of more and more code that is hot at once, and one with more than the code cache holds.
import { writeFileSync } from 'node:fs'
import { DEFAULT_TUNING, type EngineChoice, type Tuning } from 'isaforge/engines'
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
  /** Turns of each loop that make all of them hot, in a program of so many instructions. */
  readonly turns: (instructions: number) => number
}

/** The subject that compiles nothing: its first runs show what decoding costs. */
export const DECODING = 'interpreter'

/** Turns after which a loop is hot when one jump suffices. */
const FEW = 3

/** Turns after which every loop is hot and the process has executed so much that the JIT compiles. */
const enough = (instructions: number): number =>
  Math.max(4 * DEFAULT_TUNING.threshold, Math.ceil((2 * DEFAULT_TUNING.warmUp) / instructions))

const SUBJECTS: readonly CodeSubject[] = [
  { name: DECODING, engine: 'interpreter', tuning: {}, turns: () => FEW },
  { name: 'JIT, at once', engine: 'jit', tuning: { threshold: 1, warmUp: 0 }, turns: () => FEW },
  { name: 'JIT, defaults', engine: 'jit', tuning: {}, turns: enough },
]

/** Rounds of the runs whose memory is looked at. */
export const ROUNDS_OF_MEMORY = [1, 1, 1, 1, 4, 8, 16]

/** What the first two runs in the first process of a subject had made. */
export interface CodeDetails {
  readonly blocks: number
  readonly modules: number
  readonly moduleBytes: number
  readonly moduleMilliseconds: number
  /** Resident memory after each of the runs, in the order of their rounds. */
  readonly residentBytes: readonly number[]
}

/** A subject on a program: how long two runs took in which code was compiled, how long one took with all of it compiled. */
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
  const instructions = blocks * BLOCK_INSTRUCTIONS
  const request: CodeRequest = {
    image,
    engine,
    tuning,
    turns: turns(instructions),
    rounds: ROUNDS_OF_MEMORY,
  }
  const taken = Array.from({ length: runs }, () => runScript(request) as readonly CodeRun[])
  const work = { amount: instructions, unit: 'instructions' } as const
  const benchmark = `code: ${blocks} blocks`
  const [, { modules, moduleBytes, moduleMilliseconds }] = taken[0]
  return {
    subject: name,
    first: {
      benchmark,
      subject: `${name}, two runs`,
      work,
      samples: taken.map(([first, second]) => first.milliseconds + second.milliseconds),
    },
    again: {
      benchmark,
      subject: `${name}, again`,
      work,
      samples: taken.map(([, , third]) => third.milliseconds),
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

/** What the first two runs took longer than later ones, in milliseconds. */
export const preparation = ({ first, again }: CodeMeasurement): number =>
  median(first.samples) - 2 * median(again.samples)
