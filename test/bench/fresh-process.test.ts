// The benchmarks that run programs in processes of their own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { measureFirstResult } from '../../bench/first-result.js'
import { prepareFreshProcesses, prepareKeptProcesses, type Run } from '../../bench/fresh-process.js'
import { measureGrowth } from '../../bench/growth.js'
import { programNamed } from '../../bench/programs.js'
import { firstResultTable, growthTable } from '../../bench/report.js'

const folder = mkdtempSync(join(tmpdir(), 'isaforge-bench-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A thousand instructions per millisecond, after 10 ms. */
const pretend: Run = (_, __, ___, fuel) => ({
  instructions: fuel,
  milliseconds: 10 + fuel / 1000,
  millisecondsFromStart: 20 + fuel / 1000,
  checksum: undefined,
  residentBytes: 64 * 2 ** 20,
})

test.each([
  ['a fresh process', prepareFreshProcesses],
  ['a fresh process with kept code', prepareKeptProcesses],
])('a run in %s gives what a run here would give', async (_, prepare) => {
  const run = await prepare(folder)
  const { name, tinyParameters } = programNamed('fib')
  const result = run(name, 'auto', tinyParameters, Number.MAX_SAFE_INTEGER)
  expect(result.checksum).toBe(21)
  expect(result.millisecondsFromStart).toBeGreaterThan(result.milliseconds)
  expect(run(name, 'jit', tinyParameters, 100)).toMatchObject({ instructions: 100 })
})

test('time to first result is measured for each duration on both engines, more often where starting is most of it', () => {
  const measurements = measureFirstResult(programNamed('fib'), pretend, 3, 10_000)
  expect(measurements.map(({ samples }) => samples.length)).toEqual([9, 9, 9, 9, 9, 9, 3, 3, 3, 3])
  expect(measurements.map(({ work }) => work?.amount).slice(-1)).toEqual([500_000])
})

test('time to first result tells from the runs of each turn whether auto is behind', () => {
  let turns = 0
  /** Slower and slower; by a quarter on auto. */
  const slowing: Run = (program, engine, parameters, fuel) => {
    const done = pretend(program, engine, parameters, fuel)
    const factor = (1 + Math.ceil(turns++ / 2)) * (engine === 'auto' ? 1.25 : 1)
    return { ...done, millisecondsFromStart: done.millisecondsFromStart * factor }
  }
  const verdictOf = (run: Run) => {
    const text = firstResultTable(measureFirstResult(programNamed('fib'), run, 3, 10_000))
    return text.split('\n').find((line) => line.startsWith('first-result: fib, 1000 ms'))
  }
  expect(verdictOf(pretend)).toMatch(/ good +500000 +520 +520 +3 +1\.00 +1\.00 … 1\.00$/)
  expect(verdictOf(slowing)).toMatch(/ behind .* 1\.25 +1\.25 … 1\.25$/)
})

test('growth shows the speed of what was added, without what every run pays', () => {
  const measurements = measureGrowth(pretend, 2, false, [1000, 10_000])
  expect(growthTable(measurements).split('\n').slice(2)).toEqual([
    expect.stringMatching(/^growth: count +10\^3 instructions +11\.0 +0 % +0\.0909 +- +64\.0$/),
    expect.stringMatching(/^growth: count +10\^4 instructions +20\.0 +0 % +0\.500 +1\.00 +64\.0$/),
    expect.stringMatching(/^growth: sieve +10\^3/),
    expect.stringMatching(/^growth: sieve +10\^4/),
  ])
})
