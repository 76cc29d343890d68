// The device contract: a device is plain state and pure-looking functions; clock and output are passed in, never held.

import type { Constant } from '../ir/operators.js'

/** Streams that a guest can write bytes to. */
export type OutputStream = 'output' | 'error'

/** Why input could not be read: the number that the operating system gives to the error. */
export interface InputFailure {
  readonly errorNumber: number
}

/** What a device may do to the outside world. Supplied by the embedder; nothing else is reachable. */
export interface HostServices {
  /** Emits text the guest displays. */
  readonly write: (text: string) => void
  /** Nanoseconds since the Unix epoch. */
  readonly now: () => bigint
  /** Emits bytes; says whether they were taken. Absent: nobody takes any. */
  readonly emit?: (stream: OutputStream, bytes: Uint8Array) => boolean
  /**
   * Reads at most `most` bytes of the guest's input, once: none at its end, undefined while there is nothing yet. Absent:
   * the input is empty.
   */
  readonly read?: (most: number) => Uint8Array | InputFailure | undefined
}

/** A device's refusal of an access, with the machine's own code for it. */
export class Refusal {
  constructor(readonly code: number) {}
}

/** A memory-mapped device. `S` is its state: plain data that can be cloned. */
export interface Device<S = unknown> {
  readonly name: string
  readonly summary: string
  /** Size of its address range. */
  readonly bytes: number
  /** The state after construction and after every reset. */
  readonly reset: (host: HostServices) => S
  /** Reads the word at a relative address, a multiple of the word size below `bytes`. */
  readonly read: (state: S, address: number, host: HostServices) => number | Refusal
  /** Writes a word; the result says whether it was refused. */
  readonly write: (state: S, address: number, word: number, host: HostServices) => Refusal | undefined
}

/** Memory that engines access directly instead of asking a device. */
export interface MemoryBlock {
  readonly bytes: number
  readonly writable: boolean
  /** Guest's bytes at power-up; the rest is zero. */
  readonly contents: Uint8Array
  /** Whether a reset returns it to `contents`. */
  readonly clearedByReset: boolean
  /** The refusal a store to it meets when it is not writable. */
  readonly storeRefusal?: number
}

/** One component of a board. `Facts` is what a machine wants to know about its components besides their behaviour. */
export interface Component<Facts = unknown> {
  readonly name: string
  readonly behaviour:
    | { readonly kind: 'memory'; readonly memory: MemoryBlock }
    | { readonly kind: 'device'; readonly device: Device }
  readonly facts: Facts
}

/** A component's place: guest addresses of its first and last byte. */
export interface Placement {
  readonly start: bigint
  readonly last: bigint
}

/** What host functions remember between calls and snapshots have to contain. */
export interface KeptState {
  /** Returns to the state at power-up. */
  reset(): void
  /** The state as plain data. */
  save(): unknown
  /** Takes back what `save` gave. Throws a `RangeError`, and changes nothing, when it is something else. */
  restore(saved: unknown): void
}

/** A board as a machine's host functions see it. */
export interface BoardView<Facts = unknown> {
  readonly components: readonly Component<Facts>[]
  readonly services: HostServices
  /** Makes a state part of resets and snapshots; gives it back. */
  keep<S extends KeptState>(state: S): S
  /** A copy of bytes in memory; undefined when they are not all in memory. */
  readMemory(address: bigint, bytes: number): Uint8Array | undefined
  /** Replaces bytes in memory; says whether they are all in memory that can be written. */
  writeMemory(address: bigint, contents: Uint8Array): boolean
  /** Where a component is mapped, or undefined. */
  placement(component: number): Placement | undefined
  /** Reads or writes the device mapped at an address; memory and unmapped addresses read as 0 and ignore writes. */
  read(address: number): number | Refusal
  write(address: number, word: number): Refusal | undefined
  /** Returns a component to its initial state. */
  reset(component: number): void
}

/** What host functions can do to the machine that calls them. Registers go by name. */
export interface GuestAccess {
  /** Says that there is nothing yet: the instruction is undone and the run stops as `blocked`, to be resumed later. */
  block(): void
  register(name: string): Constant
  setRegister(name: string, value: Constant): void
}

/** A function of the host as engines call it. Integers of type i64 are bigints. */
export type HostImplementation = (...values: Constant[]) => Constant | undefined

/** A component to put on a board, and whether it is mapped after its predecessor. */
export interface PlannedComponent<Facts = unknown> {
  readonly component: Component<Facts>
  readonly mapped: boolean
}
