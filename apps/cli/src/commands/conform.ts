// isaforge conform: runs conformance vectors. The last line is `N passed, M failed`.

import type { ExecutionChoices } from 'isaforge/board'
import { type ConformanceSuite, SUITES } from '../conform/suite.js'
import { readVectors, type VectorsFile } from '../conform/vectors.js'
import { engineNamed } from '../engine-option.js'
import { EXIT } from '../exit-status.js'
import { type Failure, usageFailure } from '../failure.js'
import { hostWarnings } from '../failure-report.js'
import { print } from '../output.js'
import { machineNamed } from '../registry.js'
import { tuningOf } from '../tuning-option.js'

/** Options as the command line gives them. */
export interface ConformOptions {
  readonly engine: string
  readonly tuning: readonly string[]
}

const MOST_FAILURES = 20

/** Runs vectors; the result is the exit status. */
export async function conformCommand(
  machineName: string,
  paths: readonly string[],
  options: ConformOptions,
): Promise<number> {
  const choices = {
    engine: engineNamed(options.engine),
    tuning: tuningOf(options.tuning),
    warn: hostWarnings(),
  }
  const suite = await suiteOf(machineName)
  const files = readVectors(paths)
  if (files.every(({ cases }) => cases.length === 0)) throw noCases(paths)
  const results = files.map((file) => runFile(file, suite, choices))
  const failures = results.flatMap(({ failures: own }) => own)
  const more = failures.length - MOST_FAILURES
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failed = failures.length + results.reduce((sum, result) => sum + result.unsupportedFailures, 0)
  const lines = [
    ...results.map(({ summary }) => summary),
    ...failures.slice(0, MOST_FAILURES),
    ...(more > 0 ? [`… and ${more} more failures`] : []),
    `${passed} passed, ${failed} failed`,
  ]
  await print(`${lines.join('\n')}\n`)
  return failed === 0 ? EXIT.success : EXIT.mistakes
}

/** Nothing that ran is no success. */
function noCases(paths: readonly string[]): Failure {
  const places = paths.map((path) => `'${path}'`).join(', ')
  return usageFailure('no-vectors', `there are no cases in ${places}`, 'each line of a file is a JSON object')
}

async function suiteOf(machineName: string): Promise<ConformanceSuite> {
  const load = Object.hasOwn(SUITES, machineName) ? SUITES[machineName] : undefined
  if (load !== undefined) return load()
  const { machine } = await machineNamed(machineName)
  throw usageFailure('no-suite', `nothing here runs conformance vectors of ${machine.title} yet`)
}

interface FileResult {
  readonly summary: string
  readonly passed: number
  readonly failures: readonly string[]
  /** Cases that nothing can run yet count as failures when their file was asked for by name. */
  readonly unsupportedFailures: number
}

function runFile(
  { path, isNamed, cases }: VectorsFile,
  suite: ConformanceSuite,
  choices: ExecutionChoices,
): FileResult {
  const failures: string[] = []
  let unsupported = 0
  for (const { line, one } of cases) {
    const result = suite.check(one, choices)
    if (result === 'not supported') unsupported++
    else if (result.length > 0) failures.push(failureText(`${path}:${line}`, one, result))
  }
  const passed = cases.length - failures.length - unsupported
  const parts = [
    `${passed} passed`,
    ...(failures.length > 0 ? [`${failures.length} failed`] : []),
    ...(unsupported > 0 ? [`not supported yet: ${unsupported} cases`] : []),
  ]
  return {
    summary: `${path}: ${parts.join(', ')}`,
    passed,
    failures,
    unsupportedFailures: isNamed ? unsupported : 0,
  }
}

function failureText(
  place: string,
  { id, tag }: { readonly id: string; readonly tag?: string },
  problems: readonly string[],
): string {
  const title = tag === undefined ? id : `${id} (${tag})`
  return [`failed: ${place} ${title}`, ...problems.map((problem) => `  ${problem}`)].join('\n')
}
