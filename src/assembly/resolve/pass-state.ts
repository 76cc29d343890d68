// What the items of one pass share, and how their outcomes are noted.

import { type Diagnostics, error, primary } from '../../core/index.js'
import type { Context } from '../values/context.js'
import { isValue, type NoValue, type Outcome, unknown } from '../values/value.js'
import type { Bank } from './bank.js'
import type { Item } from './item.js'
import type { Matching } from './match-lines.js'

/** How settled an item, or a whole pass, is; a pass is as settled as its least settled item. */
export const RESOLVED = 0
export const STABLE = 1
export const UNRESOLVED = 2

/** One pass over the items. */
export interface PassState {
  readonly bank: Bank
  readonly context: Context
  readonly matching: Matching
  readonly diagnostics: Diagnostics
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
  if (outcome.kind !== 'unknown' && outcome.report !== undefined) pass.diagnostics.add(outcome.report())
  return RESOLVED
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
  pass.diagnostics.add(error(code, message, { labels: [primary(pass.context.spanOf(place))], notes }))
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
