// Formats that are little more than the digits of the image (spec/asm-language.md section 17.1).

import type { Image } from '../image.js'
import { bitsAt, bytesOf, chunks, digitsOf, hexByte } from './bits.js'

export const binaryDigits = (image: Image): string => digitsOf(image, 1).join('')
export const hexadecimalDigits = (image: Image): string => digitsOf(image, 4).join('')

/** How `list` groups its digits and what it puts around the groups. */
export interface ListOptions {
  readonly base: number
  readonly group: number
  readonly between: string
  readonly group2: number
  readonly between2: string
  readonly before: string
  readonly after: string
}

/** Groups of digits with a separator behind each but the last; every `group2`th one may have another separator. */
export function list(image: Image, options: ListOptions): string {
  const { base, group, between, group2, between2, before, after } = options
  const groups = chunks(digitsOf(image, Math.log2(base)), group).map((digits) => digits.join(''))
  const text = groups.map((each, index) => {
    if (index === groups.length - 1) return each
    return each + (between2 !== '' && (index + 1) % group2 === 0 ? between2 : between)
  })
  return before + text.join('') + after
}

const ROW = 16

/** Bytes with a separator between them; a line break, too, behind every sixteenth. */
export function separated(image: Image, separator: string, isHexadecimal: boolean): string {
  return rowsOf(image, separator, isHexadecimal).join('\n')
}

function rowsOf(image: Image, separator: string, isHexadecimal: boolean): string[] {
  const texts = Array.from(bytesOf(image), (byte) => (isHexadecimal ? `0x${hexByte(byte)}` : `${byte}`))
  const rows = chunks(texts, ROW)
  return rows.map((row, index) => row.join(separator) + (index === rows.length - 1 ? '' : separator))
}

/** An array in C. */
export function cArray(image: Image, isHexadecimal: boolean): string {
  const rows = rowsOf(image, ', ', isHexadecimal)
  const digits = Math.max(bytesOf(image).length - 1, 0).toString(16).length
  const lines = rows.map(
    (row, index) => `\t/* 0x${(index * ROW).toString(16).padStart(digits, '0')} */ ${row}\n`,
  )
  return `const unsigned char data[] = {\n${lines.join('')}};`
}

/** One element of `width` bits per line; the digits of a shorter last one are fewer. */
export function memoryLines(image: Image, width: number, bitsPerDigit: number): string {
  const lines: string[] = []
  for (let start = 0; start < image.bits; start += width) {
    lines.push(`${elementDigits(image, start, Math.min(width, image.bits - start), bitsPerDigit)}\n`)
  }
  return lines.join('')
}

/** The first digit holds the odd leading bits. */
function elementDigits(image: Image, start: number, bits: number, bitsPerDigit: number): string {
  const odd = bits % bitsPerDigit
  let text = odd === 0 ? '' : bitsAt(image, start, odd).toString(16)
  for (let at = start + odd; at < start + bits; at += bitsPerDigit) {
    text += bitsAt(image, at, bitsPerDigit).toString(16)
  }
  return text
}

/** Values of `width` bits for Logisim's memory, a blank behind each and a line break behind every 16 bytes. */
export function logisim(image: Image, width: number): string {
  const count = Math.ceil(image.bits / width)
  const values = Array.from({ length: count }, (_, index) =>
    bitsAt(image, index * width, width)
      .toString(16)
      .padStart(Math.ceil(width / 4), '0'),
  )
  const perRow = Math.max(1, Math.floor((ROW * 8) / width))
  return `v2.0 raw\n${chunks(values, perRow)
    .map((row) => row.map((value) => `${value} `).join(''))
    .join('\n')}`
}
