// The tables about the JIT: its settings, its fuel, its compiling.
import { type CodeMeasurement, ROUNDS_OF_MEMORY } from './code.js'
import { FUEL_SUBJECTS } from './fuel.js'
import type { Measurement } from './results.js'
import { geometricMean, median, ratioOfPairs, spread } from './statistics.js'
import { besides, variations } from './switches.js'
import { mebibytes, percent, short, table } from './table.js'
import type { Translated, TranslationMeasurement } from './translation.js'

const timeOf = ({ samples }: Measurement): number => median(samples)

/** Each setting: times relative to the defaults, per kernel and as a geometric mean. Above 1 the default is better. */
export function switchesTable(measurements: readonly Measurement[]): string {
  const kernels = [...new Set(measurements.map(({ benchmark }) => benchmark))]
  const samplesOf = (kernel: string, setting: string): readonly number[] =>
    measurements.find(({ benchmark, subject }) => benchmark === kernel && subject === setting)?.samples ?? []
  const rows = variations().map(({ name }) => {
    const ratios = kernels.map(
      (kernel) => ratioOfPairs(samplesOf(kernel, besides(name)), samplesOf(kernel, name)).ratio,
    )
    return ['switches', name, ...[geometricMean(ratios), ...ratios].map((ratio) => ratio.toFixed(2))]
  })
  const names = kernels.map((kernel) => kernel.replace('switches: ', ''))
  return table(['time relative to', 'defaults', 'mean', ...names], rows)
}

/** Kernels with and without fuel. */
export function fuelTable(measurements: readonly Measurement[]): string {
  const [exact, none] = FUEL_SUBJECTS.map((name) => measurements.filter(({ subject }) => subject === name))
  const ratios = exact.map(({ samples }, index) => ratioOfPairs(none[index].samples, samples))
  const rows = exact.map((measurement, index) => [
    measurement.benchmark,
    '',
    short(timeOf(measurement)),
    percent(spread(measurement.samples)),
    short(timeOf(none[index])),
    percent(spread(none[index].samples)),
    ratios[index].ratio.toFixed(2),
    `${ratios[index].low.toFixed(2)} … ${ratios[index].high.toFixed(2)}`,
  ])
  const heading = ['kernel', '', 'exact ms', 'spread', 'without ms', 'spread', 'exact/without', 'between']
  const mean = geometricMean(ratios.map(({ ratio }) => ratio))
  return `${table(heading, rows)}\n\ngeometric mean of exact/without: ${mean.toFixed(2)}`
}

/** Translating: the JIT's own time and how many instructions it does in a millisecond, and what V8 takes at once. */
export function translationTable(measurements: readonly TranslationMeasurement[]): string {
  const rows = measurements.flatMap(({ fresh, warm }) => [fresh, warm].map(translationRow))
  const heading = ['program', 'process', 'instructions', 'regions', 'own ms', 'spread', 'instructions/ms']
  return table([...heading, 'V8 ms', 'modules', 'KiB'], rows)
}

function translationRow({ own, runs }: Translated): readonly string[] {
  const [{ regions, modules, moduleBytes }] = runs
  const amount = own.work?.amount ?? 0
  return [
    own.benchmark,
    own.subject,
    `${amount}`,
    `${regions}`,
    short(timeOf(own)),
    percent(spread(own.samples)),
    short(amount / timeOf(own)),
    short(median(runs.map(({ hostMilliseconds }) => hostMilliseconds))),
    `${modules}`,
    short(moduleBytes / 1024),
  ]
}

/** Compiling: the first runs of a program, in which it happens, and a later one. */
export function codeTable(measurements: readonly CodeMeasurement[]): string {
  const rows = measurements.map(({ subject, first, again, details }) => [
    first.benchmark,
    subject,
    short(timeOf(first)),
    percent(spread(first.samples)),
    short(timeOf(again)),
    `${details.modules}`,
    short(details.moduleBytes / 1024),
  ])
  return table(['program', 'engine', 'two runs ms', 'spread', 'again ms', 'modules', 'KiB'], rows)
}

/** Memory after more and more rounds over the same code: all of it, and what objects take. */
export function codeMemoryTable(measurements: readonly CodeMeasurement[]): string {
  const totals = ROUNDS_OF_MEMORY.map((_, index) =>
    ROUNDS_OF_MEMORY.slice(0, index + 1).reduce((sum, rounds) => sum + rounds, 0),
  )
  const rows = measurements.flatMap(({ subject, first, details: { memory } }) => [
    [first.benchmark, subject, ...memory.map(({ residentBytes }) => mebibytes(residentBytes))],
    [first.benchmark, `${subject}, objects`, ...memory.map(({ heapBytes }) => mebibytes(heapBytes))],
  ])
  return table(['MiB after rounds', '', ...totals.map(String)], rows)
}
