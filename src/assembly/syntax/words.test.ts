// Words get numbers, and keep them.
import { expect, test } from 'vitest'
import { WordTable } from './words.js'

test('equal identifiers get equal numbers, wherever they are in a text', () => {
  const table = new WordTable()
  const text = 'loop add loop'
  expect(table.intern(text, 0, 4)).toBe(0)
  expect(table.intern(text, 5, 8)).toBe(1)
  expect(table.intern(text, 9, 13)).toBe(0)
  expect(table.texts).toEqual(['loop', 'add'])
})

test('the table grows without losing anything', () => {
  const table = new WordTable()
  const words = Array.from({ length: 20_000 }, (_, number) => `w${number}`)
  const numbers = words.map((word) => table.intern(word, 0, word.length))
  expect(new Set(numbers).size).toBe(words.length)
  expect(words.map((word) => table.intern(word, 0, word.length))).toEqual(numbers)
})
