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

/** What finding a region depends on. */
export interface Surroundings {
  readonly modes: Modes
  readonly tuning: Tuning
  /** Whether a region begins at an address: others end there. */
  readonly isCompiled: (address: bigint) => boolean
  /** Instructions translated before, in the same modes. */
  readonly cache: Map<bigint, Translated | undefined>
}

/** The region that begins at an address, or undefined when not even its first instruction can be compiled. */
export function findRegion(
  state: MachineState,
  entry: bigint,
  { modes, tuning, isCompiled, cache }: Surroundings,
): Region | undefined {
  const { machine } = state
  const memory = state.regionAt(machine.fetch().space, entry, 1)
  if (memory === undefined || entry % BigInt(machine.fetch().align) !== 0n) return undefined
  const instructions = new Map<bigint, Translated>()
  const pending = [entry]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (instructions.has(at) || instructions.size >= tuning.mostInstructions || isCompiled(at)) continue
    const translated = cache.has(at) ? cache.get(at) : translateAt(state, memory, at, modes)
    cache.set(at, translated)
    if (translated === undefined) continue
    instructions.set(at, translated)
    const { targets, fallsThrough, returnsTo, length } = translated
    if (returnsTo === undefined) pending.push(...targets)
    else pending.push(returnsTo)
    // Last, so that it is next: code is mostly straight.
    if (fallsThrough) pending.push(at + BigInt(length))
  }
  if (!instructions.has(entry)) return undefined
  keepLoop(entry, instructions)
  const blocks = cutBlocks(entry, instructions)
  if (blocks.size > tuning.mostBlocks) return undefined
  const callees = [...instructions.values()].flatMap(({ returnsTo, targets }) =>
    returnsTo === undefined ? [] : targets,
  )
  return { entry, graph: analyse(entry, blocks), instructions, callees, memory }
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

/**
 * Where the entry is in a loop, only what leads back to it belongs to the region: code behind a loop becomes a region of its
 * own when it is hot, instead of being compiled again with every loop before it.
 */
function keepLoop(entry: bigint, instructions: Map<bigint, Translated>): void {
  const predecessors = new Map<bigint, bigint[]>()
  for (const { address, length, targets, fallsThrough, returnsTo } of instructions.values()) {
    const next = fallsThrough ? [address + BigInt(length)] : []
    for (const to of returnsTo === undefined ? [...targets, ...next] : [returnsTo]) {
      const list = predecessors.get(to)
      if (list === undefined) predecessors.set(to, [address])
      else list.push(address)
    }
  }
  const leadsBack = new Set<bigint>()
  const pending = [...(predecessors.get(entry) ?? [])]
  if (pending.length === 0) return
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (leadsBack.has(at)) continue
    leadsBack.add(at)
    pending.push(...(predecessors.get(at) ?? []))
  }
  for (const address of instructions.keys()) if (!leadsBack.has(address)) instructions.delete(address)
}
