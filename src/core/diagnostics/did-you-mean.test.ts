import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didYouMean, editDistance } from './did-you-mean.js'

const instructions = ['add', 'adc', 'sub', 'jump', 'jump_if_zero', 'store', 'load', 'halt']

describe('a guess', () => {
  test.each([
    ['jmup', 'jump'],
    ['stroe', 'store'],
    ['jump_if_zreo', 'jump_if_zero'],
    ['HALT', 'halt'],
    ['lod', 'load'],
  ])('for %s is %s', (word, meant) => {
    expect(didYouMean(word, instructions)).toBe(meant)
  })

  test.each(['multiply', 'xyz', '', 'x'])('for %j is not made', (word) => {
    expect(didYouMean(word, instructions)).toBeUndefined()
  })

  test('is never a word that shares no letter', () => {
    expect(didYouMean('a', ['b', 'c'])).toBeUndefined()
  })

  test('is the nearest one and, of equally near ones, the first', () => {
    expect(didYouMean('regiser', ['registers', 'register', 'regisser'])).toBe('register')
  })

  test('is not the word itself', () => {
    expect(didYouMean('add', ['add'])).toBeUndefined()
  })

  test('takes bounded time whatever the words', () => {
    const began = process.cpuUsage()
    expect(didYouMean('a'.repeat(1_000_000), ['a'])).toBeUndefined()
    expect(didYouMean('a'.repeat(60), Array(100_000).fill('b'.repeat(60)))).toBeUndefined()
    expect(process.cpuUsage(began).user).toBeLessThan(20_000_000)
  })
})

describe('the distance', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })

  test('counts one for a swap of neighbours', () => {
    expect(editDistance('abcd', 'abdc', 4)).toBe(1)
  })

  test('is symmetric, and zero only between equal words', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 8)).toBe(editDistance(b, a, 8))
        expect(editDistance(a, b, 8) === 0).toBe(a === b)
      }),
    )
  })

  test('is exact up to the limit and above the limit beyond it', () => {
    fc.assert(
      fc.property(word, word, fc.nat(4), (a, b, limit) => {
        const exact = editDistance(a, b, 100)
        if (exact <= limit) expect(editDistance(a, b, limit)).toBe(exact)
        else expect(editDistance(a, b, limit)).toBeGreaterThan(limit)
      }),
    )
  })
})
