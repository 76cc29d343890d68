// The annotated listing and the listing of symbols, held against the texts that the language defines.
import { expect, test } from 'vitest'
import { readFormat, symbolListing } from '../../src/assembly/index.js'
import { assembleText } from './assembling.js'

const source = `main:
    cpy a0, 0x10
.loop: jp .loop
text: #d "Hello, world!"
      #d4 1
`
const assembly = assembleText(source)

test('the annotated format', () => {
  expect(assembly.format('annotated')).toBe(
    [
      ' outp | addr | data (base 16)',
      '',
      '  0:0 |    0 |             ; main:',
      '  0:0 |    0 | 0c 00 00 10 ; cpy a0, 0x10',
      '  4:0 |    4 |             ; .loop:',
      '  4:0 |    4 | 0c 16 00 04 ; jp .loop',
      '  8:0 |    8 |             ; text:',
      '  8:0 |    8 | 48 65 6c 6c 6f 2c 20 77 6f 72 6c 64 21 ; "Hello, world!"',
      ' 15:0 |   15 | 1           ; 1',
      '',
    ].join('\n'),
  )
})

test('other bases, and no labels', () => {
  const binary = assembleText(source).format('annotated,base:2,group:8,addr_base:10,labels:false')
  expect(`${binary}`.split('\n').slice(0, 3)).toEqual([
    ' outp | addr (base 10) | data (base 2)',
    '',
    '  0:0 |              0 | 00001100 00000000 00000000 00010000 ; cpy a0, 0x10',
  ])
})

test('symbols', () => {
  expect(symbolListing(assembly.symbols)).toBe('main = 0x0\nmain.loop = 0x4\ntext = 0x8\n')
})

test('the source map as JSON leads from addresses to places in files', () => {
  const map = JSON.parse(`${assembly.format('sourcemap')}`)
  expect(map.files.map(({ name }: { name: string }) => name)).toEqual(['main.lasm'])
  expect(map.addresses).toEqual([0, 0, 4, 4, 8, 8, 21])
  expect(source.slice(map.starts[1], map.ends[1])).toBe('cpy a0, 0x10')
})

test('a format that does not exist, or an argument of the wrong kind, is a diagnostic', () => {
  const codeOf = (specification: string) => {
    const output = assembly.format(specification)
    return typeof output === 'object' && 'code' in output ? output.code : 'none'
  }
  expect(codeOf('hexdmp')).toBe('format-unknown')
  expect(codeOf('list,bse:16')).toBe('format-argument-unknown')
  expect(codeOf('list,base:3')).toBe('format-argument-value')
})

test('a binary that ends inside a byte deserves a warning', () => {
  const format = readFormat('binary')
  if ('severity' in format) throw new Error(format.message)
  expect(assembly.warningFor(format)?.code).toBe('binary-not-byte-aligned')
})
