import { describe, expect, test } from 'vitest'
import { compare, median, spread } from '../../bench/statistics.js'

describe('the median', () => {
  test('is the middle sample, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5)
  })

  test('of an even number of samples lies between the two in the middle', () => {
    expect(median([4, 1, 2, 100])).toBe(3)
  })

  test('compares numbers, not texts', () => {
    expect(median([10, 9, 100])).toBe(10)
  })

  test('of no samples is an error', () => {
    expect(() => median([])).toThrow(RangeError)
  })
})

test('the spread is the range of the samples in relation to the median', () => {
  expect(spread([8, 10, 13])).toBe(0.5)
})

describe('a comparison', () => {
  test('reports a clear difference and its ratio', () => {
    expect(compare([100, 101, 102], [50, 51, 52])).toEqual({ ratio: 51 / 101, verdict: 'lower' })
    expect(compare([50, 51, 52], [100, 101, 102]).verdict).toBe('higher')
  })

  test('calls a difference below the threshold the same', () => {
    expect(compare([100, 100, 100], [109, 109, 109]).verdict).toBe('same')
    expect(compare([100, 100, 100], [111, 111, 111]).verdict).toBe('higher')
  })

  test('calls a difference the same when the samples overlap', () => {
    expect(compare([80, 100, 150], [140, 150, 160]).verdict).toBe('same')
  })
})
