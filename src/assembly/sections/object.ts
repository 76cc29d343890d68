// What the generator leaves for the layout: bytes with gaps, and what belongs into the gaps.

import type { Place } from './source-text.js'

/** The address of a label before constants are placed. */
export interface LabelAddress {
  readonly address: number
  /** Labels of the data section keep their address when the pool comes in behind them. */
  readonly isInData: boolean
}

/** A gap of eight bytes for the address of a label. */
export interface LabelReference {
  readonly at: number
  readonly name: string
}

/** A gap of eight bytes for the address of a value in the pool. */
export interface LiteralReference extends Place {
  readonly at: number
  readonly value: bigint
  /** Bytes that the machine reads at that address. */
  readonly reads: number
}

/** A stretch of bytes and the item that made it. */
export interface Piece extends Place {
  readonly at: number
  readonly bytes: number
}

/** A generated program before its layout. */
export interface ObjectCode {
  readonly bytes: Uint8Array
  readonly labels: ReadonlyMap<string, LabelAddress>
  readonly labelReferences: readonly LabelReference[]
  readonly literalReferences: readonly LiteralReference[]
  readonly pieces: readonly Piece[]
  /** Where the marker of the text section is; absent without one. */
  readonly marker: number | undefined
}

/** Bytes of an address, a number in the data section, a value of brackets. */
export const WORD = 8

/** Bytes that begin the data and the text section. */
export const DATA_MARKER = [0x01] as const
export const TEXT_MARKER = [0xff, 0x02] as const

/** What begins a jump to the entry. */
export const ENTRY = 0xff

/** A number as eight bytes, the highest first. */
export function wordOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(WORD)
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value))
  return bytes
}
