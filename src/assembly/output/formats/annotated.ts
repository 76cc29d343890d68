// Formats with one entry per item: its place, its digits and its source (spec/asm-language.md section 17.1).

import type { Image } from '../image.js'
import type { ListedItem } from '../listing.js'
import { bitsAt, chunks, digit } from './bits.js'

/** Options of the annotated format. */
export interface ListingOptions {
  readonly base?: number
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
  image: Image,
  options: ListingOptions = {},
): string {
  const { base = 16, group = 2, addressBase = 16, labels = true } = options
  const rows = items
    .filter(({ size }) => labels || size > 0)
    .map((item) => rowOf(item, image, { base, group, addressBase, byteBits: 8 }))
  const title = addressBase === 16 ? 'addr' : `addr (base ${addressBase})`
  const widths = widthsOf(rows, title)
  const dataWidth = dataWidthOf(rows, group)
  const lines = rows.map(
    (row) => ` ${placeText(row, widths)} | ${row.groups.join(' ').padEnd(dataWidth)} ; ${row.source}`,
  )
  return [` ${headerText(widths, title)} | data (base ${base})`, '', ...lines, ''].join('\n')
}

/** The annotated format as comments and groups of digits with prefixes. */
export function gameListing(items: readonly ListedItem[], image: Image, base: 2 | 16, group: number): string {
  const prefix = base === 2 ? '0b' : '0x'
  const byteBits = group * Math.log2(base)
  const rows = items.map((item) => rowOf(item, image, { base, group, addressBase: 16, byteBits }))
  const digits = ({ groups }: Row): string => groups.map((each) => prefix + each).join(' ')
  const widths = widthsOf(rows, 'addr')
  const dataWidth = dataWidthOf(rows, group)
  const lines = rows.map(
    (row) => `#  ${placeText(row, widths)} \n# ${row.source}\n${digits(row).padEnd(dataWidth)}`,
  )
  return [`# ${headerText(widths, 'addr')} | data (base ${base})`, '', ...lines, ''].join('\n')
}

interface Widths {
  readonly byte: number
  readonly bit: number
  readonly address: number
}

function widthsOf(rows: readonly Row[], title: string): Widths {
  return {
    byte: widest(rows, ({ byte }) => byte, 2),
    bit: widest(rows, ({ bit }) => bit, 1),
    address: widest(rows, ({ address }) => address, title.length),
  }
}

const headerText = ({ byte, bit, address }: Widths, title: string): string =>
  `${'outp'.padStart(byte + bit + 1)} | ${title.padStart(address)}`

const placeText = ({ byte, bit, address }: Row, widths: Widths): string =>
  `${byte.padStart(widths.byte)}:${bit.padStart(widths.bit)} | ${address.padStart(widths.address)}`

/** As wide as the widest of the narrow items, prefixes not counted, and at least as a group. */
function dataWidthOf(rows: readonly Row[], group: number): number {
  const narrow = rows.filter(({ groups }) => groups.length <= WIDE)
  return widest(narrow, ({ groups }) => groups.join(' '), group)
}

function widest(rows: readonly Row[], textOf: (row: Row) => string, minimum: number): number {
  return rows.reduce((width, row) => Math.max(width, textOf(row).length), minimum)
}

interface RowStyle {
  readonly base: number
  readonly group: number
  readonly addressBase: number
  /** Unit of output positions. */
  readonly byteBits: number
}

function rowOf({ position, size, address, span }: ListedItem, image: Image, style: RowStyle): Row {
  const { base, group, addressBase, byteBits } = style
  const bitsPerDigit = Math.log2(base)
  const digits = Array.from({ length: Math.ceil(size / bitsPerDigit) }, (_, index) =>
    digitAt(image, (position ?? 0) + index * bitsPerDigit, bitsPerDigit),
  )
  return {
    byte: position === undefined ? '--' : Math.floor(position / byteBits).toString(addressBase),
    bit: position === undefined ? '-' : (position % byteBits).toString(addressBase),
    address: address.toString(addressBase),
    groups: chunks(digits, group).map((each) => each.join('')),
    source: span.file.text.slice(span.start, span.end),
  }
}

/** A digit that needs bits past the end of the output is a dot. */
function digitAt(image: Image, position: number, bits: number): string {
  return position + bits > image.bits ? '.' : digit(bitsAt(image, position, bits))
}

const SPAN_HEADER =
  '; physical address : bit offset | logical address | file : line start : column start : line end : column end'

/** The place of every item in the output, in its bank and in its file, lines and columns from 0. */
export function addressSpans(items: readonly ListedItem[]): string {
  const lines = items.map(({ position, address, span }) => {
    const place = position === undefined ? '-:-' : `${(position >>> 3).toString(16)}:${position & 7}`
    const { line, column } = span.file.position(span.start)
    const end = span.file.position(span.end)
    const source = [span.file.name, line - 1, column - 1, end.line - 1, end.column - 1].join(':')
    return `${place} | ${address.toString(16)} | ${source}\n`
  })
  return `${SPAN_HEADER}\n${lines.join('')}`
}
