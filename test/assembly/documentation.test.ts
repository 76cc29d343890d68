// The programs in docs/assembly*.md assemble.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { assemble, FORMAT_NAMES } from '../../src/assembly/index.js'
import { lrvm } from '../../src/machines/lrvm/index.js'
import { described, hexadecimal } from './assembling.js'

const textOf = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
const programsIn = (text: string): string[] =>
  [...text.matchAll(/```asm\n([\s\S]*?)```/g)].map(([, program]) => program)

/** What the programs about extensions take for granted. */
const SURROUNDINGS = `#ruledef {
    nop => 0x00
    push r{n: u4} => 0xf @ n
}
start:
label:
`

function problemsOf(source: string, machine?: typeof lrvm): string[] {
  const files = { 'main.asm': source }
  const assembly = assemble({ entry: 'main.asm', files, ...(machine === undefined ? {} : { machine }) })
  return assembly.diagnostics.map(described)
}

const [withRules, forMachine] = programsIn(textOf('assembly.md'))

test('the first program of the guide has the bytes that its rules say', () => {
  const { image = new Uint8Array() } = assemble({ entry: 'main.asm', files: { 'main.asm': withRules } })
  expect(hexadecimal(image)).toBe('100521' + '1234' + '308000')
})

test('the second one adds a rule to those of a machine', () => {
  expect(problemsOf(forMachine, lrvm)).toEqual([])
})

describe('the programs about extensions assemble', () => {
  test.each(programsIn(textOf('assembly-extensions.md')))('%s', (program) => {
    expect(problemsOf(SURROUNDINGS + program)).toEqual([])
  })
})

test('the guide names all formats', () => {
  const guide = textOf('assembly.md')
  expect(FORMAT_NAMES.filter((name) => !guide.includes(`\`${name}\``))).toEqual([])
})
