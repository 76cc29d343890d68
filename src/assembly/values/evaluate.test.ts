// Values of expressions, and what is wrong with those that have none.
import { describe, expect, test } from 'vitest'
import { SourceFile } from '../../core/index.js'
import { AssemblySymbol, newRoot } from '../program/symbols.js'
import { parseExpression } from '../syntax/expression-parser.js'
import { lex } from '../syntax/lexer.js'
import { TokenReader } from '../syntax/token-reader.js'
import { newWordTable } from '../syntax/tokens.js'
import { Budget, Context, type Environment } from './context.js'
import { evaluate } from './evaluate.js'
import { integer, unknown } from './value.js'

const FILES: Readonly<Record<string, Uint8Array | string>> = {
  'data.bin': Uint8Array.of(1, 2, 3),
  'hex.txt': 'a_b\nc',
}

function newContext(text: string): Context {
  const root = newRoot()
  const known = new AssemblySymbol('known', root, 'constant', undefined)
  known.value = integer(42n, undefined, true)
  root.addChild(known)
  const environment: Environment = {
    root,
    files: (name: string) => FILES[name],
    budget: new Budget(),
    vocabulary: [],
    oldNames: 'fallback',
    assembleBlock: () => unknown,
  }
  const file = new SourceFile('main', text)
  const context = new Context(environment, { file, path: 'main', includedBy: undefined }, root)
  context.stage = 'round'
  return context
}

/** The value as `number`, `number:size`, `true`, `void`; or the code and the marked text of the mistake. */
function outcomeOf(text: string): string {
  const context = newContext(text)
  const reader = new TokenReader(lex(context.file, newWordTable()))
  const expression = parseExpression(reader)
  if (reader.failure !== undefined) return reader.failure.diagnostic.code
  if (reader.at < reader.end) return `rest ${text.slice(reader.start)}`
  const value = evaluate(expression, context)
  if (value.kind === 'integer')
    return value.size === undefined ? `${value.value}` : `${value.value}:${value.size}`
  if (value.kind === 'boolean') return `${value.value}`
  if ((value.kind !== 'mistaken' && value.kind !== 'failed') || value.report === undefined) return value.kind
  const { code, labels } = value.report()
  return `${code} ${text.slice(labels[0].span.start, labels[0].span.end)}`
}

describe('precedence', () => {
  test.each([
    ['1 + 2 * 3', '7'],
    ['1 << 2 + 1', '8'],
    ['6 & 3 | 8 ^ 1', '11'],
    ['1 | 2 == 3', 'true'],
    ['1 == 1 && 2 == 3 || true', 'true'],
    ['10 - 3 - 2', '5'],
    ['-8[7:0]', '248:8'],
    ['-1`8', '255:8'],
    ['0x1234`8[3:0]', '4:4'],
    ['0x1 @ 0x2', '18:8'],
    ['false ? 1 : true ? 2 : 3', '2'],
    ['{ x = 2, y = x * x, y + 1 }', '5'],
  ])('%s = %s', (text, expected) => {
    expect(outcomeOf(text)).toBe(expected)
  })
})

describe('operators', () => {
  test.each([
    ['-7 / 2', '-3'],
    ['-7 % 3', '-1'],
    ['-7 >> 1', '-4'],
    ['!0', '-1'],
    ['!true', 'false'],
    ['true ^ true', 'false'],
    ['{} == {}', 'true'],
    ['"ab" == 0x6162', 'true'],
    ['"é" < 0', 'true'],
    ['0xff[15:0]', '255:16'],
    ['(-2)[15:0]', '65534:16'],
    ['255 >> 0xffff_ffff', '0'],
    ['true || (1 / 0 == 0)', 'true'],
    ['known + 1', '43'],
  ])('%s = %s', (text, expected) => {
    expect(outcomeOf(text)).toBe(expected)
  })
})

describe('functions of the language', () => {
  test.each([
    ['le(0x1234)', '13330:16'],
    ['$le(0x1234)', '13330:16'],
    ['sizeof(0x123)', '12'],
    ['strlen("é€")', '5'],
    ['utf16be("ab")', '6357090:32'],
    ['utf16le("a")', '24832:16'],
    ['utf32le("a")', '1627389952:32'],
    ['ascii("é€")', '-5888:16'],
    ['assert(1 < 2)', 'void'],
    ['incbin("data.bin", 1)', '515:16'],
    ['inchexstr("hex.txt", 1, 2)', '188:8'],
  ])('%s = %s', (text, expected) => {
    expect(outcomeOf(text)).toBe(expected)
  })
})

describe('mistakes', () => {
  test.each([
    ['1 / (2 - 2)', 'division-by-zero 1 / (2 - 2)'],
    ['4 + 5 % 0', 'modulo-by-zero 5 % 0'],
    ['1 + true', 'operator-type 1 + true'],
    ['1 < 2 < 3', 'operator-type 1 < 2 < 3'],
    ['5 && true', 'operator-type 5'],
    ['1 ? 2 : 3', 'condition-type 1'],
    ['0x1 @ 5', 'concat-unsized 5'],
    ['true[3:0]', 'slice-type true'],
    ['0xff[3:5]', 'slice-range 0xff[3:5]'],
    ['le(0x123)', 'le-size 0x123'],
    ['le(5)', 'expected-sized 5'],
    ['strlen()', 'argument-count strlen()'],
    ['assert(1 > 2, "no")', 'assertion-failed assert(1 > 2, "no")'],
    ['knwon + 1', 'unknown-symbol knwon'],
    ['known.child', 'unknown-symbol child'],
    ['(1)(2)', 'not-callable 1'],
    ['(1 + 2) = 3', 'invalid-assignment 1 + 2'],
    ['incbin("none")', 'file-not-found "none"'],
    ['incbin("../x")', 'path-escapes-root "../x"'],
    ['incbin("data.bin", 2, 2)', 'file-range 2'],
  ])('%s: %s', (text, expected) => {
    expect(outcomeOf(text)).toBe(expected)
  })
})

describe('nothing is too large or too deep', () => {
  test.each([
    ['1 << 0xffff_ffff', 'value-range 1 << 0xffff_ffff'],
    ['1 << 0x1_0000_0000', 'value-range 1 << 0x1_0000_0000'],
    ['(1 << 16000000) * (1 << 16000000)', 'value-range 1 << 16000000) * (1 << 16000000)'],
    ['1`0x7fff_ffff_ffff', 'value-range 1`0x7fff_ffff_ffff'],
  ])('%s: %s', (text, expected) => {
    expect(outcomeOf(text)).toBe(expected)
  })

  test('parentheses, signs and blocks have a limit', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['{', '}'],
      ['-', ''],
      ['1 ? 2 : ', ''],
    ]) {
      expect(outcomeOf(`${open.repeat(100_000)}1${close.repeat(100_000)}`)).toBe('expression-too-deep')
    }
  })

  test('chains of operators have none', () => {
    expect(outcomeOf(Array(100_000).fill('1').join(' + '))).toBe('100000')
  })
})

test('a name that is not quite right is recognised', () => {
  const context = newContext('knwon')
  const value = evaluate({ kind: 'name', dots: 0, name: 'knwon', start: 0, end: 5 }, context)
  expect(value.kind === 'mistaken' && value.report?.().help).toBe('did you mean `known`?')
})
