// Finding rules by how texts begin.
import { expect, test } from 'vitest'
import { integer } from '../values/value.js'
import { literalParts } from './pattern.js'
import { PrefixIndex } from './prefix-index.js'
import { constantBody, type Rule } from './rule.js'

/** A rule with a literal beginning, and a parameter behind it when the text ends in `…`. */
function rule(text: string): Rule {
  const literals = literalParts(text.replace('…', ''), false)
  const pattern = text.endsWith('…') ? [...literals, { kind: 'parameter' as const, index: 0 }] : literals
  const body = constantBody(integer(0n, 8, true))
  return { pattern, literals: literals.length, parameters: [], body, text, warning: undefined }
}

function indexOf(...texts: readonly string[]): PrefixIndex {
  const index = new PrefixIndex()
  for (const text of texts) index.add(rule(text))
  return index
}

function candidatesIn(index: PrefixIndex, text: string, limit = 100): string[] {
  return index.candidates(text, 0, text.length, (count) => count <= limit).map((each) => each.text)
}

test('rules whose literal beginning is in the text are candidates, in the order in which they were added', () => {
  const index = indexOf('ld…', '…', 'l…', 'ldx', 'st…')
  expect(candidatesIn(index, 'ldx')).toEqual(['ld…', '…', 'l…', 'ldx'])
  expect(candidatesIn(index, 'st 5')).toEqual(['…', 'st…'])
})

test('case, blanks and comments in the text do not matter', () => {
  expect(candidatesIn(indexOf('halt'), ' H al;* c *; T')).toEqual(['halt'])
})

test('too many candidates are none', () => {
  expect(candidatesIn(indexOf('a…', 'a…', 'a…'), 'a', 2)).toEqual([])
})

test('the nearest rules share the longest beginning', () => {
  const { rules, characters } = indexOf('load…', 'log', 'store').nearest('lot', 0, 3)
  expect([rules.map(({ text }) => text).sort(), characters]).toEqual([['load…', 'log'], 2])
})

test('rules that need characters which the text does not have are no candidates', () => {
  const index = new PrefixIndex()
  for (const text of ['y', 'z', 'yz'])
    index.add({ ...rule(`…`), pattern: [{ kind: 'parameter', index: 0 }, ...rule(text).pattern], text })
  expect(candidatesIn(index, 'x y')).toEqual(['y'])
  expect(candidatesIn(index, 'x zy')).toEqual(['y', 'z', 'yz'])
})
