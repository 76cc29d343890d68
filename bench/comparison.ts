// The comparison of two runs: ratios of medians, and which of them are more than noise.
import { type Environment, type Measurement, type Results, readResults } from './results.js'
import { compare, median, NOISE, VERDICTS } from './statistics.js'
import { percent, short, table } from './table.js'

/** The table of everything that both runs measured, and what only one of them did. */
export function compareResults(before: Results, after: Results): string {
  const rows = after.measurements.flatMap((measurement) => {
    const old = find(before, measurement)
    return old === undefined ? [] : [rowOf(old, measurement)]
  })
  const heading = ['benchmark', 'subject', 'old ms', 'new ms', 'new/old', '']
  const missing = [...without(before, after, 'new'), ...without(after, before, 'old')]
  const note = `noise: less than ${percent(NOISE)} apart, or overlapping samples`
  return [table(heading, rows), '', note, ...missing].join('\n')
}

function rowOf(before: Measurement, after: Measurement): readonly string[] {
  const { ratio, verdict } = compare(before.samples, after.samples)
  return [
    after.benchmark,
    after.subject,
    short(median(before.samples)),
    short(median(after.samples)),
    ratio.toFixed(2),
    VERDICTS[verdict],
  ]
}

const find = (results: Results, { benchmark, subject }: Measurement): Measurement | undefined =>
  results.measurements.find((other) => other.benchmark === benchmark && other.subject === subject)

const without = (present: Results, absent: Results, name: string): readonly string[] =>
  present.measurements
    .filter((measurement) => find(absent, measurement) === undefined)
    .map(({ benchmark, subject }) => `${benchmark} ${subject} is not in the ${name} results`)

/** What differs between the computers or tools of two runs, as sentences. */
export function environmentDifferences(before: Results, after: Results): readonly string[] {
  const keys = Object.keys(after.environment) as (keyof Environment)[]
  return keys
    .filter((key) => key !== 'date' && before.environment[key] !== after.environment[key])
    .map((key) => `different ${key}: ${before.environment[key]} and ${after.environment[key]}`)
}

/** Reads two files and compares them. */
export function readComparison(oldFile: string, newFile: string) {
  const [before, after] = [readResults(oldFile), readResults(newFile)]
  return { before, after, text: compareResults(before, after) }
}
