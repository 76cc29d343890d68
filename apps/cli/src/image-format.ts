// The formats in which `isaforge asm` writes an image.

import { didYouMean } from 'isaforge/core'
import { usageFailure } from './failure.js'

/** A format: bytes for a file, or text that can go to a terminal. */
interface ImageFormat {
  readonly isText: boolean
  readonly encode: (image: Uint8Array) => Uint8Array | string
}

const hexadecimal = (byte: number): string => byte.toString(16).padStart(2, '0')
const ROW = 16

function hexdump(image: Uint8Array): string {
  const rows = Array.from({ length: Math.ceil(image.length / ROW) }, (_, row) => {
    const bytes = [...image.subarray(row * ROW, (row + 1) * ROW)]
    const text = bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    const digits = bytes.map(hexadecimal).join(' ')
    return `${(row * ROW).toString(16).padStart(8, '0')}  ${digits.padEnd(ROW * 3 - 1)}  |${text}|\n`
  })
  return rows.join('')
}

const FORMATS: Readonly<Record<string, ImageFormat>> = {
  binary: { isText: false, encode: (image) => image },
  hex: { isText: true, encode: (image) => `${Array.from(image, hexadecimal).join('')}\n` },
  hexdump: { isText: true, encode: hexdump },
}

/** The format that an option names. */
export function imageFormat(name: string): ImageFormat {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
  if (format !== undefined) return format
  const names = Object.keys(FORMATS)
  const guess = didYouMean(name, names)
  const hint = `${guess === undefined ? '' : `did you mean ${guess}? `}formats: ${names.join(', ')}`
  throw usageFailure('unknown-format', `there is no format called '${name}'`, hint)
}
