// How fast the assembler is: generated sources of growing length.
import { assembleText } from './assemble.js'
import type { Measurement } from './results.js'

const LENGTHS = [1_000, 10_000, 100_000]

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

/** Measures the assembler on sources of each length. */
export function measureAssembler(runs: number, lengths: readonly number[] = LENGTHS): readonly Measurement[] {
  const sources = lengths.map((lines) => ({ lines, text: generateSource(lines), samples: [] as number[] }))
  for (let run = 0; run < runs; run++) {
    for (const { text, samples } of sources) {
      const start = performance.now()
      assembleText('generated.lasm', () => text)
      samples.push(performance.now() - start)
    }
  }
  return sources.map(({ lines, samples }) => ({
    benchmark: 'assembler',
    subject: `${lines} lines`,
    work: { amount: lines, unit: 'lines' },
    samples,
  }))
}
