// The listing: output position, address, data and source of every item (spec/asm-language.md section 17.1).

import type { Span } from '../../core/index.js'
import type { Item } from '../resolve/item.js'

/** A label, an instruction or a data element with its place. */
export interface ListedItem {
  readonly kind: 'label' | 'instruction' | 'data'
  /** Bit in the output. */
  readonly position: number
  /** Bits in the output; 0 for labels. */
  readonly size: number
  readonly address: bigint
  readonly span: Span
}

/** The listed items of a program in the order of their output. */
export function listedItems(items: readonly Item[]): ListedItem[] {
  const listed: ListedItem[] = []
  for (const item of items) {
    if (item.kind !== 'label' && item.kind !== 'instruction' && item.kind !== 'data') continue
    const { node, position, kind } = item
    const span = { file: node.unit.file, start: node.start, end: node.end }
    const size = kind === 'label' ? 0 : item.size
    listed.push({ kind, position, size, address: BigInt(Math.floor(position / 8)), span })
  }
  return listed.sort((a, b) => a.position - b.position)
}

/** Options of the annotated format. */
export interface ListingOptions {
  readonly base?: 2 | 4 | 8 | 16 | 32
  /** Digits per group. */
  readonly group?: number
  readonly addressBase?: number
  readonly labels?: boolean
}

interface Row {
  readonly byte: string
  readonly bit: string
  readonly address: string
  readonly groups: readonly string[]
  readonly source: string
}

/** Items of more groups do not widen the column of digits. */
const WIDE = 5

/** The annotated format. */
export function annotatedListing(
  items: readonly ListedItem[],
  image: Uint8Array,
  options: ListingOptions = {},
): string {
  const { base = 16, group = 2, addressBase = 16, labels = true } = options
  const rows = items
    .filter(({ size }) => labels || size > 0)
    .map((item) => rowOf(item, image, { base, group, addressBase }))
  const title = addressBase === 16 ? 'addr' : `addr (base ${addressBase})`
  const byteWidth = widest(rows, ({ byte }) => byte, 2)
  const bitWidth = widest(rows, ({ bit }) => bit, 1)
  const addressWidth = widest(rows, ({ address }) => address, title.length)
  const narrow = rows.filter(({ groups }) => groups.length <= WIDE)
  const data = `data (base ${base})`
  const dataWidth = widest(narrow, ({ groups }) => groups.join(' '), 1)
  const header = ` ${'outp'.padStart(byteWidth + bitWidth + 1)} | ${title.padStart(addressWidth)} | ${data}`
  const lines = rows.map(({ byte, bit, address, groups, source }) => {
    const place = ` ${byte.padStart(byteWidth)}:${bit.padStart(bitWidth)} | ${address.padStart(addressWidth)}`
    return `${place} | ${groups.join(' ').padEnd(dataWidth)} ; ${source}`
  })
  return [header, '', ...lines, ''].join('\n')
}

function widest(rows: readonly Row[], textOf: (row: Row) => string, minimum: number): number {
  return rows.reduce((width, row) => Math.max(width, textOf(row).length), minimum)
}

function rowOf(
  { position, size, address, span }: ListedItem,
  image: Uint8Array,
  {
    base,
    group,
    addressBase,
  }: { readonly base: number; readonly group: number; readonly addressBase: number },
): Row {
  const bitsPerDigit = Math.log2(base)
  const count = Math.ceil(size / bitsPerDigit)
  const digits = Array.from({ length: count }, (_, index) =>
    digitAt(image, position + index * bitsPerDigit, bitsPerDigit),
  )
  return {
    byte: Math.floor(position / 8).toString(addressBase),
    bit: (position % 8).toString(addressBase),
    address: address.toString(addressBase),
    groups: groupsOf(digits.join(''), group),
    source: span.file.text.slice(span.start, span.end),
  }
}

function groupsOf(digits: string, length: number): string[] {
  const groups: string[] = []
  for (let start = 0; start < digits.length; start += length) groups.push(digits.slice(start, start + length))
  return groups
}

/** A digit that needs bits past the end of the output is a dot. */
function digitAt(image: Uint8Array, position: number, bits: number): string {
  let digit = 0
  for (let bit = position; bit < position + bits; bit++) {
    const byte = image[bit >> 3]
    if (byte === undefined) return '.'
    digit = digit * 2 + ((byte >> (7 - (bit & 7))) & 1)
  }
  return digit.toString(32)
}
