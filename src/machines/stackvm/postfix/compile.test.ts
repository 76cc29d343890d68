// The postfix compiler in both dialects.

import { describe, expect, test } from 'vitest'
import type { Dialect } from '../options.js'
import { compilePostfix } from './compile.js'

const compile = (text: string, dialect: Dialect = 'extended') => compilePostfix('program.vm', text, dialect)
const words = (text: string, dialect?: Dialect) =>
  compile(text, dialect).words && Array.from(compile(text, dialect).words ?? [], (word) => word.toString(16))
const findings = (text: string, dialect?: Dialect) =>
  compile(text, dialect).diagnostics.map(({ code, severity, labels: [{ span }] }) => {
    const { line, column } = span.file.position(span.start)
    return `${severity} ${code} ${line}:${column}`
  })

describe('the postfix compiler', () => {
  test('makes a word of every token and appends a HALT', () => {
    expect(words('32 22 +')).toEqual(['20', '16', '40000001', '40000000'])
    expect(words('')).toEqual(['40000000'])
  })

  test('knows negative numbers, comments, tabs and CRLF in the extended dialect only', () => {
    const text = '-1 # minus one\r\n\t2 +'
    expect(words(text)).toEqual(['ffffffff', '2', '40000001', '40000000'])
    expect(words(text, 'reference')).toBeUndefined()
  })

  test('lets large literals become operations in the reference dialect only', () => {
    expect(words('1073741824', 'reference')).toEqual(['40000000', '40000000'])
    expect(findings('1073741824 -1073741825')).toEqual(['error number-range 1:1', 'error number-range 1:12'])
    expect(words('-1073741824')).toEqual(['c0000000', '40000000'])
    expect(findings('2147483648', 'reference')).toEqual(['error number-range 1:1'])
  })

  test('reports all errors of a text with their places, in the reference dialect the first', () => {
    const text = '1 x\n  2y +\n'
    expect(findings(text)).toEqual([
      'error bad-token 1:3',
      'error bad-token 2:3',
      'warning stack-underflow 2:6',
    ])
    expect(findings(text, 'reference')).toEqual(['error bad-token 1:3'])
  })

  test('warns of what is certain about the stack, in the extended dialect', () => {
    expect(findings('1 2')).toEqual(['warning final-depth 1:4'])
    expect(findings('1 + 2')).toEqual(['warning stack-underflow 1:3'])
    expect(findings('1 '.repeat(514))).toEqual(['warning stack-overflow 1:1025'])
    expect(findings('1 2', 'reference')).toEqual([])
  })
})
