import { expect, test } from 'vitest'
import { kernelMeans } from '../../bench/kernel-means.js'
import { kernelMeanLines } from '../../bench/report.js'
import type { Measurement } from '../../bench/results.js'

const took = (benchmark: string, subject: string, milliseconds: number): Measurement => ({
  benchmark,
  subject,
  samples: [milliseconds],
})

test('the mean of an engine is the geometric mean over the kernels, without other programs', () => {
  const measurements = [
    took('sieve', 'jit', 20),
    took('sieve', 'C', 10),
    took('fib', 'jit', 80),
    took('fib', 'C', 10),
    took('count', 'jit', 1000),
    took('count', 'C', 1),
  ]
  const [mean, ...others] = kernelMeans(measurements)
  expect(others).toEqual([])
  expect(mean).toMatchObject({ engine: 'jit', kernels: ['sieve', 'fib'] })
  expect(mean.timeOverC).toBeCloseTo(4)
  expect(kernelMeanLines([mean])).toBe('geometric mean of time/C over 2 kernels: jit 4.00×')
})

test('without C there is no mean', () => {
  expect(kernelMeans([took('sieve', 'jit', 20)])).toEqual([])
})
