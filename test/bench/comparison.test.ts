import { expect, test } from 'vitest'
import { compareResults, environmentDifferences } from '../../bench/comparison.js'
import type { Measurement, Results } from '../../bench/results.js'

const environment = {
  date: '2026-01-01',
  node: '20.20.0',
  v8: '11.3',
  cpu: 'a CPU',
  cores: 2,
  system: 'linux 6',
  compiler: 'cc 1',
}

const results = (...measurements: readonly Measurement[]): Results => ({
  version: 1,
  environment,
  measurements,
})

const measured = (subject: string, ...samples: readonly number[]): Measurement => ({
  benchmark: 'count',
  subject,
  samples,
})

test('a comparison shows medians, their ratio and what it means', () => {
  const before = results(measured('interpreter', 100, 100, 101), measured('C', 10, 10, 10))
  const after = results(measured('interpreter', 50, 50, 51), measured('C', 10, 10, 11))
  const lines = compareResults(before, after).split('\n')
  expect(lines[2]).toMatch(/^count +interpreter +100 +50\.0 +0\.50 +faster$/)
  expect(lines[3]).toMatch(/^count +C +10\.0 +10\.0 +1\.00 +noise$/)
})

test('what only one of the runs measured is named', () => {
  const text = compareResults(results(measured('C', 1)), results(measured('interpreter', 1)))
  expect(text).toContain('count interpreter is not in the old results')
  expect(text).toContain('count C is not in the new results')
})

test('a different computer is mentioned, a different date is not', () => {
  const before = results()
  const after = { ...before, environment: { ...environment, date: '2026-02-02', node: '24.0.0' } }
  expect(environmentDifferences(before, after)).toEqual(['different node: 20.20.0 and 24.0.0'])
})
