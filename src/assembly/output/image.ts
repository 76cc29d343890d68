// Resolved items to the bits of the output (spec/asm-language.md section 12.3).

import { type Diagnostics, error, primary, type Span, secondary } from '../../core/index.js'
import { OUTPUT_BITS } from '../limits.js'
import type { EmittingItem, Item, ReserveItem } from '../resolve/item.js'
import { bytesFromInteger } from '../values/bytes.js'

/** The bytes up to the last written bit; gaps and a last partial byte are filled with zeros. */
export function imageOf(items: readonly Item[], diagnostics: Diagnostics): Uint8Array | undefined {
  const claims = items.filter(isClaim)
  reportOverlaps(claims, diagnostics)
  let end = 0
  for (const item of claims) {
    if (item.kind === 'reserve' || item.size === 0) continue
    end = Math.max(end, item.position + item.size)
    if (end > OUTPUT_BITS) {
      diagnostics.add(
        error('output-too-large', 'the output is too large', { labels: [primary(spanOf(item))] }),
      )
      return undefined
    }
  }
  const bytes = new Uint8Array(Math.ceil(end / 8))
  for (const item of claims)
    if (item.kind !== 'reserve') writeBits(bytes, item.position, item.size, item.encoding ?? 0n)
  return bytes
}

/** An item that claims a region of the output. */
type Claim = EmittingItem | ReserveItem

function isClaim(item: Item): item is Claim {
  return item.kind === 'instruction' || item.kind === 'data' || item.kind === 'reserve'
}

function spanOf({ node }: Claim): Span {
  return { file: node.unit.file, start: node.start, end: node.end }
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

/** Reports every region that reaches into one that lies before it or begins at the same place. */
function reportOverlaps(claims: readonly Claim[], diagnostics: Diagnostics): void {
  const inOrder = isAscending(claims) ? claims : [...claims].sort((a, b) => a.position - b.position)
  let reaching: Claim | undefined
  for (const item of inOrder) {
    if (reaching !== undefined && overlaps(reaching, item)) diagnostics.add(overlapOf(reaching, item))
    if (reaching === undefined || item.position + item.size > reaching.position + reaching.size)
      reaching = item
  }
}

function isAscending(claims: readonly Claim[]): boolean {
  for (let index = 1; index < claims.length; index++) {
    if (claims[index].position < claims[index - 1].position) return false
  }
  return true
}

/** An empty item collides only when it lies strictly inside. */
function overlaps(earlier: Claim, later: Claim): boolean {
  const end = earlier.position + earlier.size
  return later.size === 0 ? later.position > earlier.position && later.position < end : later.position < end
}

function overlapOf(first: Claim, second: Claim) {
  const isSwapped = isBefore(second, first)
  const [earlier, later] = isSwapped ? [second, first] : [first, second]
  return error('output-overlap', 'output overlap', {
    labels: [primary(spanOf(later)), secondary(spanOf(earlier), 'overlaps with this')],
  })
}

/** Whether one item is written before another in the same file; items of different files keep their order. */
function isBefore({ node: a }: Claim, { node: b }: Claim): boolean {
  return a.unit === b.unit && a.start < b.start
}
