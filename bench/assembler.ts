// How fast the assembler is, and how much memory it takes: generated sources of growing length.
import { assembleText } from './assemble.js'
import type { Measurement } from './results.js'

const LENGTHS = [1_000, 10_000, 100_000, 1_000_000]
/** Short sources are over before V8 has compiled the assembler; that is start-up, which is measured elsewhere. */
const WARM_UP = { lines: 5_000, times: 30 }

/** Ten lines with a bit of everything; `block` makes labels and numbers differ. */
const blockOfLines = (block: number): readonly string[] => [
  `block_${block}:                 ; block number ${block}`,
  `    cpy a0, ${block % 65536}`,
  `    cpy a1, (${block} * 3 + 1) % 1000`,
  '    add a0, a1',
  '.loop:',
  '    lsa rr0, a1, 4',
  '    dec a0',
  '    ifnq',
  '      jpr .loop - $',
  `    #d32 block_${block}, "text", 0x${(block * 2654435761).toString(16).slice(-8)}`,
]

/** A program of `lines` lines. */
export function generateSource(lines: number): string {
  const blocks = Array.from({ length: lines / 10 }, (_, block) => blockOfLines(block))
  return blocks.map((block) => `${block.join('\n')}\n`).join('')
}

/** Measures the assembler on sources of each length, the shortest first: memory is the most that was in use so far. */
export function measureAssembler(runs: number, lengths: readonly number[] = LENGTHS): readonly Measurement[] {
  const warmUp = generateSource(WARM_UP.lines)
  for (let time = 0; time < WARM_UP.times; time++) assembleText('generated.lasm', () => warmUp)
  return lengths.map((lines) => {
    const text = generateSource(lines)
    const samples = Array.from({ length: runs }, () => {
      const start = performance.now()
      assembleText('generated.lasm', () => text)
      return performance.now() - start
    })
    const work = { amount: lines, unit: 'lines' } as const
    return { benchmark: 'assembler', subject: `${lines} lines`, work, samples, peakBytes: peakBytes() }
  })
}

/** The most memory that this process has had. */
export const peakBytes = (): number => process.resourceUsage().maxRSS * 1024
