// Integers and bytes are converted without loss.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesFromInteger, integerFromBytes, minimalSize } from './bytes.js'

test('bytes and integers are the same thing written differently', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(bytesFromInteger(integerFromBytes(bytes), bytes.length)).toEqual(bytes)
    }),
  )
})

test.each([
  [0n, 1],
  [1n, 1],
  [255n, 8],
  [256n, 9],
  [-1n, 1],
  [-128n, 8],
  [-129n, 9],
  [1n << 100n, 101],
])('%s needs %s bits', (value, bits) => {
  expect(minimalSize(value)).toBe(bits)
})
