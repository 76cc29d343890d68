// The benchmarks: npm run bench [-- NAME…] [--json FILE] [--runs N] [--long]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readArguments } from './arguments.js'
import { measureAssembler } from './assembler.js'
import { findCompiler } from './c-compiler.js'
import { measureCode } from './code.js'
import { measureFirstResult } from './first-result.js'
import { prepareFreshProcesses, prepareKeptProcesses, prepareScript } from './fresh-process.js'
import { measureFuel, OPTIMISED_AT_ONCE } from './fuel.js'
import { measureGrowth } from './growth.js'
import { kernelMeans } from './kernel-means.js'
import { measureProgram } from './measure-program.js'
import { measureMvm } from './mvm.js'
import { measureMvmKernels } from './mvm-kernels.js'
import { type BenchmarkProgram, KERNELS, PROGRAMS } from './programs.js'
import {
  assemblerTable,
  firstResultTable,
  growthTable,
  kernelMeanLines,
  programTable,
  startupTable,
} from './report.js'
import { codeMemoryTable, codeTable, fuelTable, switchesTable, translationTable } from './report-jit.js'
import { environment, type Measurement, type Results } from './results.js'
import { measureRuleTable } from './rule-table.js'
import { measureStartup } from './startup.js'
import { measureSwitches } from './switches.js'
import { measureTranslation, TRANSLATED } from './translation.js'
import { measureUvm } from './uvm.js'

const { names, json, runs, long } = readArguments()
const compiler = findCompiler()
if (compiler === undefined) console.error('C compiler not found: C columns are absent')
const about = environment(compiler?.version ?? 'none')
console.log(`Node ${about.node}, V8 ${about.v8}, ${about.cores} × ${about.cpu}, C: ${about.compiler}\n`)

let failures = 0

/** Takes measurements; a benchmark that fails does not take the others with it. */
function attempt<T>(measure: () => readonly T[]): readonly T[] {
  try {
    return measure()
  } catch (error) {
    failures++
    console.error(`failed: ${error instanceof Error ? error.message : error}\n`)
    return []
  }
}

function measurePrograms(folder: string): readonly Measurement[] {
  const wanted = PROGRAMS.filter(({ name }) => names.includes(name))
  return wanted.flatMap((program) => {
    console.error(`${program.name}: ${program.summary} (${program.parameters.join(', ')})`)
    return attempt(() => measureProgram(program, { runs, parameters: program.parameters, compiler, folder }))
  })
}

/** Measures the kernels that were asked for by name, otherwise all of them. */
function measureKernels(
  what: string,
  measure: (kernel: BenchmarkProgram) => readonly Measurement[],
): readonly Measurement[] {
  const named = KERNELS.filter(({ name }) => names.includes(name))
  return (named.length > 0 ? named : KERNELS).flatMap((kernel) => {
    console.error(`${what}: ${kernel.name}`)
    return attempt(() => measure(kernel))
  })
}

/** Measures compiling; its reports need more than times. */
async function measureAndReportCode(): Promise<void> {
  const translate = await prepareScript('translation-run', folder)
  const translated = attempt(() => measureTranslation(translate, folder, runs, TRANSLATED))
  report(
    translated.flatMap(({ fresh, warm }) => [fresh.own, warm.own]),
    () => translationTable(translated),
  )
  const runScript = await prepareScript('code-run', folder, ['--expose-gc'])
  const taken = attempt(() => measureCode(runScript, folder, runs))
  report(
    taken.flatMap(({ first, again }) => [first, again]),
    () => codeTable(taken),
    () => codeMemoryTable(taken),
  )
}

const measurements: Measurement[] = []

function report(
  taken: readonly Measurement[],
  ...texts: readonly ((taken: readonly Measurement[]) => string)[]
): void {
  measurements.push(...taken)
  if (taken.length === 0) return
  for (const text of texts) console.log(`${text(taken)}\n`)
}

function measureIfNamed(name: string, measure: () => readonly Measurement[]): readonly Measurement[] {
  return names.includes(name) ? attempt(measure) : []
}

const folder = mkdtempSync(join(tmpdir(), 'isaforge-bench-'))
try {
  report(measurePrograms(folder), programTable, (taken) => kernelMeanLines(kernelMeans(taken)))
  const run = await prepareFreshProcesses(folder)
  if (names.includes('first-result')) {
    const kept = await prepareKeptProcesses(folder)
    report(
      measureKernels('first-result', (kernel) => measureFirstResult(kernel, kept, runs)),
      firstResultTable,
    )
  }
  report(
    measureIfNamed('switches', () =>
      measureKernels('switches', (kernel) => measureSwitches(kernel, run, runs)),
    ),
    switchesTable,
  )
  if (names.includes('fuel')) {
    const inTurns = await prepareScript('fuel-run', folder, OPTIMISED_AT_ONCE)
    report(
      measureKernels('fuel', (kernel) => measureFuel(kernel, inTurns, folder, runs)),
      fuelTable,
    )
  }
  if (names.includes('code')) await measureAndReportCode()
  report(
    measureIfNamed('growth', () => measureGrowth(run, runs, long)),
    growthTable,
  )
  report(
    measureIfNamed('mvm', () => [...measureMvm(runs), ...measureMvmKernels(runs, compiler, folder)]),
    programTable,
  )
  report(
    measureIfNamed('uvm', () => measureUvm(runs, compiler, folder)),
    programTable,
  )
  report(
    measureIfNamed('startup', () => measureStartup(runs)),
    startupTable,
  )
  report(
    measureIfNamed('assembler', () => [...measureAssembler(runs), ...measureRuleTable(runs)]),
    assemblerTable,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

const results: Results = {
  version: 1,
  environment: about,
  measurements,
  kernelMeans: kernelMeans(measurements),
}
mkdirSync(dirname(json), { recursive: true })
writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`)
console.log(`samples: ${json}`)
if (failures > 0) process.exitCode = 1
