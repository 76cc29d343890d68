// What is evident of a value from its shape: bounds, and low bits that are zero. Cheap and conservative.

import { HoleValue, OperationValue, type Value } from './value.js'

/** Unsigned bounds of an `i32` value as far as they are evident from its shape. */
export interface Range {
  readonly low: number
  readonly high: number
}

const FULL: Range = { low: 0, high: 0xffffffff }
const BIT: Range = { low: 0, high: 1 }

/** The unsigned range of an `i32` value. */
export function rangeOf(value: Value): Range {
  if (value instanceof OperationValue) return rangeOfOperation(value)
  if (value instanceof HoleValue) {
    const low = Number(value.low)
    return value.type === 'i32' && low >= 0 ? { low, high: Number(value.high) } : FULL
  }
  if (value.exact === undefined) return FULL
  const exact = Number(value.exact) >>> 0
  return { low: exact, high: exact }
}

function rangeOfOperation({ operator, children }: OperationValue): Range {
  switch (operator) {
    case 'i32.fromBool':
      return BIT
    case 'i32.and':
      return { low: 0, high: Math.min(rangeOf(children[0]).high, rangeOf(children[1]).high) }
    case 'i32.shrU': {
      const by = children[1].exact
      return by === undefined ? FULL : { low: 0, high: rangeOf(children[0]).high >>> (Number(by) & 31) }
    }
    default:
      return FULL
  }
}

/** Whether masking with `mask` keeps every number from 0 to `high`. */
export function coversRange(mask: number, high: number): boolean {
  const needed = high === 0 ? 0 : 0xffffffff >>> Math.clz32(high)
  return (mask & needed) >>> 0 === needed
}

/** How many of the lowest bits of an `i32` value are certainly 0. */
export function lowZeros(value: Value): number {
  const { exact } = value
  if (exact !== undefined) return Number(exact) === 0 ? 32 : 31 - Math.clz32(Number(exact) & -Number(exact))
  if (value instanceof HoleValue) return value.zeros
  if (!(value instanceof OperationValue)) return 0
  const { operator, children } = value
  switch (operator) {
    case 'i32.add':
    case 'i32.sub':
    case 'i32.or':
      return Math.min(lowZeros(children[0]), lowZeros(children[1]))
    case 'i32.mul':
      return Math.min(32, lowZeros(children[0]) + lowZeros(children[1]))
    case 'i32.shl': {
      const by = children[1].exact
      return Math.min(32, lowZeros(children[0]) + (by === undefined ? 0 : Number(by) & 31))
    }
    default:
      return 0
  }
}
