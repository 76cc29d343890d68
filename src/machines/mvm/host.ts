// MVM's system calls on the host's side: descriptors 0 to 2, the heap, and `dbg` (spec/mvm.md section 5).

import type { BoardView, Constant, GuestAccess, HostImplementation, OutputStream } from '../../core/index.js'
import { type Facts, memoryLayout } from './components.js'
import { Heap, type Release } from './heap.js'
import { allocate, awaitInput, debug, readInput, release, STATUS, writeOutput } from './host-calls.js'
import { InputBuffer } from './input-buffer.js'
import { latch, registers } from './registers.js'

/** What the accumulator becomes when nothing could be written. */
const FAILED = 2n ** 64n - 1n

const STREAMS: Readonly<Record<number, OutputStream>> = { 1: 'output', 2: 'error' }

const unsigned = (value: Constant): bigint => BigInt.asUintN(64, BigInt(value))

const STATUS_OF_RELEASE: Readonly<Record<Release, number>> = {
  done: STATUS.done,
  invalid: STATUS.invalid,
  restricted: STATUS.restricted,
}

/** The host functions of MVM on a board. */
export function hostFunctions(
  board: BoardView<Facts>,
  guest: GuestAccess,
): Readonly<Record<string, HostImplementation>> {
  const { top, stackBase, size } = memoryLayout(board)
  const heap = board.keep(new Heap(top, stackBase))
  const input = board.keep(new InputBuffer(board.services, Number(size) + 1))
  const answer = (value: bigint, status: number = STATUS.done): number => {
    guest.setRegister(latch.name, value)
    return status
  }
  return {
    [debug.call.name]: (register, value) => {
      const text = `[DEBUG] %${registers.names[Number(register)]} = ${unsigned(value)}\n`
      board.services.emit?.('error', new TextEncoder().encode(text))
      return undefined
    },
    [awaitInput.call.name]: (length) => {
      if (!input.fill(unsigned(length))) guest.block()
      return undefined
    },
    [readInput.call.name]: (address, length) =>
      readInto(board, input, unsigned(address), unsigned(length), answer),
    [writeOutput.call.name]: (descriptor, address, length) =>
      writeFrom(board, Number(descriptor), unsigned(address), unsigned(length), answer),
    [allocate.call.name]: (bytes) => {
      const address = heap.allocate(unsigned(bytes))
      return address === undefined ? STATUS.outOfUnits : answer(address)
    },
    [release.call.name]: (address) => STATUS_OF_RELEASE[heap.release(unsigned(address))],
  }
}

type Answer = (value: bigint, status?: number) => number

/** Stores what was read and a zero byte behind it, or in place of the last byte when all were read. */
function readInto(
  board: BoardView<Facts>,
  input: InputBuffer,
  address: bigint,
  length: bigint,
  answer: Answer,
): number {
  if (length === 0n) return STATUS.done
  const given = input.take(length)
  if (!(given instanceof Uint8Array)) return answer(BigInt(given.errorNumber), STATUS.inputError)
  const stored = new Uint8Array(BigInt(given.length) < length ? given.length + 1 : given.length)
  stored.set(given)
  stored[stored.length - 1] = 0
  return board.writeMemory(address, stored) ? STATUS.done : STATUS.badAddress
}

/** Writes bytes of memory to a stream. The descriptor is judged before the address. */
function writeFrom(
  board: BoardView<Facts>,
  descriptor: number,
  address: bigint,
  length: bigint,
  answer: Answer,
): number {
  const stream = STREAMS[descriptor]
  if (stream === undefined) return answer(FAILED)
  const { size } = memoryLayout(board)
  if (address >= size) return answer(length === 0n ? 0n : FAILED)
  const bytes = length <= size ? board.readMemory(address, Number(length)) : undefined
  if (bytes === undefined) return STATUS.badAddress
  const isTaken = bytes.length === 0 || board.services.emit?.(stream, bytes) === true
  return answer(isTaken ? length : FAILED)
}
