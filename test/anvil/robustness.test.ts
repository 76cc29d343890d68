// No source crashes or hangs the compiler: soups of tokens, programs with damage, and what grows without end.
import fc from 'fast-check'
import { translate } from 'isaforge/languages/anvil'
import { uvmKit } from 'isaforge/machines/uvm'
import { describe, expect, test } from 'vitest'
import { EXAMPLES, exampleText } from './examples.js'
import { programFrom } from './writer.js'

const WORDS = [
  ...['fn', 'let', 'var', 'const', 'if', 'else', 'while', 'for', 'in', 'step', 'break', 'continue', 'return'],
  ...['print', 'fail', 'and', 'or', 'not', 'true', 'false', 'int', 'float', 'bool', 'len', 'sqrt'],
  ...[
    'a',
    'b',
    'f',
    '1',
    '0',
    '2.5',
    '0x',
    '"text"',
    '"',
    '_',
    '9999999999',
    '\n',
    '\n',
    '// no\n',
    '#',
    '@',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    ';',
    '=',
    '==',
    '+',
    '-',
    '*',
    '/',
    '%',
    '<',
    '->',
    '..',
    '..=',
    '+=',
  ],
]

/** Translates, and compiles where nothing is wrong; every diagnostic must have a place in the text. */
function survives(text: string): void {
  const { program, diagnostics } = translate('soup.anvil', text)
  for (const { labels, message } of diagnostics) {
    expect(message).not.toBe('')
    for (const { span } of labels)
      expect(0 <= span.start && span.end <= text.length && span.start <= span.end).toBe(true)
  }
  expect(program === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
  if (program !== undefined) uvmKit.compiler?.compile(program, {})
}

describe('the compiler survives', () => {
  test('soups of tokens', () => {
    const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 120 }).map((words) => words.join(' '))
    fc.assert(fc.property(soup, survives), { numRuns: 3000 })
  })

  test('any characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), survives), { numRuns: 1000 })
  })

  test('programs with a part taken out, doubled or replaced', () => {
    const texts = fc.oneof(
      fc.constantFrom(...EXAMPLES.map(exampleText)),
      fc.array(fc.nat({ max: 10_000 }), { minLength: 20, maxLength: 300 }).map(programFrom),
    )
    const damage = fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 20 }),
      word: fc.constantFrom('', ...WORDS),
    })
    const damaged = fc.tuple(texts, fc.array(damage, { minLength: 1, maxLength: 4 })).map(([text, all]) =>
      all.reduce((sum, { at, length, word }) => {
        const start = at % (sum.length + 1)
        return sum.slice(0, start) + word + sum.slice(start + length)
      }, text),
    )
    fc.assert(fc.property(damaged, survives), { numRuns: 1500 })
  })

  test.each<[string, (count: number) => string]>([
    ['parentheses', (count) => `print ${'('.repeat(count)}1${')'.repeat(count)}`],
    ['open parentheses', (count) => `print ${'('.repeat(count)}`],
    ['minus signs', (count) => `let a = 1\nprint ${'- '.repeat(count)}a`],
    ['nots', (count) => `print ${'not '.repeat(count)}true`],
    ['sums', (count) => `let a = 1\nprint a${' + a'.repeat(count)}`],
    ['constants in sums', (count) => `print 1${' + 1'.repeat(count)}`],
    ['blocks', (count) => `${'{'.repeat(count)}print 1${'}'.repeat(count)}`],
    ['open blocks', (count) => '{\n'.repeat(count)],
    ['ifs', (count) => `let a = 1\n${'if a == 1 {\n'.repeat(count)}print 1${'}'.repeat(count)}`],
    ['else ifs', (count) => `let a = 1\nif a == 0 {}${' else if a == 1 {}'.repeat(count)}`],
    ['statements', (count) => 'print 1\n'.repeat(count)],
    [
      'variables',
      (count) => Array.from({ length: count }, (_, n) => `let a${n} = ${n}\nprint a${n}`).join('\n'),
    ],
    ['mistakes', (count) => 'print b\n'.repeat(count)],
    ['loops', (count) => 'for a in 0..2 { print a }\n'.repeat(count)],
    ['functions', (count) => Array.from({ length: count }, (_, n) => `fn f${n}() {}\nf${n}()`).join('\n')],
    [
      'calls',
      (count) => `fn f(a: int) -> int { return a }\nprint ${'f('.repeat(count)}1${')'.repeat(count)}`,
    ],
    ['closing brackets', (count) => '}'.repeat(count)],
    ['indexes', (count) => `let a = [0]\nprint ${'a['.repeat(count)}0${']'.repeat(count)}`],
    ['arrays', (count) => `let a = [${'1, '.repeat(count)}]\nprint a[0]`],
    ['logic', (count) => `let a = true\nprint a${' and a or a'.repeat(count)}`],
  ])('many %s', (_, textOf) => {
    for (const count of [10, 99, 120, 1000, 20_000]) survives(textOf(count))
  })
})
