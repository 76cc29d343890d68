// The prepared encoders agree with the one that the description defines.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Encoding, encode, instructionsIn, numberOperand, slice } from '../../core/index.js'
import { bytesFromInteger } from '../values/bytes.js'
import { encoderOf } from './encoder.js'

const number = numberOperand('i64', { bits: 64, type: 'i64' })

/** Odd places on purpose: across bytes, in two parts, shifted, biased, up to 32 bits wide. */
const encodings: Readonly<Record<string, Encoding>> = {
  little: {
    length: 3,
    match: [{ slice: slice(1, 'little', 7, 0), value: 0x5a }],
    operands: [[{ slices: [slice(2, 'little', 14, 3, 1)] }], [{ slices: [slice(2, 'little', 2, 0, 1)] }]],
  },
  'in parts': {
    length: 4,
    match: [{ slice: slice(4, 'little', 6, 0), value: 0x63 }],
    operands: [
      [
        {
          slices: [
            slice(4, 'little', 31, 31),
            slice(4, 'little', 7, 7),
            slice(4, 'little', 30, 25),
            slice(4, 'little', 11, 8),
          ],
          shift: 1,
        },
      ],
      [{ slices: [slice(4, 'little', 24, 20)], bias: 4n }],
    ],
  },
  'six bytes': {
    length: 6,
    match: [{ slice: slice(1, 'big', 7, 0), value: 0xff }],
    operands: [[{ slices: [slice(4, 'big', 31, 0, 2)] }], [{ slices: [slice(1, 'big', 7, 0, 1)] }]],
  },
  'more than a number holds': {
    length: 9,
    match: [{ slice: slice(1, 'big', 7, 0), value: 1 }],
    operands: [[{ slices: [slice(8, 'little', 63, 10, 1)] }], [{ slices: [slice(8, 'little', 9, 0, 1)] }]],
  },
}

test.each(Object.keys(encodings))('the prepared encoder agrees with the description: %s', (name) => {
  const define = instructionsIn<string>((code) => encodings[code])
  const instruction = define(name, 'test {a}, {b}', { a: number, b: number }, () => undefined)
  const encoder = encoderOf(instruction, [0, 0])
  const numbers = fc.tuple(fc.bigInt(-(2n ** 32n), 2n ** 32n), fc.bigInt(-(2n ** 32n), 2n ** 32n))
  fc.assert(
    fc.property(numbers, (given) => {
      const expected = encode(instruction, [0, 0], given)
      expect(bytesFromInteger(encoder(given), instruction.encoding.length)).toEqual(expected)
    }),
  )
})
