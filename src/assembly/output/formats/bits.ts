// Reading an image in groups of bits.

import type { Image } from '../image.js'

/** The bits from `position` on as a number of up to 32 bits; those past the end are 0. */
export function bitsAt({ bytes }: Image, position: number, count: number): number {
  let value = 0
  for (let bit = position; bit < position + count; bit++) {
    value = value * 2 + (((bytes[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1)
  }
  return value
}

/** The bytes, the last one completed with zeros. */
export function bytesOf({ bytes, bits }: Image): Uint8Array {
  return bytes.subarray(0, Math.ceil(bits / 8))
}

/** The digits of the whole image, the last one completed with zeros. */
export function digitsOf(image: Image, bitsPerDigit: number): string[] {
  return Array.from({ length: Math.ceil(image.bits / bitsPerDigit) }, (_, index) =>
    digit(bitsAt(image, index * bitsPerDigit, bitsPerDigit)),
  )
}

/** A digit below 36. */
export const digit = (value: number): string => value.toString(36)

/** Parts of equal length; the last one may be shorter. */
export function chunks<T>(list: readonly T[], length: number): T[][] {
  const parts: T[][] = []
  for (let start = 0; start < list.length; start += length) parts.push(list.slice(start, start + length))
  return parts
}

/** Two hexadecimal digits. */
export const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0')
