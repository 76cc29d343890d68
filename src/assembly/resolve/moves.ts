// What a pass does for `#res`, `#align` and `#addr` (spec/asm-language.md section 11).

import { POSITION_BITS } from '../limits.js'
import { evaluate } from '../values/evaluate.js'
import { isValue, kindText, type Outcome } from '../values/value.js'
import type { MoveItem } from './item.js'
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

const OUTSIDE_RANGE = {
  reserve: 'reserve size outside supported range',
  align: 'alignment is outside the supported range',
  address: 'address is outside the supported range',
} as const

/** A mistake: the second half of its code, and the message. */
interface Problem {
  readonly suffix: string
  readonly message: string
}

/** Evaluates the amount unless it is final, and moves the position. */
export function visitMove(pass: PassState, item: MoveItem): number {
  item.position = pass.bank.position
  item.size = 0
  const state = item.isDone ? RESOLVED : updateAmount(pass, item)
  if (item.amount === undefined) {
    if (!item.isDone) pass.bank.isStatic = false
    return state
  }
  const problem = move(pass, item, item.amount)
  if (problem !== undefined && (item.isDone || pass.isFinal)) return fail(pass, item, problem)
  if (!item.isDone) pass.bank.isStatic = false
  return state
}

function updateAmount(pass: PassState, item: MoveItem): number {
  const value = tentative(pass, evaluate(item.node.value, pass.context))
  if (isHopeless(value)) return giveUp(pass, item, value)
  if (isValue(value) && value.kind !== 'integer') return fail(pass, item, typeProblem(value))
  const amount = value.kind === 'integer' ? value.value : undefined
  const isStable = amount !== undefined && amount === item.amount
  item.amount = amount
  item.isDone = value.kind === 'integer' && value.isStatic
  return item.isDone ? RESOLVED : isStable ? STABLE : changed(pass, item)
}

function typeProblem(value: Outcome): Problem {
  const found = isValue(value) ? `, got ${kindText(value)}` : ''
  return { suffix: 'type', message: `invalid type: expected integer${found}` }
}

function move({ bank }: PassState, item: MoveItem, amount: bigint): Problem | undefined {
  const { unit, start, capacity } = bank.definition
  const { kind } = item
  const bits = kind === 'align' ? amount : (kind === 'address' ? amount - start : amount) * BigInt(unit)
  if (kind === 'address' && (bits < 0n || (capacity !== Infinity && bits >= capacity)))
    return { suffix: 'outside-bank', message: 'the address is outside of the bank range' }
  if (kind === 'align' && bits === 0n) return { suffix: 'zero', message: 'invalid alignment: it cannot be 0' }
  if (bits < 0n || bits > POSITION_BITS) {
    return { suffix: 'range', message: OUTSIDE_RANGE[kind] }
  }
  if (kind === 'align') bank.align(Number(bits))
  else if (kind === 'address') bank.position = Number(bits)
  else {
    item.size = Number(bits)
    bank.advance(item.size, item.isDone)
  }
  return undefined
}

function fail(pass: PassState, item: MoveItem, { suffix, message }: Problem): number {
  item.amount = undefined
  return failAt(pass, item, item.node.value, { code: `${item.kind}-${suffix}`, message })
}
