// Words as text: what `stack-langc -S` prints (spec/stackvm.md 4.2).

import { Decoder } from '../../core/index.js'
import { instructionsFor } from './instructions.js'
import { DEFAULT_OPTIONS } from './options.js'

const decoder = new Decoder(instructionsFor(DEFAULT_OPTIONS))

/** One line for a word: its hexadecimal digits, and what it means. */
export function wordListing(word: number): string {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, word, true)
  return `${(word >>> 0).toString(16).padStart(8, '0')}  ${meaningOf(bytes)}`
}

function meaningOf(bytes: Uint8Array): string {
  const decoded = decoder.decode(bytes)
  if (typeof decoded === 'string') return 'undefined operation'
  const { instruction, numbers } = decoded
  return numbers.length === 0 ? instruction.name.toUpperCase() : `${numbers[0]}`
}
