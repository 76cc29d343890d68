// The grammar for editors gives the words of a program their names.
import { textMateGrammar } from 'isaforge/assembly/sections'
import { mvm } from 'isaforge/machines/mvm'
import { expect, test } from 'vitest'

const { patterns } = textMateGrammar(mvm)

/** The name that the first rule gives which finds the whole text. */
function nameOf(text: string): string | undefined {
  const rule = patterns.find((each) => {
    const found = new RegExp('match' in each ? each.match : `${each.begin}.*${each.end}`).exec(text)
    return found?.[0] === text
  })
  return rule?.name.replace(/\.mvm$/, '')
}

test.each([
  ['; a comment', 'comment.line.semicolon'],
  ['"a\\n"', 'string.quoted.double'],
  ['section', 'keyword.control.directive'],
  ['mov', 'keyword.operator.mnemonic'],
  ['push64', 'keyword.operator.mnemonic'],
  ['mov:', 'entity.name.function'],
  ['.loop:', 'entity.name.function'],
  ['%r0', 'variable.language.register'],
  ['%stack_ptr', 'variable.language.register'],
  ['%r9', 'invalid.illegal'],
  ['$syscall', 'support.constant'],
  ['$0x1F_f', 'constant.numeric'],
  ['$nothing', 'invalid.illegal'],
  ['17', 'invalid.illegal'],
  ['xadd', undefined],
])('%s is %s', (text, name) => {
  expect(nameOf(text)).toBe(name)
})
