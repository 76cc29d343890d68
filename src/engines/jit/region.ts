// Finds the instructions of a region: everything reachable from its entry by direct jumps, within bounds.

import type { PlacedRegion } from '../../core/index.js'
import type { MachineState } from '../state.js'
import { analyse, cutBlocks, type Graph } from './graph.js'
import { type Modes, type Translated, translate } from './translate.js'
import type { Tuning } from './tuning.js'

/** A region to compile. */
export interface Region {
  readonly entry: bigint
  readonly graph: Graph
  readonly instructions: ReadonlyMap<bigint, Translated>
  /** Addresses that it calls. */
  readonly callees: readonly bigint[]
  /** The memory it was translated from. */
  readonly memory: PlacedRegion
}

/** The region that begins at an address, or undefined when not even its first instruction can be compiled. */
export function findRegion(
  state: MachineState,
  entry: bigint,
  modes: Modes,
  tuning: Tuning,
): Region | undefined {
  const { machine } = state
  const memory = state.regionAt(machine.fetch().space, entry, 1)
  if (memory === undefined || entry % BigInt(machine.fetch().align) !== 0n) return undefined
  const instructions = new Map<bigint, Translated>()
  const callees = new Set<bigint>()
  const pending = [entry]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (instructions.has(at) || instructions.size >= tuning.mostInstructions) continue
    const translated = translateAt(state, memory, at, modes)
    if (translated === undefined) continue
    instructions.set(at, translated)
    const { targets, fallsThrough, returnsTo, length } = translated
    if (returnsTo !== undefined) {
      for (const target of targets) callees.add(target)
      pending.push(returnsTo)
    } else pending.push(...targets)
    // Last, so that it is next: code is mostly straight.
    if (fallsThrough) pending.push(at + BigInt(length))
  }
  if (!instructions.has(entry)) return undefined
  const blocks = cutBlocks(entry, instructions)
  if (blocks.size > tuning.mostBlocks) return undefined
  return { entry, graph: analyse(entry, blocks), instructions, callees: [...callees], memory }
}

function translateAt(
  state: MachineState,
  memory: PlacedRegion,
  address: bigint,
  modes: Modes,
): Translated | undefined {
  const at = Number(address - memory.start)
  const { align } = state.machine.fetch()
  if (at < 0 || at >= memory.bytes || at % align !== 0 || state.breakpoints.has(address)) return undefined
  const { decoder } = state.machine
  const bytes = Uint8Array.from({ length: Math.min(decoder.longest, memory.bytes - at) }, (_, index) =>
    state.guestByte(memory, at + index),
  )
  const decoded = decoder.decode(bytes)
  return typeof decoded === 'string' ? undefined : translate(state.machine, decoded, address, modes)
}
