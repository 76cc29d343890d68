// Whether finding the rule of a line depends on how many rules there are.
import { assemble } from 'isaforge/assembly'
import { renderAll } from 'isaforge/core'
import type { Measurement } from './results.js'

const TABLES = [50, 2_000]
const LINES = 100_000

/** A table of rules with two operands; the mnemonics share their beginnings, as real ones do. */
export function generateRules(count: number): string {
  const rules = Array.from(
    { length: count },
    (_, rule) => `    op_${rule} {to: register}, {value: i16} => 0x${hex(rule, 4)} @ to @ value`,
  )
  const registers = Array.from({ length: 16 }, (_, code) => `    r${code} => 0x${hex(code, 2)}`)
  return `#subruledef register {\n${registers.join('\n')}\n}\n#ruledef {\n${rules.join('\n')}\n}\n`
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** Lines that use all rules of a table about equally often. */
export function generateLines(count: number, lines: number): string {
  return Array.from({ length: lines }, (_, line) => {
    return `    op_${(line * 7919) % count} r${line % 16}, ${line % 32768}\n`
  }).join('')
}

/** Measures assembling the same number of lines with tables of different sizes. */
export function measureRuleTable(
  runs: number,
  tables: readonly number[] = TABLES,
  lines = LINES,
): readonly Measurement[] {
  const programs = tables.map((count) => ({
    count,
    files: { rules: generateRules(count), main: generateLines(count, lines) },
    samples: [] as number[],
  }))
  for (let run = 0; run < runs; run++) {
    for (const { files, samples } of programs) samples.push(millisecondsFor(files))
  }
  return programs.map(({ count, samples }) => ({
    benchmark: 'rule table',
    subject: `${count} rules`,
    work: { amount: lines, unit: 'lines' },
    samples,
  }))
}

function millisecondsFor(files: Readonly<Record<string, string>>): number {
  const start = performance.now()
  const { image, diagnostics } = assemble({ rules: 'rules', entry: 'main', files })
  const milliseconds = performance.now() - start
  if (image === undefined) throw new Error(renderAll(diagnostics.slice(0, 5), { color: false }))
  return milliseconds
}
