// Nothing that a source can contain makes the assembler fail, hang or contradict the disassembler.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { disassemble } from '../../src/assembly/index.js'
import { encode } from '../../src/core/index.js'
import { lrvm } from '../../src/machines/lrvm/index.js'
import { assembleText, hexadecimal, imageOf } from './assembling.js'

const PIECES = [
  ...[
    'halt',
    'add',
    'lsa',
    'jp',
    'a0',
    'rr1',
    'main',
    '.x',
    '..y',
    'k',
    'ZF',
    '$',
    'pc',
    'le',
    'true',
    'asm',
    'struct',
  ],
  ...['0', '1', '0xff', '%10', '$a', '1_0', '0b', '"s"', '"', "'", '\\', 'é', '𝒳', '\ud800', ';', ';*', '*;'],
  ...[
    '#d',
    '#d8',
    '#res',
    '#align',
    '#addr',
    '#if',
    '#elif',
    '#else',
    '#fn',
    '#const',
    '#assert',
    '#include',
    '#',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '=',
    '=>',
    '@',
    '`',
    '?',
    '.',
    '+',
    '-',
    '*',
    '/',
    '%',
    '<<',
    '&&',
    '!',
  ],
  ...['\n', '\n', '\n', ' ', '\t', '\r\n', '"main.lasm"', '#ruledef', '#bank'],
]

test('any mixture of tokens gives an image or errors', () => {
  const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 })
  fc.assert(
    fc.property(soup, fc.constantFrom('', ' '), (pieces, glue) => {
      const { image, diagnostics, items, symbols, sourceMap } = assembleText(pieces.join(glue))
      const hasErrors = diagnostics.some(({ severity }) => severity === 'error')
      expect(image === undefined).toBe(hasErrors)
      expect(items.length + symbols.length + sourceMap.size).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 3000 },
  )
})

describe('hostile sources end quickly', () => {
  test.each([
    ['brackets', `#d8 ${'('.repeat(200_000)}`],
    ['braces in a line', `frob ${'{'.repeat(200_000)}`],
    ['conditions', '#if true {\n'.repeat(20_000)],
    ['conditions behind else', `${'#if false {\n} #else {\n'.repeat(5_000)}`],
    ['dots', `${'.'.repeat(100_000)}a:`],
    ['words', 'a\n'.repeat(7_000_000)],
    ['elements', `#d8 ${'1,'.repeat(7_000_000)}1`],
    ['digits', `#d ${'9'.repeat(5_000_000)}`],
    ['hexadecimal digits', `#d 0x${'f'.repeat(5_000_000)}`],
    ['shifts', '#d8 (1 << 16000000) + 1\n'.repeat(3000)],
    ['far output', '#addr 0xffff_ffff\n#d8 1'],
    ['huge positions', '#res 0x0fff_ffff_ffff_ffff\n#d8 1'],
    ['huge widths', '#d99999999999999999999 1\n#d9007199254740991 1'],
    ['chains of constants', Array.from({ length: 20_000 }, (_, n) => `c${n} = c${n + 1} + 1`).join('\n')],
    [
      'a circle of constants',
      `${Array.from({ length: 20_000 }, (_, n) => `c${n} = c${n + 1}`).join('\n')}\nc20000 = c0`,
    ],
    ['unknown names', Array.from({ length: 20_000 }, (_, n) => `label_${n}: jp lable_${n}`).join('\n')],
    ['doubling includes', '#include "a"\n#include "a"\n'],
  ])('%s', (_, text) => {
    const chain = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        'a'.repeat(n + 1),
        `#include "${'a'.repeat(n + 2)}"\n`.repeat(2),
      ]),
    )
    const { diagnostics } = assembleText(text, chain)
    expect(diagnostics.length).toBeGreaterThan(0)
    expect(diagnostics.length).toBeLessThanOrEqual(2000)
  })
})

describe('assembling a disassembly', () => {
  /** All instructions with all forms, and numbers from the ends and the middle of what fits. */
  const anyInstruction = fc.constantFrom(...lrvm.instructions).chain((instruction) =>
    fc.tuple(...instruction.operands.map(({ kind }) => fc.nat(kind.forms.length - 1))).chain((forms) =>
      fc
        .tuple(
          ...instruction.operands.map(({ kind }, index) => {
            const form = kind.forms[forms[index]]
            return form.kind === 'register'
              ? fc.bigInt(0n, BigInt(form.file.names.length - 1))
              : fc.bigInt(0n, 2n ** BigInt(form.bits) - 1n)
          }),
        )
        .map((numbers) => encode(instruction, forms, numbers)),
    ),
  )

  test('gives words whose disassembly is the same: text and words are stable', () => {
    fc.assert(
      fc.property(fc.array(anyInstruction, { minLength: 1, maxLength: 20 }), (words) => {
        const text = disassemble(lrvm, Uint8Array.from(words.flatMap((bytes) => [...bytes])))
        const { image } = assembleText(text)
        if (image === undefined) throw new Error(imageOf(text))
        const again = assembleText(disassemble(lrvm, image)).image
        expect(again && hexadecimal(again)).toBe(hexadecimal(image))
      }),
      { numRuns: 500 },
    )
  })

  test('gives any bytes back when it is exact', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 12 }), (words) => {
        const image = new Uint8Array(4 * words.length)
        for (const [index, word] of words.entries()) new DataView(image.buffer).setInt32(4 * index, word)
        expect(imageOf(disassemble(lrvm, image, { exact: true }))).toBe(hexadecimal(image))
      }),
    )
  })

  test('gives arbitrary bytes that are no instructions back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 15 }), (bytes) => {
        const image = Uint8Array.from(bytes, (byte, index) => (index % 4 === 0 ? byte & 7 : byte))
        expect(imageOf(disassemble(lrvm, image))).toBe(hexadecimal(image))
      }),
    )
  })
})
