import { expect, test } from 'vitest'
import { Diagnostics } from './collector.js'
import { error, warning } from './diagnostic.js'

test('diagnostics are listed in the order in which they were added', () => {
  const diagnostics = new Diagnostics()
  const [first, second] = [warning('a', 'first'), error('b', 'second')]
  diagnostics.add(first)
  expect(diagnostics.hasErrors).toBe(false)
  diagnostics.add(second)
  expect(diagnostics.hasErrors).toBe(true)
  expect(diagnostics.list).toEqual([first, second])
})

test('diagnostics past the limit are counted but not kept', () => {
  const diagnostics = new Diagnostics(3)
  for (let count = 0; count < 1000; count++) diagnostics.add(error('flood', 'again'))
  expect(diagnostics.list).toHaveLength(3)
  expect(diagnostics.counts).toEqual({ error: 1000, warning: 0, note: 0 })
})

test('a flood of warnings does not hide an error', () => {
  const diagnostics = new Diagnostics(2)
  for (let count = 0; count < 10; count++) diagnostics.add(warning('flood', 'again'))
  diagnostics.add(error('important', 'broken'))
  expect(diagnostics.list.map(({ code }) => code)).toEqual(['flood', 'flood', 'important'])
})

test('a diagnostic cannot be changed', () => {
  expect(Object.isFrozen(error('a', 'b'))).toBe(true)
})
