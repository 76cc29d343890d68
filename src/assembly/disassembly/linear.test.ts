// Solving expressions for the parameter in them.
import { expect, test } from 'vitest'
import { SourceFile } from '../../core/index.js'
import type { Parameter } from '../rules/rule.js'
import { parseExpression } from '../syntax/expression-parser.js'
import { lex } from '../syntax/lexer.js'
import { TokenReader } from '../syntax/token-reader.js'
import { newWordTable } from '../syntax/tokens.js'
import { isInverse, linearIn, solve } from './linear.js'

const expressionOf = (text: string) =>
  parseExpression(new TokenReader(lex(new SourceFile('main', text), newWordTable())))
const parameters: readonly Parameter[] = ['x', 'y'].map((name) => ({ name, type: { kind: 'any' } }))

test.each([
  ['x - $ - 2', 5n, 107n],
  ['$ + 4 - x', 4n, 100n],
  ['-(x - 1)', 3n, -2n],
  ['distance + 1', 4n, 103n],
])('when %s is %s at address 100, x is %s', (text, value, expected) => {
  const linear = linearIn(expressionOf(text), parameters, new Map([['distance', expressionOf('x - $')]]))
  if (linear === undefined) throw new Error('not linear')
  expect(isInverse(linear)).toBe(true)
  expect(solve(linear, value, 100n)).toBe(expected)
})

test.each(['x * 2', 'x + y', 'x / 2', 'other'])('%s has no solution', (text) => {
  expect(linearIn(expressionOf(text), parameters, new Map())).toBeUndefined()
})

test('a variable that is defined by itself ends the search', () => {
  expect(linearIn(expressionOf('d'), parameters, new Map([['d', expressionOf('d + 1')]]))).toBeUndefined()
})
