// What the items of one pass share, and how their outcomes are noted.

import { error, primary, type Span } from '../../core/index.js'
import type { Findings } from '../findings.js'
import { spanIn } from '../syntax/node.js'
import type { Context } from '../values/context.js'
import { reportAt } from '../values/reports.js'
import { isValue, type NoValue, type Outcome, unknown } from '../values/value.js'
import type { Bank, Banks } from './bank.js'
import type { Item } from './item.js'
import type { Matching } from './match-lines.js'

/** How settled an item, or a whole pass, is; a pass is as settled as its least settled item. */
export const RESOLVED = 0
export const STABLE = 1
export const UNRESOLVED = 2

/** One pass over the items. */
export interface PassState {
  readonly banks: Banks
  /** The current one of the banks. */
  bank: Bank
  readonly context: Context
  readonly matching: Matching
  readonly findings: Findings
  /** Whether everything must be settled now. */
  readonly isFinal: boolean
  /** What was not settled in the final pass. */
  readonly unsettled: Item[]
}

/** Notes an item that changed in this pass. */
export function changed(pass: PassState, item: Item): number {
  if (pass.isFinal) pass.unsettled.push(item)
  return UNRESOLVED
}

/** Reports why an item has no value, and leaves it alone from now on. */
export function giveUp(pass: PassState, item: Item, outcome: NoValue): number {
  item.isDone = true
  if (outcome.kind !== 'unknown' && outcome.report !== undefined) {
    const place = spanOf(item)
    const statement = item.kind === 'instruction' || item.kind === 'data' ? place : undefined
    pass.findings.report(reportAt(place, outcome.report()), statement)
  }
  return RESOLVED
}

/** Where an item is written. */
export function spanOf({ node }: Item): Span {
  return spanIn(node.unit, node.start, node.end)
}

/** Reports a mistake at a place of an item, and leaves the item alone from now on. */
export function failAt(
  pass: PassState,
  item: Item,
  place: { readonly start: number; readonly end: number },
  mistake: { readonly code: string; readonly message: string; readonly notes?: readonly string[] },
): number {
  item.isDone = true
  const { code, message, notes = [] } = mistake
  const span = spanIn(item.node.unit, place.start, place.end)
  pass.findings.add(error(code, message, { labels: [primary(span)], notes }))
  return RESOLVED
}

/** What failed for values that may still change is only not known yet. */
export function tentative(pass: PassState, outcome: Outcome): Outcome {
  return outcome.kind === 'failed' && !pass.isFinal ? unknown : outcome
}

/** Whether an outcome will not become a value. */
export function isHopeless(outcome: Outcome): outcome is NoValue {
  return !isValue(outcome) && outcome.kind !== 'unknown'
}
