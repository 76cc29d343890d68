// What the disassembler prints, and that its source text is assembled to the same bytes.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assembleText } from './assemble.js'
import { listing, sourceText } from './disassemble.js'

const PROGRAM = Uint8Array.of(0x13, 0, 0, 0xc0, 0x3f, 0x0a, 0x07, 0x0c, 0x99, 0x00)

describe('the disassembler', () => {
  test('prints addresses, bytes and instructions, and other bytes as .byte', () => {
    expect(listing(PROGRAM)).toBe(
      [
        '0000: 13 00 00 c0 3f fpush 1069547520',
        '0005: 0a 07          jmp 0x7',
        '0007: 0c             halt',
        '0008: 99             .byte 0x99',
        '0009: 00             .byte 0x00',
        '',
      ].join('\n'),
    )
  })

  test('writes source text with labels and floats', () => {
    expect(
      sourceText(PROGRAM)
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual(['fpush 1.5', 'jmp at_0007', 'at_0007:', 'halt', '.byte 0x99', '.byte 0x00', ''])
  })

  test('writes source text that is assembled to the same bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (code) => {
        expect(assembleText('again.uasm', sourceText(code)).image).toEqual(code)
      }),
    )
  })
})

describe('the assembler', () => {
  test('never throws, and reports at most one mistake per line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
        const { diagnostics } = assembleText('soup.uasm', text)
        expect(diagnostics.length).toBeLessThanOrEqual(text.split('\n').length)
      }),
    )
  })
})
