// Disassembled programs assemble to the same bytes; what the assembler wrote comes back as a program.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { disassembleSections } from 'isaforge/assembly/sections'
import { mvm, splitFile } from 'isaforge/machines/mvm'
import { describe, expect, test } from 'vitest'
import { assembled, imageOf } from './assembling.js'

interface AssemblerCase {
  readonly id: string
  readonly bytes_hex?: string
}

const images = readFileSync('test/conformance/mvm/asm.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line): AssemblerCase => JSON.parse(line))
  .flatMap(({ id, bytes_hex }) => {
    const { image } = splitFile(Uint8Array.from(Buffer.from(bytes_hex ?? '', 'hex')))
    return image.length === 0 ? [] : [{ id, image }]
  })

const reassembled = (image: Uint8Array): Uint8Array | undefined => {
  const text = disassembleSections(mvm, image)?.text
  return text === undefined ? undefined : assembled(text).image
}

describe('the programs of the vectors', () => {
  test('come back as the same bytes', () => {
    const wrong = images.filter(({ image }) => Buffer.compare(reassembled(image) ?? Buffer.of(), image) !== 0)
    expect(wrong.map(({ id }) => id)).toEqual([])
  })

  test('nearly always come back as programs', () => {
    const structured = images.filter(({ image }) => disassembleSections(mvm, image)?.isStructured)
    expect(structured.length / images.length).toBeGreaterThan(0.9)
  })
})

test('a program comes back with its data, constants and labels', () => {
  const source = `section .data
  m: ascii "a\\tb\\\\"
  n: [. - m]
section .text
entry s
f:
  mov %accumulator, %r1
  add %accumulator, $300
  ret
s:
  mov %r0, m
  mov %r1, n
  frame16 %r2, $300
  call f
  jnz s
`
  expect(disassembleSections(mvm, imageOf(source))?.text).toBe(`section .data
data_1:
  ascii "a\\tb\\\\"
data_2:
  $12

section .text
  entry start
routine_1:
  mov %accumulator, %r1
  add %accumulator, $300
  ret
start:
  mov %r0, data_1
  mov %r1, data_2
  frame16 %r2, $300
  call routine_1
  jnz start
`)
})

test('bytes of any kind come back the same, or are refused', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(bytes, (some) => {
      const image = Uint8Array.of(1, ...some)
      const again = reassembled(image)
      expect(again === undefined || Buffer.compare(again, image) === 0).toBe(true)
    }),
    { numRuns: 500, seed: 2026 },
  )
})
