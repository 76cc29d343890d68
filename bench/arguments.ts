// The arguments of the benchmarks.
import { parseArgs } from 'node:util'
import { PROGRAMS } from './programs.js'

const USUAL = [
  ...PROGRAMS.map(({ name }) => name),
  'first-result',
  'growth',
  'mvm',
  'uvm',
  'startup',
  'assembler',
]
/** These take minutes and are measured only when asked for. */
const ON_DEMAND = ['switches', 'fuel', 'code']
const NAMES = [...USUAL, ...ON_DEMAND]
/** Fewer runs than this cannot be told from noise. */
const LEAST_RUNS = 5

/** What to measure, how often, and where the samples go. */
export interface Arguments {
  readonly names: readonly string[]
  readonly json: string
  readonly runs: number
  /** Let the growth benchmark include its largest amount of work. */
  readonly long: boolean
}

/** Reads the command line; ends the process with status 2 when it is wrong. */
export function readArguments(): Arguments {
  const { values, positionals } = parse()
  const unknown = positionals.find((name) => !NAMES.includes(name))
  if (unknown !== undefined) usage(`there is no benchmark ${unknown}`)
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1) usage(`${values.runs} is not a number of runs`)
  if (runs < LEAST_RUNS)
    console.error(`${runs} runs are too few to compare results; use ${LEAST_RUNS} or more`)
  return { names: positionals.length === 0 ? USUAL : positionals, json: values.json, runs, long: values.long }
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'string', default: 'bench/results/latest.json' },
        long: { type: 'boolean', default: false },
        runs: { type: 'string', default: `${LEAST_RUNS}` },
      },
    })
  } catch (error) {
    return usage(error instanceof Error ? error.message : `${error}`)
  }
}

function usage(problem: string): never {
  console.error(
    `${problem}\nusage: npm run bench [-- NAME...] [--json FILE] [--runs N] [--long]\nnames: ${NAMES.join(', ')}`,
  )
  process.exit(2)
}
