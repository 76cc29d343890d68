// When a region is of no use: when it refuses again and again, and not much happens in between.

import { expect, test } from 'vitest'
import { Refusals } from './refusals.js'

/** The number of the refusal that is one too many, if one is among the first 1000. */
function tooMany(between: number): number | undefined {
  const refusals = new Refusals()
  for (let count = 1; count <= 1000; count++) if (refusals.note(1n, count * between)) return count
  return undefined
}

test('a region that refuses all the time goes', () => {
  expect(tooMany(10)).toBe(32)
})

test('a region that runs most of the time stays', () => {
  expect(tooMany(5000)).toBeUndefined()
})

test('regions are counted each for itself', () => {
  const refusals = new Refusals()
  for (let count = 1; count < 32; count++) {
    expect(refusals.note(1n, count)).toBe(false)
    expect(refusals.note(2n, count)).toBe(false)
  }
  expect(refusals.note(1n, 32)).toBe(true)
})
