// Pictures of encodings: fixed words, little endian, lengths that vary, numbers in pieces.

import { expect, test } from 'vitest'
import {
  type Encoding,
  either,
  type Instruction,
  instructionsIn,
  numberOperand,
  type OperandKind,
  registerFile,
  registerOperand,
  slice,
} from '../index.js'
import { pictures } from './picture.js'

const reg = registerOperand(registerFile('r', 'i32', ['r0', 'r1', 'r2', 'r3']))
const byte = numberOperand('byte', { bits: 8 })
const wide = numberOperand('wide', { bits: 12, signed: true })

function instruction(syntax: string, operands: Record<string, OperandKind>, encoding: Encoding): Instruction {
  return instructionsIn<Encoding>((given) => given)(encoding, syntax, operands as never, () => undefined)
}

const drawn = (one: Instruction): string =>
  pictures(one)
    .map(({ title, lines }) => [title, ...lines].join('\n'))
    .join('\n')

test('a word is drawn from its highest bit on, with the bits that nobody looks at', () => {
  const one = instruction(
    'move {a}, {b}',
    { a: reg, b: reg },
    {
      length: 2,
      match: [{ slice: slice(2, 'big', 15, 12), value: 5 }],
      emit: [{ slice: slice(2, 'big', 3, 3), value: 1 }],
      operands: [[{ slices: [slice(2, 'big', 11, 10)] }], [{ slices: [slice(2, 'big', 9, 8)] }]],
    },
  )
  expect(drawn(one)).toBe(
    `
  15 12   11 10   9 8   7     4    3    2     0
+-------+-------+-----+---------+-----+---------+
| 0101  |   a   |  b  | ignored | (1) | ignored |
+-------+-------+-----+---------+-----+---------+`,
  )
})

test('a little-endian word says so, and a number in pieces shows its bits', () => {
  const one = instruction(
    'branch {d}',
    { d: wide },
    {
      length: 4,
      match: [{ slice: slice(4, 'little', 6, 0), value: 0x63 }],
      operands: [[{ slices: [slice(4, 'little', 31, 25), slice(4, 'little', 11, 7)] }]],
    },
  )
  expect(drawn(one)).toBe(
    `
bytes 0 … 3, lowest first
  31   25   24        12   11   7   6     0
+---------+--------------+--------+---------+
| d[11:5] |   ignored    | d[4:0] | 1100011 |
+---------+--------------+--------+---------+`,
  )
})

test('bytes that follow an opcode byte are drawn one after the other', () => {
  const one = instruction(
    'push {v}',
    { v: numberOperand('word', { bits: 16 }) },
    {
      length: 3,
      match: [{ slice: slice(1, 'big', 7, 0), value: 0x2a }],
      operands: [[{ slices: [slice(2, 'little', 15, 0, 1)] }]],
    },
  )
  expect(drawn(one)).toBe(
    `
byte 0
  7      0
+----------+
| 00101010 |
+----------+
bytes 1 … 2, lowest first
  15            0
+-----------------+
|        v        |
+-----------------+`,
  )
})

test('forms in the same bits share a picture, others have their own', () => {
  const kind = slice(2, 'big', 15, 15)
  const select = (value: number) => ({ slice: kind, value })
  const place = (high: number, low: number, value: number) => ({
    slices: [slice(2, 'big', high, low)],
    select: select(value),
  })
  const operand = either('register or byte', reg, byte)
  const encodingOf = (high: number): Encoding => ({
    length: 2,
    match: [{ slice: slice(2, 'big', 14, 12), value: 1 }],
    operands: [[place(7, high === 7 ? 0 : 6, 1), place(7, 0, 0)]],
  })
  expect(pictures(instruction('same {v}', { v: operand }, encodingOf(7))).map(({ title }) => title)).toEqual([
    '',
  ])
  const [asRegister, asNumber] = pictures(instruction('other {v}', { v: operand }, encodingOf(6)))
  expect([asRegister.title, asNumber.title]).toEqual(['v is a register', 'v is a number (byte)'])
})
