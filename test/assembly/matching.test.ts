// Comparing lines with plain rules token by token gives what the general procedure gives character by character.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rulesOf } from '../../src/assembly/rules/derive.js'
import { LineMatcher } from '../../src/assembly/rules/line-matcher.js'
import { MatchBudget, TextMatcher } from '../../src/assembly/rules/matcher.js'
import type { RuleMatch } from '../../src/assembly/rules/rule.js'
import { mnemonicsOf } from '../../src/assembly/rules/spelling.js'
import { lex } from '../../src/assembly/syntax/lexer.js'
import { InstructionNode } from '../../src/assembly/syntax/node.js'
import { newWordTable } from '../../src/assembly/syntax/tokens.js'
import { Budget } from '../../src/assembly/values/context.js'
import { SourceFile } from '../../src/core/index.js'
import { lrvm } from '../../src/machines/lrvm/index.js'

const { rules } = rulesOf(lrvm)

function lineOf(text: string): InstructionNode {
  const unit = { file: new SourceFile('main', text), path: 'main', includedBy: undefined }
  const tokens = lex(unit.file, newWordTable())
  return new InstructionNode(unit, tokens, 0, tokens.count)
}

function generalMatches(node: InstructionNode): readonly RuleMatch[] {
  const matcher = new TextMatcher(node, new MatchBudget())
  const whole = rules.rules.flatMap((rule) => matcher.matchWhole(rule, node.start, node.end))
  const most = Math.max(...whole.map(({ literals }) => literals))
  return whole.filter(({ literals }) => literals === most)
}

function plainMatches(node: InstructionNode): readonly RuleMatch[] {
  return new LineMatcher(rules, node.tokens.table, new Budget()).match(node)
}

test('on lines of LRVM, right and wrong ones', () => {
  const operand = fc.constantFrom(
    'a0',
    'RR7',
    'pc',
    'pcx',
    '(a0)',
    '5',
    '-x',
    'f(a, b)',
    'ZF',
    '{ 1, 2 }',
    'x[1:0]',
    '1 +',
    '',
  )
  const line = fc.record({
    mnemonic: fc.constantFrom(...mnemonicsOf(lrvm), 'IF', 'frob'),
    blank: fc.constantFrom(' ', '\t', '', ' ;* c *; '),
    operands: fc.array(operand, { maxLength: 4 }),
    comma: fc.constantFrom(', ', ',', ' , '),
  })
  fc.assert(
    fc.property(line, ({ mnemonic, blank, operands, comma }) => {
      const node = lineOf(mnemonic + blank + operands.join(comma))
      const plain = plainMatches(node).map(({ rule, literals }) => ({
        rule: rules.rules.indexOf(rule),
        literals,
      }))
      const general = generalMatches(node).map(({ rule, literals }) => ({
        rule: rules.rules.indexOf(rule),
        literals,
      }))
      expect(plain).toEqual(general)
    }),
    { numRuns: 2000 },
  )
})
