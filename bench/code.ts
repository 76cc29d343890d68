// What compiling costs a program from end to end, and in memory: more and more code that is hot at once, up to more than the
// code cache holds. `translation.ts` measures the JIT's own part of it.
import { writeFileSync } from 'node:fs'
import { DEFAULT_TUNING, type EngineChoice, type Tuning } from 'isaforge/engines'
import { assembleText } from './assemble.js'
import type { CodeRequest, CodeRun, MemoryUse } from './code-run.js'
import type { RunScript } from './fresh-process.js'
import { blockInstructions, generateProgram } from './generated-code.js'
import type { Measurement } from './results.js'

/** Hot blocks of the programs; each has 20 instructions. */
export const BLOCKS: readonly number[] = [50, 500, 5000]

/** A way to run the programs. */
interface CodeSubject {
  readonly name: string
  readonly engine: EngineChoice
  readonly tuning: Partial<Tuning>
  /** Turns of each loop that make all of them hot, in a program of so many instructions. */
  readonly turns: (instructions: number) => number
}

/** Turns after which a loop is hot when one jump suffices. */
const FEW = 3

/** Turns after which every loop is hot and the process has executed so much that the JIT compiles. */
const enough = (instructions: number): number =>
  Math.max(4 * DEFAULT_TUNING.threshold, Math.ceil((2 * DEFAULT_TUNING.warmUp) / instructions))

const SUBJECTS: readonly CodeSubject[] = [
  { name: 'interpreter', engine: 'interpreter', tuning: {}, turns: () => FEW },
  { name: 'JIT, at once', engine: 'jit', tuning: { threshold: 1, warmUp: 0 }, turns: () => FEW },
  { name: 'JIT, defaults', engine: 'jit', tuning: {}, turns: enough },
]

/** Rounds of the runs whose time is taken: in the first two code is compiled, the third runs what has been. */
const ROUNDS_OF_TIME = [1, 1, 1]
/** Rounds of the runs whose memory is looked at: so many that something that only grows can be told from what levels off. */
export const ROUNDS_OF_MEMORY = [1, 1, 2, 4, 8, 16, 32, 64]

/** What the first two runs of a subject had made, and how much memory more and more of them left in use. */
export interface CodeDetails {
  readonly blocks: number
  readonly modules: number
  readonly moduleBytes: number
  /** After each of the runs, in the order of their rounds. */
  readonly memory: readonly MemoryUse[]
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
  const instructions = blocks * blockInstructions()
  const process = (rounds: readonly number[]): readonly CodeRun[] => {
    const request: CodeRequest = { image, engine, tuning, turns: turns(instructions), rounds }
    return runScript(request) as readonly CodeRun[]
  }
  const taken = Array.from({ length: runs }, () => process(ROUNDS_OF_TIME))
  const work = { amount: instructions, unit: 'instructions' } as const
  const benchmark = `code: ${blocks} blocks`
  const [, { modules, moduleBytes }] = taken[0]
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
    details: { blocks, modules, moduleBytes, memory: process(ROUNDS_OF_MEMORY).map(({ memory }) => memory) },
  }
}
