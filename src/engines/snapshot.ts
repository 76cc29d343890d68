// Snapshots: a versioned copy of a machine's whole state, in memory or as bytes.

import { ENGINE } from '../core/index.js'
import { STOP } from './engine.js'
import type { MachineState } from './state.js'

/** Version of the format; raised whenever a layout changes its meaning. */
export const SNAPSHOT_VERSION = 1

/** A machine's whole state. Plain data. */
export interface Snapshot {
  readonly version: number
  readonly machine: string
  /** Identifies the memory layout that `state` has. */
  readonly layout: string
  readonly state: Uint8Array
  /** What the board's devices saved: plain data; bigints are allowed. */
  readonly devices: unknown
}

/** A text that is equal for two states exactly when their memory layouts agree. */
function fingerprint({ layout, machine }: MachineState): string {
  const files = machine.registers.map((file) => `${file.name}:${file.names.length}×${file.bits}`)
  const regions = layout.regions.map(
    ({ space, start, bytes, writable }) => `${space.name}@${start}+${bytes}${writable ? 'w' : 'r'}`,
  )
  return [...files, ...regions].join(' ')
}

/** Zeroes what is no part of the state although it lies in it: words that operand stacks forget once they are popped. */
export function forgetPopped(state: MachineState): void {
  for (const { definition, wordBytes } of state.machine.stacks) {
    if (definition.forgetsPopped !== true) continue
    const { file, index } = definition.depth
    const depth = (state.register(file, index) as number) >>> 0
    for (const region of state.layout.regions) {
      if (region.space !== definition.space) continue
      const from = Math.min(region.bytes, wordBytes * depth)
      state.bytes.fill(0, region.offset + from, region.offset + region.bytes)
    }
  }
}

/** Copies a state. Equal states have equal snapshots. */
export function takeSnapshot(state: MachineState, devices: unknown): Snapshot {
  forgetPopped(state)
  return {
    version: SNAPSHOT_VERSION,
    machine: state.machine.name,
    layout: fingerprint(state),
    state: state.bytes.slice(0, state.layout.bytes),
    devices,
  }
}

/** The bytes of a snapshot, if it fits the state. Throws a `RangeError` that says what does not fit. */
export function snapshotOf(state: MachineState, snapshot: Snapshot): Uint8Array {
  const refuse = (reason: string): never => {
    throw new RangeError(`the snapshot cannot be restored: ${reason}`)
  }
  if (snapshot.version !== SNAPSHOT_VERSION)
    refuse(`its version is ${snapshot.version}, not ${SNAPSHOT_VERSION}`)
  if (snapshot.machine !== state.machine.name)
    refuse(`it is of ${snapshot.machine}, not of ${state.machine.name}`)
  if (snapshot.layout !== fingerprint(state)) refuse('it has another memory layout')
  if (snapshot.state.length !== state.layout.bytes) refuse('its state is incomplete')
  const finished = new DataView(snapshot.state.buffer, snapshot.state.byteOffset).getInt32(
    ENGINE.finished,
    true,
  )
  if (finished !== 0 && finished !== STOP.halted && finished !== STOP.exit) refuse('it has no valid state')
  return snapshot.state
}

const MAGIC = 'isaforge-snapshot'
const CHUNK = 4096

/** A snapshot as bytes: a line of JSON, then the 4 KiB chunks that are not zero. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const { state, ...rest } = snapshot
  const chunks: number[] = []
  for (let at = 0; at < state.length; at += CHUNK) {
    if (state.subarray(at, at + CHUNK).some((byte) => byte !== 0)) chunks.push(at)
  }
  const header = new TextEncoder().encode(
    `${JSON.stringify({ magic: MAGIC, bytes: state.length, chunks, ...rest }, writeBigint)}\n`,
  )
  const result = new Uint8Array(header.length + chunks.length * CHUNK)
  result.set(header)
  chunks.forEach((at, index) => {
    result.set(state.subarray(at, at + CHUNK), header.length + index * CHUNK)
  })
  return result
}

/** JSON has no bigints: they become objects of one member. */
const BIGINT = '$bigint'
const writeBigint = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? { [BIGINT]: `${value}` } : value

function readBigint(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, BIGINT)) return value
  return BigInt((value as Record<string, string>)[BIGINT])
}

interface Header {
  readonly magic: unknown
  readonly version: unknown
  readonly machine: unknown
  readonly layout: unknown
  readonly bytes: unknown
  readonly chunks: unknown
  readonly devices: unknown
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** Reads what `encodeSnapshot` wrote. Throws a `RangeError` on anything else; never trusts a length. */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  const end = bytes.indexOf(10)
  const header = end < 0 ? undefined : parseHeader(new TextDecoder().decode(bytes.subarray(0, end)))
  if (header === undefined || header.magic !== MAGIC)
    throw new RangeError('these bytes are no isaforge snapshot')
  const { version, machine, layout, bytes: length, chunks, devices } = header
  const body = bytes.subarray(end + 1)
  const plausible =
    typeof machine === 'string' &&
    typeof layout === 'string' &&
    isCount(version) &&
    isCount(length) &&
    length <= 2 ** 32 &&
    Array.isArray(chunks) &&
    chunks.every((at) => isCount(at) && at % CHUNK === 0 && at + CHUNK <= length) &&
    body.length === chunks.length * CHUNK
  if (!plausible) throw new RangeError('the snapshot is damaged')
  const state = new Uint8Array(length)
  chunks.forEach((at: number, index: number) => {
    state.set(body.subarray(index * CHUNK, (index + 1) * CHUNK), at)
  })
  return { version, machine, layout, state, devices }
}

function parseHeader(text: string): Header | undefined {
  try {
    const parsed: unknown = JSON.parse(text, readBigint)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Header) : undefined
  } catch {
    return undefined
  }
}
