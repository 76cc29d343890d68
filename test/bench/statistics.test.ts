import { describe, expect, test } from 'vitest'
import { compare, median, ratioOfPairs, spread } from '../../bench/statistics.js'

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

describe('samples that were taken in turns', () => {
  test('are compared turn by turn, whatever all of a turn is slowed down by', () => {
    expect(ratioOfPairs([10, 100, 1000], [12, 120, 1200])).toEqual({ ratio: 1.2, low: 1.2, high: 1.2 })
  })

  test.each([
    [5, 1, 5],
    [6, 1, 6],
    [9, 2, 8],
    [15, 4, 12],
    [21, 6, 16],
  ])('%i of them have their median between the ratios number %i and %i', (count, low, high) => {
    const ratios = Array.from({ length: count }, (_, index) => index + 1)
    const ones = ratios.map(() => 1)
    expect(ratioOfPairs(ones, ratios)).toMatchObject({ low, high })
  })

  test('come in pairs', () => {
    expect(() => ratioOfPairs([1, 2], [1])).toThrow(RangeError)
  })
})
