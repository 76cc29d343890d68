// Strings as bytes in the encodings that the language knows.

import { bytesFromInteger, minimalSize } from './bytes.js'
import type { IntegerValue } from './value.js'

/** The encodings that functions exist for. */
export type Encoding = 'utf8' | 'ascii' | 'utf16be' | 'utf16le' | 'utf32be' | 'utf32le'

/** Encodes a text; a character that ASCII (rather: Latin-1) lacks becomes 0. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf8') return new TextEncoder().encode(text)
  const points = Array.from(text, (character) => character.codePointAt(0)!)
  if (encoding === 'ascii') return Uint8Array.from(points, (point) => (point < 0x100 ? point : 0))
  const isLittle = encoding.endsWith('le')
  if (encoding.startsWith('utf32')) return inUnits(points, 4, isLittle)
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
  return inUnits(units, 2, isLittle)
}

function inUnits(units: readonly number[], width: 2 | 4, isLittle: boolean): Uint8Array {
  const bytes = new Uint8Array(units.length * width)
  const view = new DataView(bytes.buffer)
  units.forEach((unit, index) => {
    if (width === 2) view.setUint16(index * 2, unit, isLittle)
    else view.setUint32(index * 4, unit, isLittle)
  })
  return bytes
}

/** The characters of a string, or of the shortest string that an integer is. */
export function textOf(value: IntegerValue): string {
  return value.text ?? shortestText(value)
}

/** The characters of the shortest string that an integer is: leading NULs are not part of it. */
export function shortestText({ value }: IntegerValue): string {
  const bits = value > 0n ? minimalSize(value) + 1 : minimalSize(value)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytesFromInteger(value, Math.ceil(bits / 8)))
}
