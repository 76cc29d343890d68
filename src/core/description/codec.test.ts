// Encoding and decoding are inverse, whatever the layout; bytes that are no instruction are refused.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Decoded, Decoder, encode, findOverlap, type Operands } from './codec.js'
import { formBits, readSlice, slice, writeSlice } from './encoding.js'
import { type Format, type Instruction, instructionsIn } from './instruction.js'
import { either, numberOperand, registerOperand } from './operand.js'
import { registerFile } from './register.js'

const file = registerFile(
  'r',
  'i32',
  Array.from({ length: 16 }, (_, index) => `r${index}`),
)
const reg = registerOperand(file)
const nothing = (): void => undefined

/** A format given in full for each instruction. */
const layouts = instructionsIn<ReturnType<Format<never>>>((encoding) => encoding)
const byte = (value: number, at = 0) => ({ slice: slice(1, 'little', 7, 0, at), value })
const little = (bytes: 2 | 4 | 8, high: number, low: number, at = 0) => slice(bytes, 'little', high, low, at)
const big = (bytes: 2 | 4 | 8, high: number, low: number, at = 0) => slice(bytes, 'big', high, low, at)

/** One byte: nothing but an opcode. */
const tiny = layouts({ length: 1, match: [byte(0x01)], operands: [] }, 'tiny', {}, nothing)
/** A signed, shifted number scattered over a little endian word, like a RISC-V branch. */
const scattered = layouts(
  {
    length: 4,
    match: [{ slice: little(4, 6, 0), value: 0x63 }],
    operands: [
      [{ slices: [little(4, 19, 15)] }],
      [
        {
          slices: [little(4, 31, 31), little(4, 7, 7), little(4, 30, 25), little(4, 11, 8)],
          shift: 1,
        },
      ],
    ],
  },
  'branch {x}, {d}',
  { x: reg, d: numberOperand('d', { bits: 13, signed: true }) },
  nothing,
)
/** A compressed register with a bias, and a number of two forms, in two big endian bytes. */
const biased = layouts(
  {
    length: 2,
    match: [{ slice: big(2, 15, 12), value: 0xa }],
    emit: [{ slice: big(2, 0, 0), value: 1 }],
    operands: [
      [{ slices: [big(2, 11, 9)], bias: 8n }],
      [
        { slices: [big(2, 4, 1)], select: { slice: big(2, 8, 7), value: 0 } },
        { slices: [big(2, 6, 1)], select: { slice: big(2, 8, 7), value: 2 }, bias: -3n },
      ],
    ],
  },
  'small {x}, {n}',
  { x: reg, n: either('any', reg, numberOperand('n', { bits: 6, signed: true })) },
  nothing,
)
/** Ten bytes with a 64-bit number. */
const wide = layouts(
  { length: 10, match: [byte(0x02), byte(0x55, 9)], operands: [[{ slices: [little(8, 63, 0, 1)] }]] },
  'wide {n}',
  { n: numberOperand('n', { bits: 64, type: 'i64' }) },
  nothing,
)
/** Nine bytes with a signed number of the width of i64 in half the bits. */
const half = layouts(
  {
    length: 9,
    match: [byte(0x04)],
    operands: [[{ slices: [big(4, 31, 0, 5)] }], [{ slices: [little(4, 31, 0, 1)] }]],
  },
  'half {n}, {m}',
  {
    n: numberOperand('n', { bits: 32, type: 'i64', signed: true }),
    m: numberOperand('m', { bits: 32, type: 'i64' }),
  },
  nothing,
)
/** Six bytes: an opcode that is only complete in its last byte. */
const late = [0x10, 0x11].map((code) =>
  layouts({ length: 6, match: [byte(0x03), byte(code, 5)], operands: [] }, `late${code}`, {}, nothing),
)

const instructions = [tiny, scattered, biased, wide, half, ...late]
const decoder = new Decoder(instructions)

/** Any forms and any numbers that the places can hold. */
function decodedOf(instruction: Instruction): fc.Arbitrary<Decoded> {
  const operands = instruction.operands.map(({ kind }, index) =>
    fc.nat(kind.forms.length - 1).chain((form) => {
      const place = instruction.encoding.operands[index][form]
      const kindForm = kind.forms[form]
      const span = 2n ** BigInt(formBits(place))
      const signed = kindForm.kind === 'number' && kindForm.signed
      const [low, high] = signed ? [-span / 2n, span / 2n - 1n] : [0n, span - 1n]
      const stored = fc.oneof(fc.constantFrom(low, high, 0n), fc.bigInt(low, high))
      return stored.map((number) => ({
        form,
        number: (number << BigInt(place.shift ?? 0)) + (place.bias ?? 0n),
      }))
    }),
  )
  return fc.tuple(...operands).map((chosen) => ({
    instruction,
    forms: chosen.map(({ form }) => form),
    numbers: chosen.map(({ number }) => number),
  }))
}

