// Dumps for people and memory files for tools (spec/asm-language.md section 17.1).

import type { Image } from '../image.js'
import { bitsAt, bytesOf, hexByte } from './bits.js'

/** How many bytes are on a line and how each is shown. */
interface DumpStyle {
  readonly perLine: number
  readonly bitsPerDigit: number
}

export const hexDump = (image: Image): string => dump(image, { perLine: 16, bitsPerDigit: 4 })
export const binaryDump = (image: Image): string => dump(image, { perLine: 8, bitsPerDigit: 1 })

function dump(image: Image, style: DumpStyle): string {
  const count = Math.max(1, Math.ceil(image.bits / 8 / style.perLine))
  const width = ((count - 1) * style.perLine).toString(16).length
  return Array.from({ length: count }, (_, index) =>
    dumpLine(image, index * style.perLine, width, style),
  ).join('')
}

function dumpLine(image: Image, start: number, width: number, { perLine, bitsPerDigit }: DumpStyle): string {
  let digits = ''
  let characters = ''
  for (let index = 0; index < perLine; index++) {
    if (index > 0 && index % 4 === 0) digits += ' '
    digits += `${byteDigits(image, start + index, bitsPerDigit)} `
    characters += character(image, start + index)
  }
  return ` ${start.toString(16).padStart(width, '0')} | ${digits}| ${characters} |\n`
}

/** Digits that the image does not reach are dots. */
function byteDigits(image: Image, byte: number, bitsPerDigit: number): string {
  let text = ''
  for (let bit = byte * 8; bit < byte * 8 + 8; bit += bitsPerDigit) {
    text += bit < image.bits ? bitsAt(image, bit, bitsPerDigit).toString(16) : '.'
  }
  return text
}

const BLANKS = [0x20, 0x09, 0x0d, 0x0a]
const BAR = 0x7c

function character(image: Image, byte: number): string {
  const code = image.bytes[byte]
  if (code === undefined || byte * 8 >= image.bits) return '.'
  if (BLANKS.includes(code)) return ' '
  return code < 0x20 || code >= 0x80 || code === BAR ? '.' : String.fromCharCode(code)
}

/** A memory initialisation file. */
export function memoryInitialization(image: Image): string {
  const bytes = bytesOf(image)
  const width = Math.max(bytes.length - 1, 0).toString(16).length
  const lines = Array.from(bytes, (byte, address) => {
    const place = address.toString(16).toUpperCase().padStart(width)
    return ` ${place}: ${hexByte(byte).toUpperCase()};\n`
  })
  const header = `DEPTH = ${bytes.length};\nWIDTH = 8;\nADDRESS_RADIX = HEX;\nDATA_RADIX = HEX;\n`
  return `${header}\nCONTENT\nBEGIN\n${lines.join('')}END;`
}

const RECORD_BYTES = 32
const END_RECORD = ':00000001FF'

/** A part of the image that is written without a gap, in bits. */
export interface Block {
  readonly start: number
  readonly end: number
}

/** Intel HEX: records of adjacent bytes; space that is only reserved is left out. */
export function intelHex(image: Image, blocks: readonly Block[], addressUnit: number): string {
  const records: string[] = []
  for (const { start, end } of blocks) {
    for (let at = start; at < end; at += RECORD_BYTES * 8) {
      records.push(record(image, at, Math.min(end, at + RECORD_BYTES * 8), addressUnit))
    }
  }
  return [...records, END_RECORD].join('\n')
}

function record(image: Image, start: number, end: number, addressUnit: number): string {
  const address = Math.floor(start / addressUnit) & 0xffff
  const data = Array.from({ length: Math.ceil((end - start) / 8) }, (_, index) =>
    bitsAt(image, start + index * 8, 8),
  )
  const bytes = [data.length, address >> 8, address & 0xff, 0, ...data]
  const checksum = -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff
  return `:${[...bytes, checksum].map((byte) => hexByte(byte).toUpperCase()).join('')}`
}
