// Places constants and fills in addresses, as the original does (spec/mvm.md 3.7).

import { concatenated } from './byte-writer.js'
import { bytesOfLiteral } from './mnemonics.js'
import { type ObjectCode, TEXT_MARKER, wordOf } from './object.js'

/** A program as it is loaded, and where its parts are. */
export interface LaidOutProgram {
  readonly image: Uint8Array
  /** Distinct literals in the order of the pool. */
  readonly constants: readonly bigint[]
  /** Where the pool begins, and its length. */
  readonly pool: { readonly at: number; readonly bytes: number }
  /** How far the bytes behind the pool moved, by their place before. */
  readonly moved: (at: number) => number
}

/** The first text marker, also where the data happens to look like one; the end where there is none. */
function firstMarker(bytes: Uint8Array): number {
  const found = bytes.findIndex((byte, at) => byte === TEXT_MARKER[0] && bytes[at + 1] === TEXT_MARKER[1])
  return found < 0 ? bytes.length : found
}

/** A number of so many bytes, the highest first. */
export const cut = (value: bigint, bytes: number): Uint8Array => wordOf(value).subarray(8 - bytes)

/** The original's layout: literals in the order of their first use, before the first marker. */
export function layOut(object: ObjectCode): LaidOutProgram {
  const { bytes, labels, labelReferences, literalReferences } = object
  const head = firstMarker(bytes)
  const addresses = new Map<bigint, number>()
  const pool: number[] = []
  for (const { value } of literalReferences) {
    if (addresses.has(value)) continue
    addresses.set(value, head + pool.length)
    pool.push(...cut(value, bytesOfLiteral(value)))
  }
  const image = concatenated(bytes.subarray(0, head), pool, bytes.subarray(head))
  // Every gap is looked for behind the pool, also those before it: what is there is overwritten.
  const fill = (at: number, value: number): void => image.set(wordOf(BigInt(value)), at + pool.length)
  for (const { at, value } of literalReferences) fill(at, addresses.get(value) ?? 0)
  for (const { at, name } of labelReferences) {
    const { address, isInData } = labels.get(name) ?? { address: 0, isInData: true }
    fill(at, isInData ? address : address + pool.length)
  }
  return {
    image,
    constants: [...addresses.keys()],
    pool: { at: head, bytes: pool.length },
    moved: (at) => (at < head ? at : at + pool.length),
  }
}