/** What engines are given: numbers as wide as their types. */
function inNormalForm({ instruction, forms, numbers }: Decoded): Operands {
  const narrow = numbers.map((number, operand) => {
    const form = instruction.operands[operand].kind.forms[forms[operand]]
    const isWide = form.kind === 'number' && form.type === 'i64'
    return isWide ? BigInt.asIntN(64, number) : Number(BigInt.asIntN(32, number))
  })
  return { instruction, forms, numbers: narrow }
}

describe('an instruction', () => {
  test.each(instructions.map((instruction) => [instruction.name, instruction] as const))(
    '%s decodes to what it was encoded from, at any place',
    (_, instruction) => {
      fc.assert(
        fc.property(decodedOf(instruction), fc.nat(9), (decoded, before) => {
          const encoded = encode(instruction, decoded.forms, decoded.numbers)
          expect(encoded).toHaveLength(instruction.encoding.length)
          const bytes = new Uint8Array(before + encoded.length + 3).fill(0xa5)
          bytes.set(encoded, before)
          expect(decoder.decode(bytes, before)).toEqual(decoded)
          expect(decoder.read(bytes, before, bytes.length)).toEqual(inNormalForm(decoded))
        }),
        { numRuns: 300 },
      )
    },
  )

  test.each(instructions.map((instruction) => [instruction.name, instruction] as const))(
    '%s is never decoded when its last bytes are missing',
    (_, instruction) => {
      fc.assert(
        fc.property(decodedOf(instruction), (decoded) => {
          const encoded = encode(instruction, decoded.forms, decoded.numbers)
          for (let end = 0; end < encoded.length; end++) {
            const result = decoder.decode(encoded, 0, end)
            expect(typeof result === 'string' ? result : result.instruction.name).not.toBe(instruction.name)
            expect(result).toBe('truncated')
          }
        }),
        { numRuns: 100 },
      )
    },
  )

  test('is encoded with the bits that are only written', () => {
    const bytes = encode(biased, [0, 0], [8n, 3n])
    expect([...bytes]).toEqual([0xa0, 0x07])
    bytes[1] &= 0xfe
    expect(decoder.decode(bytes)).toMatchObject({ numbers: [8n, 3n] })
  })

  test('is encoded with numbers modulo their width', () => {
    expect(encode(wide, [0], [-1n])).toEqual(encode(wide, [0], [2n ** 64n - 1n]))
    expect(encode(scattered, [0, 0], [16n + 3n, 0n])[2]).toBe(encode(scattered, [0, 0], [19n, 0n])[2])
  })

  test('of which neither form is present is illegal', () => {
    const bytes = encode(biased, [0, 0], [8n, 0n])
    for (const [select, form] of [
      [0, 0],
      [1, undefined],
      [2, 1],
      [3, undefined],
    ]) {
      writeSlice(bytes, big(2, 8, 7), BigInt(select ?? 0))
      const decoded = decoder.decode(bytes)
      expect(typeof decoded === 'string' ? decoded : decoded.forms[1]).toBe(form ?? 'illegal')
    }
  })
})

describe('the decoder', () => {
  test('decodes every word of two bytes to an instruction that is encoded like it, or refuses it', () => {
    for (let word = 0; word < 65536; word++) {
      const bytes = Uint8Array.of(word >> 8, word & 0xff)
      const decoded = decoder.decode(bytes)
      if (typeof decoded === 'string') {
        expect(['illegal', 'truncated']).toContain(decoded)
        continue
      }
      const again = encode(decoded.instruction, decoded.forms, decoded.numbers)
      expect(decoder.decode(again)).toEqual(decoded)
    }
  })

  test('never throws and never reads beyond the end, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(14), fc.nat(14), (bytes, at, end) => {
        const decoded = decoder.decode(bytes, at, Math.min(end, bytes.length))
        if (typeof decoded === 'string') return
        expect(at + decoded.instruction.encoding.length).toBeLessThanOrEqual(Math.min(end, bytes.length))
      }),
      { numRuns: 5000 },
    )
  })

  test('tells instructions apart by their last byte', () => {
    expect(decoder.decode(Uint8Array.of(3, 0, 0, 0, 0, 0x11))).toMatchObject({ instruction: late[1] })
    expect(decoder.decode(Uint8Array.of(3, 0, 0, 0, 0, 0x12))).toBe('illegal')
    expect(decoder.decode(Uint8Array.of(3, 0, 0, 0, 0))).toBe('truncated')
  })

  test('knows the longest instruction', () => {
    expect(decoder.longest).toBe(10)
  })

  test('calls no bytes at all truncated', () => {
    expect(decoder.decode(new Uint8Array())).toBe('truncated')
    expect(decoder.decode(Uint8Array.of(1), 1)).toBe('truncated')
  })
})

