// Where resolved items lie in the output, and whether they may (spec/asm-language.md section 12.3).

import { type Diagnostic, type Diagnostics, error, primary, secondary } from '../../core/index.js'
import type { BankDefinition } from '../program/banks.js'
import type { BankItem, Item } from '../resolve/item.js'
import { spanOf } from '../resolve/pass-state.js'

/** Visits every item with its bank and its number in the program. */
export function forEachPlaced(
  items: readonly Item[],
  first: BankDefinition,
  visit: (item: Exclude<Item, BankItem>, bank: BankDefinition, index: number) => void,
): void {
  let bank = first
  for (let index = 0; index < items.length; index++) {
    const item = items[index]
    if (item.kind === 'bank') bank = item.definition ?? bank
    else visit(item, bank, index)
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
  readonly item: Item
  readonly index: number
  readonly start: number
  readonly end: number
}

interface Misplacement {
  readonly index: number
  readonly diagnostic: Diagnostic
}

/** Reports items that are where they may not be, in the order of the program. */
export function checkPlacement(
  items: readonly Item[],
  first: BankDefinition,
  hasBanks: boolean,
  diagnostics: Diagnostics,
): void {
  const found: Misplacement[] = []
  let end = 0
  let isInOrder = true
  forEachPlaced(items, first, (item, bank, index) => {
    const diagnostic = misplaced(item, bank, hasBanks)
    if (diagnostic !== undefined) found.push({ index, diagnostic })
    const size = claimOf(item)
    if (size === undefined || bank.output === undefined) return
    const start = bank.output + item.position
    if (start < end) isInOrder = false
    end = Math.max(end, start + size)
  })
  // Most programs fill the output from its start to its end, so that nothing can overlap.
  if (!isInOrder) found.push(...overlapsIn(regionsOf(items, first)))
  found.sort((a, b) => a.index - b.index)
  for (const { diagnostic } of found) diagnostics.add(diagnostic)
}

function regionsOf(items: readonly Item[], first: BankDefinition): Region[] {
  const regions: Region[] = []
  forEachPlaced(items, first, (item, bank, index) => {
    const size = claimOf(item)
    if (size === undefined || bank.output === undefined) return
    const start = bank.output + item.position
    regions.push({ item, index, start, end: start + size })
  })
  return regions.sort((a, b) => a.start - b.start || a.index - b.index)
}

function misplaced(item: Item, bank: BankDefinition, hasBanks: boolean): Diagnostic | undefined {
  const size = claimOf(item)
  if (size === undefined && item.kind !== 'label') return undefined
  if (isWellPlaced(item, bank, hasBanks)) return undefined
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

function isWellPlaced(item: Item, bank: BankDefinition, hasBanks: boolean): boolean {
  const isWritten = item.kind === 'instruction' || item.kind === 'data'
  const isInside = item.position + (claimOf(item) ?? 0) <= bank.capacity
  return isInside && !(bank.isDefault && hasBanks) && !(isWritten && bank.output === undefined)
}

/** Every region that reaches into one that lies before it or begins at the same place. */
function* overlapsIn(regions: readonly Region[]): Generator<Misplacement> {
  let reaching: Region | undefined
  for (const region of regions) {
    if (reaching !== undefined && intersects(reaching, region)) yield overlapOf(reaching, region)
    if (reaching === undefined || region.end > reaching.end) reaching = region
  }
}

/** An empty region collides only when it lies strictly inside. */
function intersects(earlier: Region, later: Region): boolean {
  return later.start < earlier.end && (later.start < later.end || later.start > earlier.start)
}

function overlapOf(a: Region, b: Region): Misplacement {
  const [first, second] = a.index < b.index ? [a, b] : [b, a]
  const labels = [primary(spanOf(second.item)), secondary(spanOf(first.item), 'overlaps with this')]
  return { index: second.index, diagnostic: error('output-overlap', 'output overlap', { labels }) }
}
