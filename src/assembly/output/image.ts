// Resolved items to the bits of the output.

import { type Diagnostics, error, primary } from '../../core/index.js'
import { OUTPUT_BITS } from '../limits.js'
import type { BankDefinition } from '../program/banks.js'
import type { Item } from '../resolve/item.js'
import { spanOf } from '../resolve/pass-state.js'
import { bytesFromInteger } from '../values/bytes.js'
import { forEachPlaced } from './placement.js'

/** The output: bits with the most significant one of each byte first. */
export interface Image {
  readonly bytes: Uint8Array
  /** How many bits there are; the rest of the last byte is zero. */
  readonly bits: number
}

/** The bits up to the last one that is written or that a filled bank has; gaps are zero. */
export function imageOf(
  items: readonly Item[],
  first: BankDefinition,
  banks: readonly BankDefinition[],
  diagnostics: Diagnostics,
): Image | undefined {
  let bits = 0
  for (const { output = 0, capacity, isFilled } of banks)
    if (isFilled) bits = Math.max(bits, output + capacity)
  let farthest: Item | undefined
  forEachPlaced(items, first, (item, bank) => {
    if ((item.kind !== 'instruction' && item.kind !== 'data') || item.size === 0) return
    const end = (bank.output ?? 0) + item.position + item.size
    if (end <= bits) return
    bits = end
    farthest = item
  })
  if (bits <= OUTPUT_BITS) return { bytes: writtenBytes(items, first, bits), bits }
  const labels = farthest === undefined ? [] : [primary(spanOf(farthest))]
  diagnostics.add(error('output-too-large', 'the output is too large', { labels }))
  return undefined
}

function writtenBytes(items: readonly Item[], first: BankDefinition, bits: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits / 8))
  forEachPlaced(items, first, (item, bank) => {
    if (item.kind !== 'instruction' && item.kind !== 'data') return
    writeBits(bytes, (bank.output ?? 0) + item.position, item.size, item.encoding ?? 0n)
  })
  return bytes
}

/** Writes a value over zeros, most significant bit first. */
function writeBits(bytes: Uint8Array, position: number, size: number, value: bigint): void {
  const first = Math.floor(position / 8)
  if (size === 32 && position % 8 === 0) {
    const word = Number(BigInt.asUintN(32, value))
    bytes[first] = word >>> 24
    bytes[first + 1] = word >>> 16
    bytes[first + 2] = word >>> 8
    bytes[first + 3] = word
    return
  }
  const length = Math.ceil((position + size) / 8) - first
  const behind = (8 - ((position + size) % 8)) % 8
  const shifted = BigInt.asUintN(size, value) << BigInt(behind)
  bytesFromInteger(shifted, length).forEach((byte, index) => {
    bytes[first + index] |= byte
  })
}
