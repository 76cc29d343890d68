// Numbers and texts as sources of the section language write them.

import { scanNumber } from '../numbers.js'
import { SourceText } from '../source-text.js'

const LARGEST_INTEGER = 2n ** 63n - 1n

/** A constant; larger ones can only be written as floats, and few of them. */
export function constantText(value: bigint): string | undefined {
  if (value <= LARGEST_INTEGER) return `$${value}`
  const text = `${value}.0`
  const scanned = scanNumber(new SourceText('', text), 0)
  return 'value' in scanned && scanned.value === value ? `$${text}` : undefined
}

/** Eight bytes of data; any number can be computed. */
export const wordText = (value: bigint): string =>
  value <= LARGEST_INTEGER ? `$${value}` : `[$${value >> 1n} * $2 + $${value & 1n}]`

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\\': '\\\\',
}

/** A text in quotes. */
export const stringText = (text: string): string =>
  `"${[...text].map((character) => ESCAPES[character] ?? character).join('')}"`

/** The longest text that some bytes begin with and a source can say; the text and the number of bytes. */
export function textIn(bytes: Uint8Array): readonly { readonly text: string; readonly bytes: number }[] {
  const found: { text: string; bytes: number }[] = [{ text: '', bytes: 0 }]
  for (let at = 0; at < bytes.length; ) {
    const character = characterAt(bytes, at)
    if (character === undefined || character.text === '"') break
    at += character.bytes
    found.push({ text: character.text, bytes: at })
  }
  return found
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes of a character by its first byte. */
function lengthOf(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}

function characterAt(bytes: Uint8Array, at: number): { text: string; bytes: number } | undefined {
  const length = lengthOf(bytes[at])
  try {
    return { text: STRICT.decode(bytes.subarray(at, at + length)), bytes: length }
  } catch {
    return undefined
  }
}
