// The tables about the JIT: its settings, its fuel, its compiling.
import { type CodeMeasurement, DECODING, preparation, ROUNDS_OF_MEMORY } from './code.js'
import { FUEL_SUBJECTS } from './fuel.js'
import type { Measurement } from './results.js'
import { geometricMean, median, spread } from './statistics.js'
import { AS_IT_IS } from './switches.js'
import { mebibytes, percent, short, table } from './table.js'

const ABSENT = '-'
const timeOf = ({ samples }: Measurement): number => median(samples)

/** Each setting: times relative to the defaults, per kernel and as a geometric mean. Above 1 the default is better. */
export function switchesTable(measurements: readonly Measurement[]): string {
  const kernels = [...new Set(measurements.map(({ benchmark }) => benchmark))]
  const settings = [...new Set(measurements.map(({ subject }) => subject))]
  const time = (kernel: string, setting: string): number => {
    const found = measurements.find(({ benchmark, subject }) => benchmark === kernel && subject === setting)
    return found === undefined ? Number.NaN : timeOf(found)
  }
  const rows = settings
    .filter((setting) => setting !== AS_IT_IS)
    .map((setting) => {
      const ratios = kernels.map((kernel) => time(kernel, setting) / time(kernel, AS_IT_IS))
      return ['switches', setting, ...[geometricMean(ratios), ...ratios].map((ratio) => ratio.toFixed(2))]
    })
  const names = kernels.map((kernel) => kernel.replace('switches: ', ''))
  return table(['time relative to', AS_IT_IS, 'mean', ...names], rows)
}

/** Kernels with and without fuel. */
export function fuelTable(measurements: readonly Measurement[]): string {
  const [exact, none] = FUEL_SUBJECTS.map((name) => measurements.filter(({ subject }) => subject === name))
  const ratios = exact.map((measurement, index) => timeOf(measurement) / timeOf(none[index]))
  const rows = exact.map((measurement, index) => [
    measurement.benchmark,
    '',
    short(timeOf(measurement)),
    percent(spread(measurement.samples)),
    short(timeOf(none[index])),
    percent(spread(none[index].samples)),
    ratios[index].toFixed(2),
  ])
  const heading = ['kernel', '', 'exact ms', 'spread', 'without ms', 'spread', 'exact/without']
  return `${table(heading, rows)}\n\ngeometric mean of exact/without: ${geometricMean(ratios).toFixed(2)}`
}

/** Compiling: what the first runs take longer, and instructions per millisecond of what is not decoding. */
export function codeTable(measurements: readonly CodeMeasurement[]): string {
  const rows = measurements.map((measurement) => {
    const { subject, first, again, details } = measurement
    const decoding = measurements.find(
      (other) => other.first.benchmark === first.benchmark && other.subject === DECODING,
    )
    const compiling = preparation(measurement) - (decoding === undefined ? 0 : preparation(decoding))
    const isCompiler = subject !== DECODING
    return [
      first.benchmark,
      subject,
      short(timeOf(first)),
      percent(spread(first.samples)),
      short(timeOf(again)),
      isCompiler ? short(compiling) : ABSENT,
      isCompiler && compiling > 0 ? short((first.work?.amount ?? 0) / compiling) : ABSENT,
      `${details.modules}`,
      short(details.moduleBytes / 1024),
      short(details.moduleMilliseconds),
    ]
  })
  const heading = [
    'program',
    'engine',
    'two runs ms',
    'spread',
    'again ms',
    'compiling ms',
    'instructions/ms',
    'modules',
  ]
  return table([...heading, 'KiB', 'modules ms'], rows)
}

/** Resident memory after more and more rounds over the same code. */
export function codeMemoryTable(measurements: readonly CodeMeasurement[]): string {
  const totals = ROUNDS_OF_MEMORY.map((_, index) =>
    ROUNDS_OF_MEMORY.slice(0, index + 1).reduce((sum, rounds) => sum + rounds, 0),
  )
  const rows = measurements.map(({ subject, first, details }) => [
    first.benchmark,
    subject,
    ...details.residentBytes.map(mebibytes),
  ])
  return table(['MiB after rounds', '', ...totals.map(String)], rows)
}
