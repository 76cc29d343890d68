// What the JIT's own translation costs, without what V8 does with it: programs of more and more hot loops.
import { writeFileSync } from 'node:fs'
import { assembleText } from './assemble.js'
import type { RunScript } from './fresh-process.js'
import { generateProgram, loopInstructions, type Stretch } from './generated-code.js'
import type { Measurement } from './results.js'
import type { TranslationRequest, TranslationRun } from './translation-run.js'

/** Programs that are translated before the steady state, so that V8 has optimised the translation. */
const WARM_UP_PROGRAMS = 4
/** Programs of which the steady state is the median. No two are alike: what was seen before is decoded faster. */
const STEADY_PROGRAMS = 5
const ROM_GRANULE = 0x1000

/** A kind of programs: how many loops there are, and how long they are. */
export interface ProgramSize {
  readonly blocks: number
  readonly stretch: Stretch
}

/** Short loops, more and more of them, and loops as long as functions are. */
export const TRANSLATED: readonly ProgramSize[] = [
  { blocks: 50, stretch: 1 },
  { blocks: 500, stretch: 1 },
  { blocks: 5000, stretch: 1 },
  { blocks: 800, stretch: 7 },
]

/** Programs of one size that were translated. */
export interface Translated {
  /** The JIT's own time. */
  readonly own: Measurement
  readonly runs: readonly TranslationRun[]
}

/** What translating programs of one size costs in a fresh process, and once it is warm. */
export interface TranslationMeasurement {
  readonly fresh: Translated
  readonly warm: Translated
}

/** Measures programs of each size. Processes get warm with programs of the largest. */
export function measureTranslation(
  runScript: RunScript,
  folder: string,
  runs: number,
  sizes: readonly ProgramSize[],
): readonly TranslationMeasurement[] {
  const largest = sizes.reduce((most, size) => (size.blocks > most.blocks ? size : most))
  const programs = new Programs(folder)
  const warmUp = programs.images(largest, WARM_UP_PROGRAMS)
  const romBytes = Math.ceil(programs.longest / ROM_GRANULE) * ROM_GRANULE
  return sizes.map((size) => {
    const [image, ...steady] = programs.images(size, 1 + STEADY_PROGRAMS)
    const translated = (...given: Program[]): readonly TranslationRun[] => {
      const images = given.map(({ file }) => file)
      const stretches = given.map(({ stretch }) => stretch)
      return checked(
        size,
        runScript({ images, romBytes, stretches } satisfies TranslationRequest) as TranslationRun[],
      )
    }
    const fresh = Array.from({ length: runs }, () => translated(image)[0])
    const warm = translated(image, ...warmUp, ...steady).slice(-STEADY_PROGRAMS)
    return { fresh: of(size, 'fresh', fresh), warm: of(size, 'warm', warm) }
  })
}

/** A program in a file. */
interface Program {
  readonly file: string
  readonly stretch: Stretch
}

/** Generated programs in files, each with blocks that no other has. */
class Programs {
  /** Bytes of the longest image. */
  longest = 0
  private blocks = 0

  constructor(private readonly folder: string) {}

  images({ blocks, stretch }: ProgramSize, count: number): readonly Program[] {
    return Array.from({ length: count }, () => {
      const file = `${this.folder}/translation-${this.blocks}.image`
      const text = generateProgram(blocks, this.blocks, stretch)
      const image = assembleText('generated.lasm', () => text)
      this.blocks += blocks
      this.longest = Math.max(this.longest, image.length)
      writeFileSync(file, image)
      return { file, stretch }
    })
  }
}

/** Whether every loop has become a region: what is translated otherwise is not what is counted. */
function checked({ blocks }: ProgramSize, runs: readonly TranslationRun[]): readonly TranslationRun[] {
  const [first] = runs
  if (first.regions !== blocks) throw new Error(`${blocks} loops were translated to ${first.regions} regions`)
  return runs
}

const of = (
  { blocks, stretch }: ProgramSize,
  subject: string,
  runs: readonly TranslationRun[],
): Translated => ({
  own: {
    benchmark: `translation: ${blocks} loops of ${loopInstructions(stretch)}`,
    subject,
    work: { amount: blocks * loopInstructions(stretch), unit: 'instructions' },
    samples: runs.map(({ ownMilliseconds }) => ownMilliseconds),
  },
  runs,
})
