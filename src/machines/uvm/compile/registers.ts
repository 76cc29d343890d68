// Which locals live in t0, t1 and t2. Callers save these registers, so a local that outlives a call stays on the stack.

import type { StackFunction } from '../../../core/stack-code/index.js'
import type { Lifetime } from './lifetimes.js'
import type { Dialect } from './output.js'

/** How many registers there are. */
const REGISTERS = 3
/** A parameter is copied into a register if it is used more often than this. */
const WORTH_COPYING = 2

/** For each local that lives in a register, its number. */
export type RegisterPlaces = ReadonlyMap<number, number>

/**
 * Gives registers to the locals that are used most; two locals share one if they are never alive together. The base set
 * has no other places, and no calls.
 */
export function placeInRegisters(
  own: StackFunction,
  lifetimes: readonly Lifetime[],
  { base }: Dialect,
): RegisterPlaces {
  const places = new Map<number, number>()
  const taken: Lifetime[][] = Array.from({ length: REGISTERS }, () => [])
  const candidates = lifetimes.filter((one) => isCandidate(own, base ? { ...one, crossesCall: false } : one))
  for (const one of candidates.sort((a, b) => b.weight - a.weight)) {
    const register = taken.findIndex((others) => canTake(others, one))
    if (register < 0) continue
    places.set(one.local, register)
  }
  return places
}

function isCandidate(own: StackFunction, { local, weight, crossesCall }: Lifetime): boolean {
  if (crossesCall || own.locals[local].length !== undefined) return false
  return local >= own.parameters || weight > WORTH_COPYING
}

/** Takes a place among lifetimes that are sorted and do not overlap, if it is free. */
function canTake(others: Lifetime[], one: Lifetime): boolean {
  let low = 0
  for (let high = others.length; low < high; ) {
    const middle = (low + high) >>> 1
    if (others[middle].start <= one.start) low = middle + 1
    else high = middle
  }
  const [before, after] = [others[low - 1], others[low]]
  if ((before !== undefined && before.end >= one.start) || (after !== undefined && after.start <= one.end))
    return false
  others.splice(low, 0, one)
  return true
}
