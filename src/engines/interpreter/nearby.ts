// Which instructions a program seems to consist of: those that lie around the place at which it is.

import type { Decoded, PlacedRegion } from '../../core/index.js'
import type { MachineState } from '../state.js'
import { fetchRegions } from './plan.js'

/** Bytes before and behind the pc that are looked at. */
const REACH = 1024

/**
 * The instructions around the pc. A guess: what lies there may be data, and the program may go elsewhere. Handlers for
 * what was not found are made when it turns out to be needed.
 */
export function instructionsNearby(state: MachineState): readonly Decoded[] {
  const found: Decoded[] = []
  const { space } = state.machine.fetch()
  for (const region of fetchRegions(state)) {
    const at = Number(BigInt.asUintN(space.address === 'i64' ? 64 : 32, state.pc - region.start))
    if (at < region.bytes) collect(state, region, at, found)
  }
  return found
}

function collect(state: MachineState, region: PlacedRegion, pc: number, into: Decoded[]): void {
  const { machine } = state
  const { align } = machine.fetch()
  const first = Math.max(pc % align, pc - REACH)
  const bytes = guestBytes(state, region, first, Math.min(region.bytes, pc + REACH))
  for (let at = 0; at < bytes.length; ) {
    const decoded = machine.decoder.decode(bytes, at)
    if (typeof decoded !== 'string') into.push(decoded)
    at += typeof decoded === 'string' ? align : decoded.instruction.encoding.length
  }
}

function guestBytes(state: MachineState, region: PlacedRegion, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array(to - from)
  for (let at = from; at < to; at++) bytes[at - from] = state.guestByte(region, at)
  return bytes
}
