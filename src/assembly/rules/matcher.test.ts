// Rules of any shape, as texts will define them: what matches, what wins (spec/asm-language.md section 8).

import { describe, expect, test } from 'vitest'
import { SourceFile } from '../../core/index.js'
import { newRoot } from '../program/symbols.js'
import { lex } from '../syntax/lexer.js'
import { InstructionNode, type SourceUnit } from '../syntax/node.js'
import { newWordTable } from '../syntax/tokens.js'
import { Budget, Context, type Environment } from '../values/context.js'
import { integer, unknown } from '../values/value.js'
import { LineMatcher } from './line-matcher.js'
import { literalsIn, type ParameterType, type PatternPart, type Rule } from './rule.js'
import { RuleSet } from './rule-set.js'
import { selectEncoding } from './select.js'

const u = (bits: number): ParameterType => ({ kind: 'unsigned', bits })
const any: ParameterType = { kind: 'any' }

/** A rule whose `{}` are parameters and whose encoding is its number in `size` bits. */
function rule(text: string, types: readonly ParameterType[] = [], size = 8): Rule {
  let index = 0
  const pattern = [...text.matchAll(/\{\}|\s+|./g)].map(([piece]): PatternPart => {
    if (piece === '{}') return { kind: 'parameter', index: index++ }
    return piece.trim() === ''
      ? { kind: 'space' }
      : { kind: 'literal', code: piece.charCodeAt(0), glued: false }
  })
  const parameters = types.map((type, at) => ({ name: `p${at}`, type }))
  const body = { fixedSize: () => size, evaluate: () => integer(1n, size, true) }
  return { pattern, literals: literalsIn(pattern), parameters, body, text, warning: undefined }
}

function lineOf(text: string): InstructionNode {
  const unit: SourceUnit = { file: new SourceFile('main', text), path: 'main', includedBy: undefined }
  const tokens = lex(unit.file, newWordTable())
  return new InstructionNode(unit, tokens, 0, tokens.count)
}

/** The patterns that match a line, with the source of each argument that is an expression. */
function matchesOf(text: string, ...rules: readonly Rule[]): string[] {
  const node = lineOf(text)
  const found = new LineMatcher(new RuleSet(rules), node.tokens.table, new Budget()).match(node)
  if (found.length === 0) return ['no-match']
  return found.map(({ rule: { text: pattern }, arguments: given, texts }) => {
    const shown = given.map((one, at) => {
      const { start, end } = texts?.[at] ?? one
      return one.kind === 'match' ? one.rule.text : text.slice(start, end)
    })
    return [pattern, ...shown].join(' | ')
  })
}

describe('matching', () => {
  test.each<[string, string, ParameterType[], string]>([
    ['ld [5 + 1]', 'ld [{}]', [u(8)], 'ld [{}] | 5 + 1'],
    ['ld[ 5 ]', 'ld [{}]', [u(8)], 'no-match'],
    ['LD;* c *;[5]', 'ld[{}]', [u(8)], 'ld[{}] | 5'],
    ['h al t', 'halt', [], 'halt'],
    ['st (1 + 2) * 3 + x', 'st {} + x', [any], 'st {} + x | (1 + 2) * 3'],
    ['mv r15b', 'mv r{}b', [u(4)], 'mv r{}b | 15'],
    ['mv a, b', 'mv {}, {}', [any, any], 'mv {}, {} | a | b'],
    ['mv f(a, b), c', 'mv {}, {}', [any, any], 'mv {}, {} | f(a, b) | c'],
    ['mv 1,2', 'mv {}, {}', [any, any], 'no-match'],
    ['x = 1 +', 'x = {}', [any], 'no-match'],
  ])('%j with %j', (line, pattern, types, expected) => {
    expect(matchesOf(line, rule(pattern, types))).toEqual([expected])
  })

  test('nested rules may be any of a set', () => {
    const registers = new RuleSet([rule('a'), rule('ab')])
    const load = rule('ld ({})+', [{ kind: 'rules', rules: registers, name: 'register' }])
    expect(matchesOf('ld (ab)+', load)).toEqual(['ld ({})+ | ab'])
    expect(matchesOf('ld (a)+', load)).toEqual(['ld ({})+ | a'])
    expect(matchesOf('ld (b)+', load)).toEqual(['no-match'])
  })

  test('the rule with the most literal characters wins, whatever its arguments evaluate to', () => {
    const general = rule('m {}', [any])
    expect(matchesOf('m ret', rule('m r{}', [u(4)]), general)).toEqual(['m r{} | et'])
    expect(matchesOf('m (ret)', rule('m r{}', [u(4)]), general)).toEqual(['m {} | ret'])
  })
})

describe('choosing among matches', () => {
  const select = (line: string, ...rules: readonly Rule[]) => {
    const node = lineOf(line)
    const found = new LineMatcher(new RuleSet(rules), node.tokens.table, new Budget()).match(node)
    const environment: Environment = {
      root: newRoot(),
      files: () => undefined,
      budget: new Budget(),
      vocabulary: [],
      oldNames: 'off',
      assembleBlock: () => unknown,
    }
    const context = new Context(environment, node.unit, environment.root)
    context.stage = 'final'
    const outcome = selectEncoding(found, context, true)
    if (outcome.kind === 'integer') return outcome.size
    return outcome.kind === 'mistaken' || outcome.kind === 'failed' ? outcome.report?.().code : outcome.kind
  }
  const short = rule('j {}', [u(4)], 8)
  const long = rule('j {}', [u(12)], 16)

  test.each([
    ['j 3', 8],
    ['j 300', 16],
    ['j 5000', 'argument-out-of-range'],
    ['j true', 'expected-integer'],
  ])('%j is encoded in %s', (line, expected) => {
    expect(select(line, short, long)).toBe(expected)
  })

  test('two encodings of the same size are ambiguous', () => {
    expect(select('j 3', short, rule('j {}', [u(5)], 8))).toBe('ambiguous-match')
  })
})