describe('alternatives', () => {
  const tagged = (tag: number, code: number) => [
    { slice: little(4, 31, 30), value: tag },
    { slice: little(4, 3, 0), value: code },
  ]
  const subtract = layouts(
    { length: 4, match: tagged(1, 2), alternatives: [tagged(2, 2), tagged(1, 9)], operands: [] },
    'subtract',
    {},
    nothing,
  )
  const sign = (value: number) => ({ slice: little(4, 31, 30), value })
  const data = layouts(
    {
      length: 4,
      match: [],
      operands: [
        [
          { slices: [little(4, 29, 0)], select: sign(0) },
          { slices: [little(4, 29, 0)], select: sign(3), bias: -(2n ** 30n) },
        ],
      ],
    },
    'data {x}',
    { x: either('word', numberOperand('plus', { bits: 30 }), numberOperand('minus', { bits: 30 })) },
    nothing,
  )
  const words = new Decoder([subtract, data])
  const decode = (word: number) => words.decode(new Uint8Array(Uint32Array.of(word).buffer))

  test('mean the instruction, and the first pattern is written', () => {
    for (const word of [0x40000002, 0x80000002, 0x40000009, 0x7ff00002])
      expect(decode(word)).toMatchObject({ instruction: subtract })
    expect(decode(0x80000009)).toBe('illegal')
    expect(encode(subtract, [], [])).toEqual(Uint8Array.of(2, 0, 0, 0x40))
  })

  test('are the forms of the operands where nothing else identifies an instruction', () => {
    expect(decode(0x3fffffff)).toMatchObject({ instruction: data, numbers: [2n ** 30n - 1n] })
    expect(decode(0xffffffff)).toMatchObject({ instruction: data, numbers: [-1n] })
    expect(encode(data, [1], [-(2n ** 30n)])).toEqual(Uint8Array.of(0, 0, 0, 0xc0))
  })

  test('count when instructions overlap', () => {
    const other = layouts({ length: 4, match: tagged(2, 2), operands: [] }, 'other', {}, nothing)
    expect(findOverlap([subtract, other])).toEqual({ first: subtract, second: other })
    expect(findOverlap([subtract, data])).toBeUndefined()
  })

  test('that look at other bits are refused', () => {
    const wrong = { length: 4, match: tagged(1, 2), alternatives: [[sign(2)]], operands: [] }
    expect(() => layouts(wrong, 'wrong', {}, nothing)).toThrow(
      'an alternative looks at other bits than the opcode',
    )
  })
})

describe('a slice', () => {
  const slices = fc
    .record({
      bytes: fc.constantFrom(1, 2, 4, 8),
      order: fc.constantFrom('little', 'big'),
      byte: fc.nat(3),
      ends: fc.tuple(fc.nat(63), fc.nat(63)),
    })
    .map(({ bytes, order, byte, ends }) => {
      const [low, high] = ends.map((bit) => bit % (8 * bytes)).sort((a, b) => a - b)
      return slice(bytes as 1, order as 'big', high, low, byte)
    })

  test('reads what was written and leaves other bits alone', () => {
    fc.assert(
      fc.property(
        slices,
        fc.bigInt(0n, 2n ** 64n - 1n),
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        (part, value, bytes) => {
          const before = bytes.slice()
          const width = BigInt(part.high - part.low + 1)
          const old = readSlice(bytes, 0, part)
          writeSlice(bytes, part, value)
          expect(readSlice(bytes, 0, part)).toBe(BigInt.asUintN(Number(width), value))
          writeSlice(bytes, part, old)
          expect(bytes).toEqual(before)
        },
      ),
    )
  })

  test('outside of its unit is refused', () => {
    expect(() => slice(1, 'big', 8, 0)).toThrow('bits 8…0 are not in 1 bytes')
    expect(() => slice(4, 'big', 3, 5)).toThrow('bits 3…5 are not in 4 bytes')
    expect(() => slice(4, 'big', 3, -1)).toThrow('bits 3…-1 are not in 4 bytes')
  })
})
