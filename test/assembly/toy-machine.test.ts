// Nothing in the assembler and the disassembler is about LRVM: another machine shows it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { disassemble, disassembledLines, firstUndecodable, formsOf } from '../../src/assembly/index.js'
import { assembleText, described, hexadecimal } from './assembling.js'
import { toy } from './toy-machine.js'

function toyImage(text: string): string {
  const { image, diagnostics } = assembleText(text, {}, toy)
  return image === undefined ? diagnostics.map(described).join('\n') : hexadecimal(image)
}

test.each([
  ['nop\ninc SP\nld y, [0x1234]\nbra -4\nhang', '040a0d341210fe1000'],
  ['ld x,[ 5 ]', '0c0500'],
  ['ld x, [ (l + 1) * 2 ]\nl: nop', '0c080004'],
  ['start: nop\n inc x\nbra start - $', '040810ff'],
])('%j', (text, expected) => {
  expect(toyImage(text)).toBe(expected)
})

test.each([
  ['ld x, [70000]', '1:8 argument-out-of-range 70000'],
  ['ld x, 5', '1:1 no-match ld x, 5'],
  ['ld z, [5]', '1:1 no-match ld z, [5]'],
  ['bra 3', '1:5 argument-out-of-range 3'],
  ['inc', '1:1 no-match inc'],
])('%j: %s', (text, expected) => {
  expect(toyImage(text)).toBe(expected)
})

describe('the disassembler', () => {
  test('follows instructions of different lengths and takes the rest of an image as data', () => {
    const image = Uint8Array.of(0x0d, 0x34, 0x12, 0x10, 0xfe, 0x10, 0x00, 0xff, 0x0b, 0x0c, 0x05)
    expect(disassemble(toy, image, { annotated: true }).split('\n')).toEqual([
      '0x00000000: ld y, [0x1234]',
      '0x00000003: bra -0x4',
      '0x00000005: hang',
      '0x00000007: #d8 0xFF',
      '0x00000008: #d8 0x0B',
      '0x00000009: #d16 0x0C_05',
    ])
  })

  test('says why bytes are no instruction', () => {
    expect(firstUndecodable(toy, Uint8Array.of(0x04, 0xff))).toEqual({
      index: 1,
      offset: 1,
      reason: 'illegal',
    })
    expect(firstUndecodable(toy, Uint8Array.of(0x0b))).toMatchObject({
      reason: 'register',
      operand: 0,
      code: 3n,
    })
    expect(firstUndecodable(toy, Uint8Array.of(0x0c))).toMatchObject({ reason: 'truncated' })
    expect(firstUndecodable(toy, Uint8Array.of(0x04))).toBeUndefined()
  })

  test('any bytes come back when their disassembly is assembled', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(disassembledLines(toy, bytes).flatMap((line) => [...line.bytes])).toEqual([...bytes])
        expect(toyImage(disassemble(toy, bytes))).toBe(expectedOf(bytes))
      }),
    )
  })
})

/** `nop` has two bits that do not matter; they are written as 0. */
function expectedOf(bytes: Uint8Array): string {
  const canonical = disassembledLines(toy, bytes).flatMap(({ instruction, bytes: own }) =>
    instruction?.encoding.operands.length === 0 || instruction?.name === 'bra'
      ? [own[0] & 0xfc, ...own.slice(1)]
      : [...own],
  )
  return hexadecimal(Uint8Array.from(canonical))
}

test('the forms of an instruction can be asked for', () => {
  expect(formsOf(toy, 'LD')).toEqual(['ld register, [address]'])
  expect(formsOf(toy, 'hang')).toEqual(['hang'])
  expect(formsOf(toy, 'frob')).toEqual([])
})
