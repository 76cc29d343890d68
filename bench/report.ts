// The tables a run prints.
import { C } from './measure-program.js'
import type { KernelMean, Measurement } from './results.js'
import { median, ratioOfPairs, spread } from './statistics.js'
import { mebibytes, percent, short, table } from './table.js'

const BASELINE = 'interpreter'
const ABSENT = '-'

const timeOf = ({ samples }: Measurement): number => median(samples)
const rateOf = (measurement: Measurement): number => (measurement.work?.amount ?? 0) / timeOf(measurement)
const times = (ratio: number): string => `${short(ratio)}×`

/** The programs: one row for each engine, and for C. */
export function programTable(measurements: readonly Measurement[]): string {
  const heading = ['program', 'engine', 'instructions', 'ms', 'spread', 'MIPS', 'speed/interpreter', 'time/C']
  const rows = measurements.map((measurement) => {
    const { benchmark, subject, work, samples, measuredAmount } = measurement
    const of = (name: string) =>
      measurements.find((other) => other.benchmark === benchmark && other.subject === name)
    const [baseline, native] = [of(BASELINE), of(C)]
    return [
      benchmark,
      measuredAmount === undefined ? subject : `${subject} (extrapolated)`,
      subject === C ? ABSENT : `${work?.amount}`,
      short(timeOf(measurement)),
      percent(spread(samples)),
      subject === C ? ABSENT : short(rateOf(measurement) / 1000),
      baseline === undefined ? ABSENT : times(timeOf(baseline) / timeOf(measurement)),
      native === undefined ? ABSENT : times(timeOf(measurement) / timeOf(native)),
    ]
  })
  return [table(heading, rows), extrapolationNote(measurements)].filter((part) => part !== '').join('\n\n')
}

/** Which of the rows were not measured in full, as a sentence; empty when all were. */
export function extrapolationNote(measurements: readonly Measurement[]): string {
  const amounts = new Set(measurements.flatMap(({ measuredAmount }) => measuredAmount ?? []))
  return amounts.size === 0
    ? ''
    : `(extrapolated): scaled up from the first ${[...amounts].join(', ')} instructions`
}

/** One line for each engine: how it compares with C over the kernels. */
export function kernelMeanLines(means: readonly KernelMean[]): string {
  return means
    .map(({ engine, timeOverC, kernels }) => {
      const over = kernels.length === 1 ? 'one kernel' : `${kernels.length} kernels`
      return `geometric mean of time/C over ${over}: ${engine} ${times(timeOverC)}`
    })
    .join('\n')
}

/** `auto` may take this many times as long as the interpreter. */
const ALLOWED = 1.1

/** Time to first result: `auto` against the interpreter. A row is unclear when the noise is wider than what is allowed. */
export function firstResultTable(measurements: readonly Measurement[]): string {
  const heading = [
    'kernel',
    'verdict',
    'instructions',
    'interpreter ms',
    'auto ms',
    'runs',
    'auto/interpreter',
    'between',
  ]
  const rows = measurements
    .filter(({ subject }) => subject === 'auto')
    .map((auto) => {
      const interpreter = measurements.find(
        ({ benchmark, subject }) => benchmark === auto.benchmark && subject === BASELINE,
      )
      if (interpreter === undefined) throw new Error(`${auto.benchmark} was not measured on the ${BASELINE}`)
      const { ratio, low, high } = ratioOfPairs(interpreter.samples, auto.samples)
      return [
        auto.benchmark,
        high <= ALLOWED ? 'good' : low > ALLOWED ? 'behind' : 'unclear',
        `${auto.work?.amount}`,
        short(timeOf(interpreter)),
        short(timeOf(auto)),
        `${auto.samples.length}`,
        ratio.toFixed(2),
        `${low.toFixed(2)} … ${high.toFixed(2)}`,
      ]
    })
  const note = `good: at most ${percent(ALLOWED - 1)} behind, with a probability of 95%; behind: more than that; unclear: measure more runs`
  return [table(heading, rows), '', note].join('\n')
}

/** Speed as work grows; the last column leaves out what every run pays at its start. */
export function growthTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement, index) => {
    const { benchmark, subject, samples, residentBytes } = measurement
    const before = measurements[index - 1]
    const grown = before?.benchmark === benchmark
    const added = (measurement.work?.amount ?? 0) - (before?.work?.amount ?? 0)
    return [
      benchmark,
      subject,
      short(timeOf(measurement)),
      percent(spread(samples)),
      short(rateOf(measurement) / 1000),
      grown ? short(added / (timeOf(measurement) - timeOf(before)) / 1000) : ABSENT,
      residentBytes === undefined ? ABSENT : mebibytes(residentBytes),
    ]
  })
  return table(['benchmark', 'work', 'ms', 'spread', 'MIPS', 'MIPS of the rest', 'MiB'], rows)
}

/** Starting processes. */
export function startupTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ benchmark, subject, samples }) => [
    benchmark,
    subject,
    short(median(samples)),
    percent(spread(samples)),
  ])
  const [node, isaforge] = measurements.map(timeOf)
  const difference = ['startup', 'difference', short(isaforge - node), '']
  return table(['benchmark', 'command', 'ms', 'spread'], [...rows, difference])
}

/** Assembling. The first sample is that of a process that has assembled nothing this long yet. */
export function assemblerTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => [
    measurement.benchmark,
    measurement.subject,
    short(measurement.samples[0]),
    short(timeOf(measurement)),
    percent(spread(measurement.samples)),
    short(1000 * rateOf(measurement)),
    measurement.peakBytes === undefined ? '' : short(measurement.peakBytes / 1e6),
  ])
  return table(['benchmark', 'source', 'first ms', 'ms', 'spread', 'lines/s', 'peak MB'], rows)
}
