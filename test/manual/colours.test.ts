// The grammars of machines' own languages give the words of a program their names.
import { colours } from 'isaforge/languages/anvil'
import { stackVmKit } from 'isaforge/machines/stackvm'
import { uvmKit } from 'isaforge/machines/uvm'
import { expect, test } from 'vitest'

/** The scope of the first pattern that finds the whole text. Editors know `(?i)`, JavaScript a flag. */
function scopeOf({ language }: Pick<typeof uvmKit, 'language'>, text: string): string | undefined {
  return language?.colours.find(([, pattern]) => {
    const isLoose = pattern.startsWith('(?i)')
    return new RegExp(pattern.replace('(?i)', ''), isLoose ? 'i' : '').exec(text)?.[0] === text
  })?.[0]
}

test.each([
  ['; a comment', 'comment.line'],
  ["'\\n'", 'string.quoted.single'],
  ['.byte', 'keyword.control.directive'],
  ['IPush', 'keyword.operator.mnemonic'],
  ['-1.5e3', 'constant.numeric'],
  ['0x7F', 'constant.numeric'],
  ['-inf', 'constant.language'],
  ['ipsh', undefined],
])('in uVM assembly, %s is %s', (text, scope) => {
  expect(scopeOf(uvmKit, text)).toBe(scope)
})

test.each([
  ['# a comment', 'comment.line.number-sign'],
  ['-5', 'constant.numeric'],
  ['-', 'keyword.operator'],
  ['5x', 'invalid.illegal'],
])('in postfix text, %s is %s', (text, scope) => {
  expect(scopeOf(stackVmKit, text)).toBe(scope)
})

test.each([
  ['// a comment', 'comment.line.double-slash'],
  ['"a \\" b"', 'string.quoted.double'],
  ['while', 'keyword.control'],
  ['not', 'keyword.operator.logical'],
  ['float', 'storage.type'],
  ['true', 'constant.language'],
  ['0xFF', 'constant.numeric'],
  ['1.5e-3', 'constant.numeric'],
  ['..=', 'keyword.operator'],
  ['whiles', undefined],
])('in Anvil, %s is %s', (text, scope) => {
  expect(scopeOf({ language: { ...uvmKit.language!, colours } }, text)).toBe(scope)
})
