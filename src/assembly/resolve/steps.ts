// What a pass does for each kind of item, moves excepted (spec/asm-language.md section 15.2).

import type { AssemblySymbol } from '../program/symbols.js'
import { selectEncoding } from '../rules/select.js'
import { evaluate } from '../values/evaluate.js'
import { misaligned } from '../values/lookup.js'
import { isSame, isValue, kindText, type Outcome, poisoned } from '../values/value.js'
import { fitData } from './data.js'
import type { AssertItem, ConstantItem, DataItem, EmittingItem, InstructionItem, LabelItem } from './item.js'
import { matchLine } from './match-lines.js'
import {
  changed,
  failAt,
  giveUp,
  isHopeless,
  type PassState,
  RESOLVED,
  STABLE,
  tentative,
} from './pass-state.js'

/** Labels and constants: the position is aligned before global ones. */
export function visitSymbol(pass: PassState, item: LabelItem | ConstantItem): number {
  const { symbol } = item
  const { bank } = pass
  if (symbol?.depth === 0) bank.alignSymbol()
  item.position = bank.position
  if (item.isDone || symbol === undefined) return RESOLVED
  if (item.kind === 'constant') return assign(pass, item, symbol, evaluate(item.node.value, pass.context))
  if (bank.misalignment === 0) return assign(pass, item, symbol, bank.address())
  if (!pass.isFinal) return changed(pass, item)
  return assign(pass, item, symbol, misaligned(item.node, pass.context, bank.misalignment))
}

function assign(
  pass: PassState,
  item: LabelItem | ConstantItem,
  symbol: AssemblySymbol,
  outcome: Outcome,
): number {
  const value = tentative(pass, outcome)
  if (isHopeless(value)) {
    symbol.value = poisoned
    return giveUp(pass, item, value)
  }
  const isStable = isSame(symbol.value, value)
  symbol.value = isValue(value) ? { ...value, origin: symbol } : value
  if (isValue(value) && value.isStatic) item.isDone = true
  return item.isDone ? RESOLVED : isStable ? STABLE : changed(pass, item)
}

/** Instructions and data: what they are encoded as, then the position behind them. */
export function visitEmitting(pass: PassState, item: EmittingItem): number {
  const state = item.isDone
    ? RESOLVED
    : item.kind === 'data'
      ? visitData(pass, item)
      : visitInstruction(pass, item)
  item.position = pass.bank.position
  pass.bank.advance(item.size, item.isDone || item.isSizeFinal)
  return state
}

function visitInstruction(pass: PassState, item: InstructionItem): number {
  item.matches ??= matchLine(item, pass.matching, pass.findings)
  if (item.matches.length === 0) return RESOLVED
  const state = encodeAs(pass, item, selectEncoding(item.matches, pass.context, pass.isFinal))
  if (item.isDone) item.matches = undefined
  return state
}

function visitData(pass: PassState, item: DataItem): number {
  return encodeAs(pass, item, fitData(item, evaluate(item.element, pass.context), pass.context))
}

function encodeAs(pass: PassState, item: EmittingItem, outcome: Outcome): number {
  const value = tentative(pass, outcome)
  if (isHopeless(value)) return giveUp(pass, item, value)
  if (value.kind !== 'integer') {
    item.encoding = undefined
    return changed(pass, item)
  }
  const { size = 0 } = value
  const isStable = item.encoding === value.value && item.size === size
  item.encoding = value.value
  item.size = size
  item.isDone = value.isStatic
  return item.isDone ? RESOLVED : isStable ? STABLE : changed(pass, item)
}

/** Assertions are looked at with final addresses only. */
export function visitAssert(pass: PassState, item: AssertItem): number {
  if (!pass.isFinal || item.isDone) return RESOLVED
  const { condition } = item.node
  const value = evaluate(condition, pass.context)
  if (value.kind === 'unknown') return changed(pass, item)
  if (isHopeless(value)) return giveUp(pass, item, value)
  if (value.kind !== 'boolean') {
    const message = `expected boolean, got ${kindText(value)}`
    return failAt(pass, item, condition, { code: 'expected-boolean', message })
  }
  if (value.value) return RESOLVED
  return failAt(pass, item, condition, { code: 'assertion-failed', message: 'assertion failed' })
}
