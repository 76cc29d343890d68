// npm run fuzz [-- --count N] [--seed S] [--first I] [--machine M] [--engines a,b] [--coverage]: compares engines on made-up programs.
import { parseArgs } from 'node:util'
import { ENGINE_NAMES, type EngineName } from 'isaforge/engines'
import { coverageText, measureCoverage } from './coverage.js'
import { type FuzzResult, fuzz } from './fuzz.js'
import { Laboratory } from './laboratory.js'
import { report } from './report.js'
import { tuningFor } from './subject.js'
import { TARGETS } from './target.js'

const ALL = 'all'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: `${Date.now() % 2 ** 31}` },
    first: { type: 'string', default: '0' },
    machine: { type: 'string', default: ALL },
    engines: { type: 'string', default: ENGINE_NAMES.join(',') },
    coverage: { type: 'boolean', default: false },
  },
})

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

function number(name: 'count' | 'seed' | 'first'): number {
  const given = Number(values[name])
  return Number.isSafeInteger(given) && given >= 0 ? given : fail(`--${name} needs a whole number`)
}

const range = { seed: number('seed'), first: number('first'), count: number('count') }
const tuning = tuningFor(range.seed)

if (values.machine !== ALL && !Object.hasOwn(TARGETS, values.machine))
  fail(`there is no machine ${values.machine} here: ${[ALL, ...Object.keys(TARGETS)].join(', ')}`)
const machines = values.machine === ALL ? Object.keys(TARGETS) : [values.machine]
const engines = values.engines.split(',').map((name): EngineName => {
  return (
    ENGINE_NAMES.find((engine) => engine === name) ??
    fail(`there is no engine ${name}: ${ENGINE_NAMES.join(', ')}`)
  )
})

function showCoverage(machine: string): void {
  const coverage = measureCoverage(TARGETS[machine], range.seed, range.first, range.count)
  console.log(`${machine}: ${coverageText(coverage)}`)
}

/** Compares the engines on programs for one machine; whether they agree. */
function compare(machine: string): boolean {
  const target = TARGETS[machine]
  const laboratory = new Laboratory(
    target,
    engines.map((engine) => ({ label: engine, kit: target.kit, engine, tuning })),
  )
  console.log(`seed ${range.seed}: ${machine} on ${engines.join(', ')} ${JSON.stringify(tuning)}`)
  const started = Date.now()
  const result = fuzz(laboratory, range, (done) => {
    const rate = Math.round((1000 * done) / (Date.now() - started))
    console.log(`${done} sequences, ${rate} per second`)
  })
  if (result !== undefined) console.log(differenceText(machine, laboratory, result))
  else console.log(`${range.count} sequences, 0 differences`)
  return result === undefined
}

function differenceText(machine: string, laboratory: Laboratory, result: FuzzResult): string {
  const { index, program, difference, needsHistory } = result
  const { seed, first } = range
  const which = needsHistory ? `--first ${first} --count ${index - first + 1}` : `--first ${index} --count 1`
  const command = `npm run fuzz -- --seed ${seed} ${which} --machine ${machine} --engines ${engines.join(',')}`
  return `${report(laboratory, program, difference, command)}\n${index - first + 1} sequences, 1 difference`
}

if (values.coverage) for (const machine of machines) showCoverage(machine)
else if (!machines.map(compare).every((agrees) => agrees)) process.exitCode = 1
