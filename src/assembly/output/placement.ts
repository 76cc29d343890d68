// Where resolved items lie in the output, and whether they may (spec/asm-language.md section 12.3).

import { type Diagnostic, type Diagnostics, error, primary, secondary } from '../../core/index.js'
import type { BankDefinition } from '../program/banks.js'
import type { Item } from '../resolve/item.js'
import { spanOf } from '../resolve/pass-state.js'

/** An item and the bank that it is in. */
export interface PlacedItem {
  readonly item: Item
  readonly bank: BankDefinition
  /** Number of the item in the program. */
  readonly index: number
}

/** Every item with its bank. */
export function* placedItems(items: readonly Item[], first: BankDefinition): Generator<PlacedItem> {
  let bank = first
  for (let index = 0; index < items.length; index++) {
    const item = items[index]
    if (item.kind === 'bank') bank = item.definition ?? bank
    else yield { item, bank, index }
  }
}

/** Bits that an item claims in its bank; undefined when it claims none, not even an empty region. */
export function claimOf(item: Item): number | undefined {
  return item.kind === 'instruction' || item.kind === 'data' || item.kind === 'reserve'
    ? item.size
    : undefined
}

/** A region of the output. */
interface Region {
  readonly placed: PlacedItem
  readonly start: number
  readonly end: number
}

/** Reports items that are where they may not be, in the order of the program. */
export function checkPlacement(
  items: readonly Item[],
  first: BankDefinition,
  hasBanks: boolean,
  diagnostics: Diagnostics,
): void {
  const found: { readonly index: number; readonly diagnostic: Diagnostic }[] = []
  const regions: Region[] = []
  for (const placed of placedItems(items, first)) {
    const { item, bank, index } = placed
    const diagnostic = misplaced(placed, hasBanks)
    if (diagnostic !== undefined) found.push({ index, diagnostic })
    const size = claimOf(item)
    if (size === undefined || bank.output === undefined) continue
    const start = bank.output + item.position
    regions.push({ placed, start, end: start + size })
  }
  found.push(...overlapsIn(regions))
  found.sort((a, b) => a.index - b.index)
  for (const { diagnostic } of found) diagnostics.add(diagnostic)
}

function misplaced({ item, bank }: PlacedItem, hasBanks: boolean): Diagnostic | undefined {
  const size = claimOf(item)
  if (size === undefined && item.kind !== 'label') return undefined
  const labels = [primary(spanOf(item))]
  const place = bank.span === undefined ? [] : [secondary(bank.span, 'defined here')]
  if (bank.isDefault && hasBanks) {
    const help = 'choose one of the defined banks with `#bank` before it'
    return error('default-bank-used', 'this is in the default bank, although banks are defined', {
      labels,
      help,
    })
  }
  if (item.position + (size ?? 0) > bank.capacity) {
    const message = `out of range for bank \`${bank.name}\``
    return error('bank-overflow', message, { labels: [...labels, ...place] })
  }
  if (bank.output !== undefined || item.kind === 'label' || item.kind === 'reserve') return undefined
  const notes = ['no `outp` defined: the bank only gives addresses']
  return error('bank-not-writable', `non-writable bank \`${bank.name}\``, {
    labels: [...labels, ...place],
    notes,
  })
}

/** Every region that reaches into one that lies before it or begins at the same place. */
function* overlapsIn(
  regions: Region[],
): Generator<{ readonly index: number; readonly diagnostic: Diagnostic }> {
  if (!isAscending(regions)) regions.sort((a, b) => a.start - b.start || a.placed.index - b.placed.index)
  let reaching: Region | undefined
  for (const region of regions) {
    if (reaching !== undefined && intersects(reaching, region)) yield overlapOf(reaching, region)
    if (reaching === undefined || region.end > reaching.end) reaching = region
  }
}

function isAscending(regions: readonly Region[]): boolean {
  for (let at = 1; at < regions.length; at++) if (regions[at].start < regions[at - 1].start) return false
  return true
}

/** An empty region collides only when it lies strictly inside. */
function intersects(earlier: Region, later: Region): boolean {
  return later.start < earlier.end && (later.start < later.end || later.start > earlier.start)
}

function overlapOf(a: Region, b: Region): { readonly index: number; readonly diagnostic: Diagnostic } {
  const [first, second] = a.placed.index < b.placed.index ? [a.placed, b.placed] : [b.placed, a.placed]
  const labels = [primary(spanOf(second.item)), secondary(spanOf(first.item), 'overlaps with this')]
  return { index: second.index, diagnostic: error('output-overlap', 'output overlap', { labels }) }
}
