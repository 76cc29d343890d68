// npm run fuzz [-- --count N] [--seed S] [--first I] [--machine M] [--engines a,b] [--coverage]: compares engines on made-up programs.
import { parseArgs } from 'node:util'
import { ENGINE_NAMES, type EngineName } from 'isaforge/engines'
import { coverageText, measureCoverage } from './coverage.js'
import { fuzz } from './fuzz.js'
import { Laboratory } from './laboratory.js'
import { report } from './report.js'
import { tuningFor } from './subject.js'
import { TARGETS } from './target.js'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    seed: { type: 'string', default: `${Date.now() % 2 ** 31}` },
    first: { type: 'string', default: '0' },
    machine: { type: 'string', default: 'lrvm' },
    engines: { type: 'string', default: ENGINE_NAMES.join(',') },
    coverage: { type: 'boolean', default: false },
  },
})

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

function count(name: 'count' | 'seed' | 'first'): number {
  const number = Number(values[name])
  return Number.isSafeInteger(number) && number >= 0 ? number : fail(`--${name} needs a whole number`)
}

const target = Object.hasOwn(TARGETS, values.machine) ? TARGETS[values.machine] : undefined
if (target === undefined)
  fail(`there is no machine ${values.machine} here: ${Object.keys(TARGETS).join(', ')}`)
const engines = values.engines.split(',').map((name): EngineName => {
  return (
    ENGINE_NAMES.find((engine) => engine === name) ??
    fail(`there is no engine ${name}: ${ENGINE_NAMES.join(', ')}`)
  )
})

if (values.coverage) {
  const coverage = measureCoverage(target, count('seed'), count('first'), count('count'))
  console.log(coverageText(coverage))
  process.exit()
}

const tuning = tuningFor(count('seed'))
const laboratory = new Laboratory(
  target,
  engines.map((engine) => ({ label: engine, kit: target.kit, engine, tuning })),
)
const options = { seed: count('seed'), first: count('first'), count: count('count') }
console.log(`seed ${options.seed}: ${values.machine} on ${engines.join(', ')} ${JSON.stringify(tuning)}`)
const started = Date.now()
const result = fuzz(laboratory, options, (done) => {
  const rate = Math.round((1000 * done) / (Date.now() - started))
  console.log(`${done} sequences, ${rate} per second`)
})
if (result === undefined) {
  console.log(`${options.count} sequences, 0 differences`)
} else {
  const { index, program, difference, needsHistory } = result
  const chosen = `--machine ${values.machine} --engines ${engines.join(',')}`
  const range = needsHistory
    ? `--first ${options.first} --count ${index - options.first + 1}`
    : `--first ${index} --count 1`
  const command = `npm run fuzz -- --seed ${options.seed} ${range} ${chosen}`
  console.log(report(laboratory, program, difference, command))
  console.log(`${index - options.first + 1} sequences, 1 difference`)
  process.exitCode = 1
}
