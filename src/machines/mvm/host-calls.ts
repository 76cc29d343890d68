// What MVM's system calls and `dbg` ask of the host (spec/mvm.md section 5). Results besides a status are in `latch`.

import { hostCall } from '../../core/index.js'

/** Statuses of system calls. */
export const STATUS = {
  done: 0,
  badAddress: 1,
  inputError: 2,
  outOfUnits: 3,
  invalid: 4,
  restricted: 5,
} as const

export const debug = hostCall(
  'debug',
  { register: 'i32', value: 'i64' },
  { summary: 'Prints a register on the error output' },
)

export const awaitInput = hostCall(
  'input.await',
  { length: 'i64' },
  { mayBlock: true, summary: 'Waits until there is input, or none will come' },
)

export const readInput = hostCall(
  'input.read',
  { address: 'i64', length: 'i64' },
  { result: 'i32', summary: 'Stores input and a zero byte; gives a status' },
)

export const writeOutput = hostCall(
  'output.write',
  { descriptor: 'i32', address: 'i64', length: 'i64' },
  { result: 'i32', summary: 'Writes bytes of memory; gives a status, and what the accumulator becomes' },
)

export const allocate = hostCall(
  'heap.allocate',
  { bytes: 'i64' },
  { result: 'i32', summary: 'Takes a block of the heap; gives a status, and its address' },
)

export const release = hostCall(
  'heap.free',
  { address: 'i64' },
  { result: 'i32', summary: 'Gives a block back; gives a status' },
)
