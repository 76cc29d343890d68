// The benchmarks: npm run bench [-- NAME…] [--json FILE] [--runs N] [--long]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readArguments } from './arguments.js'
import { measureAssembler } from './assembler.js'
import { findCompiler } from './c-compiler.js'
import { measureFirstResult } from './first-result.js'
import { prepareFreshProcesses, type Run } from './fresh-process.js'
import { measureGrowth } from './growth.js'
import { kernelMeans } from './kernel-means.js'
import { measureProgram } from './measure-program.js'
import { KERNELS, PROGRAMS } from './programs.js'
import {
  assemblerTable,
  firstResultTable,
  growthTable,
  kernelMeanLines,
  programTable,
  startupTable,
} from './report.js'
import { environment, type Measurement, type Results } from './results.js'
import { measureStartup } from './startup.js'

const { names, json, runs, long } = readArguments()
const compiler = findCompiler()
if (compiler === undefined) console.error('C compiler not found: C columns are absent')
const about = environment(compiler?.version ?? 'none')
console.log(`Node ${about.node}, V8 ${about.v8}, ${about.cores} × ${about.cpu}, C: ${about.compiler}\n`)

let failures = 0

/** Takes measurements; a benchmark that fails does not take the others with it. */
function attempt(measure: () => readonly Measurement[]): readonly Measurement[] {
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

/** The kernels that were asked for by name, otherwise all of them. */
function measureFirstResults(run: Run): readonly Measurement[] {
  const named = KERNELS.filter(({ name }) => names.includes(name))
  return (named.length > 0 ? named : KERNELS).flatMap((kernel) => {
    console.error(`first-result: ${kernel.name}`)
    return attempt(() => measureFirstResult(kernel, run, runs))
  })
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
  report(
    measureIfNamed('first-result', () => measureFirstResults(run)),
    firstResultTable,
  )
  report(
    measureIfNamed('growth', () => measureGrowth(run, runs, long)),
    growthTable,
  )
  report(
    measureIfNamed('startup', () => measureStartup(runs)),
    startupTable,
  )
  report(
    measureIfNamed('assembler', () => measureAssembler(runs)),
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
