// MVM's memory accesses: any width, no alignment, a fault outside (spec/mvm.md 4.4).

import { load, space, store, type Value } from '../../core/index.js'
import { failAt } from './traps.js'

/** The memory: program, heap and stack. */
export const memory = space('memory', 'i64', {
  order: 'big',
  summary: 'Program, heap and stack in one; everything can be read, written and executed',
})

/** Width of an access in bytes. */
export type Width = 1 | 2 | 4 | 8

type Wide = Value<'i64'>

/** The bytes at an address as a number; a fault names the address. */
export const read = (address: Wide, bytes: Width): Wide =>
  load(memory, address, { bytes, type: 'i64' }, () => failAt(address))

/** Stores the low bytes of a number; a fault names the address. */
export const write = (address: Wide, value: Wide, bytes: Width): void =>
  store(memory, address, value, { bytes, type: 'i64' }, () => failAt(address))

/** Stores eight bytes where a check was made before. */
export const writeChecked = (address: Wide, value: Wide): void =>
  store(memory, address, value, { bytes: 8, type: 'i64' }, () => undefined)

/** Width of addresses in instructions and of values that are not cut. */
export const WORD = 8
