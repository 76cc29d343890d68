// Tokens of all kinds, and texts that contain none.
import { describe, expect, test } from 'vitest'
import { SourceFile } from '../../core/index.js'
import { lex } from './lexer.js'
import { END, ERROR, LINE_BREAK, NUMBER, newWordTable, STRING, WORD } from './tokens.js'

const NAMES = new Map([
  [END, 'end'],
  [LINE_BREAK, 'break'],
  [WORD, 'word'],
  [NUMBER, 'number'],
  [STRING, 'string'],
  [ERROR, 'error'],
])

/** The tokens as text: `kind:text`, punctuation as itself. */
function tokensOf(text: string): string {
  const tokens = lex(new SourceFile('a', text), newWordTable())
  return Array.from({ length: tokens.count }, (_, index) => {
    const name = NAMES.get(tokens.kinds[index])
    if (name === 'break') return '⏎'
    return name === undefined ? tokens.text(index) : `${name}:${tokens.text(index)}`
  }).join(' ')
}

test.each([
  ['add r1, 0x1F', 'word:add word:r1 , number:0x1F'],
  ['a\r\n\tb', 'word:a ⏎ word:b'],
  ['$ $ff $fg $0x1 a$b', 'word:$ number:$ff word:$fg word:$0x1 word:a$b'],
  ['7%1 7%2 %1000%%110', 'number:7 number:%1 number:7 % number:2 number:%1000 % number:%110'],
  ['10a 1_000', 'number:10a number:1_000'],
  ['a>>>b>>c>=d->e=>f', 'word:a >>> word:b >> word:c >= word:d -> word:e => word:f'],
  ['..x::y:', '. . word:x :: word:y :'],
  ['"a;b" "c\nd"', 'string:"a;b" string:"c\nd"'],
  ['"open', 'error:" word:open'],
  ["é '", "error:é error:'"],
  ['𝒳', 'error:𝒳'],
])('%j is %s', (text, expected) => {
  expect(tokensOf(text)).toBe(expected)
})

describe('comments', () => {
  test.each([
    ['a ; rest\nb', 'word:a ⏎ word:b'],
    ['a ;* one ;* two *; three *; b', 'word:a word:b'],
    ['a ;* over\nlines *; b', 'word:a word:b'],
    ['a ;**; b', 'word:a word:b'],
    ['a ;* never closed\nb', 'word:a'],
    [';*;*', ''],
  ])('%j is %j', (text, expected) => {
    expect(tokensOf(text)).toBe(expected)
  })
})

test('a byte order mark at the beginning is no token', () => {
  expect(tokensOf('\ufeffhalt')).toBe('word:halt')
})

test('a part of a text has only the tokens of that part', () => {
  const tokens = lex(new SourceFile('a', 'add r1, 12345 ; x'), newWordTable(), 4, 10)
  expect(Array.from({ length: tokens.count }, (_, index) => tokens.text(index))).toEqual(['r1', ',', '12'])
})

test('a megabyte of nested comments and of blanks needs no stack', () => {
  expect(tokensOf(`${';*'.repeat(500_000)}${'*;'.repeat(500_000)} a`)).toBe('word:a')
})
