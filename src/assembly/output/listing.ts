// The listed items of a program: labels, instructions and data with their places.

import { type SourceMap, SourceMapBuilder, type Span } from '../../core/index.js'
import type { BankDefinition } from '../program/banks.js'
import type { Item } from '../resolve/item.js'
import { spanOf } from '../resolve/pass-state.js'
import { forEachPlaced } from './placement.js'

/** A label, an instruction or a data element with its place. */
export interface ListedItem {
  readonly kind: 'label' | 'instruction' | 'data'
  /** Bit in the output; absent when its bank is not in the output. */
  readonly position: number | undefined
  /** Bits in the output; 0 for labels. */
  readonly size: number
  readonly address: bigint
  readonly span: Span
}

/** The listed items in the order of their output, those without a place in it first. */
export function listedItems(items: readonly Item[], first: BankDefinition): ListedItem[] {
  const listed: ListedItem[] = []
  forEachPlaced(items, first, (item, bank) => {
    const { kind } = item
    if (kind !== 'label' && kind !== 'instruction' && kind !== 'data') return
    listed.push({
      kind,
      position: bank.output === undefined ? undefined : bank.output + item.position,
      size: kind === 'label' ? 0 : item.size,
      address: bank.start + BigInt(Math.floor(item.position / bank.unit)),
      span: spanOf(item),
    })
  })
  return listed.sort((a, b) => (a.position ?? -1) - (b.position ?? -1))
}

/** Which source each address comes from; addresses beyond exact numbers are left out. */
export function sourceMapOf(items: readonly ListedItem[]): SourceMap {
  const builder = new SourceMapBuilder()
  for (const { address, size, span } of items) {
    if (address >= 0n && address <= Number.MAX_SAFE_INTEGER) {
      builder.add(Number(address), Math.ceil(size / 8), span)
    }
  }
  return builder.build()
}
