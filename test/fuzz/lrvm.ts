// What makes programs for LRVM interesting: a handler, stacks, both modes, the MMU with a table in memory.
import type { Random } from './random.js'
import type { Settled } from './target.js'
import type { Terrain } from './terrain.js'

const signed = (address: bigint): number => Number(BigInt.asIntN(32, address))

/** A word-aligned address in one of the regions. */
function somewhere(random: Random, { regions }: Terrain): bigint {
  const region = random.pick(regions)
  return region.start + BigInt(random.below(region.bytes / 4) * 4)
}

/** Sets up exceptions, stacks, mode and MMU so that most programs run for a while. */
export function settleLrvm(random: Random, terrain: Terrain): Settled {
  const registers: Record<string, number> = { smt: random.chance(0.25) ? 0 : 1, mtt: 0 }
  if (random.chance(0.9)) registers.ev = signed(random.pick(terrain.code.slice(0, -1)))
  for (const stack of ['ssp', 'usp'])
    if (random.chance(0.8)) registers[stack] = signed(somewhere(random, terrain))
  if (!random.chance(0.2)) return { registers }
  const table = somewhere(random, terrain)
  registers.mtt = random.pick([1, -1, 2])
  registers.pda = signed(table) + (random.chance(0.05) ? 1 + random.below(3) : 0)
  return { registers, data: [{ address: table, bytes: mmuEntries(random) }] }
}

/** Some entries that pass everything and some that refuse a mode, or both. */
function mmuEntries(random: Random): Uint8Array {
  const bytes = new Uint8Array(4 * 32)
  const view = new DataView(bytes.buffer)
  const refusals = random.chance(0.5) ? 0.1 : 0
  for (let at = 0; at < bytes.length; at += 4) {
    if (random.chance(refusals)) view.setUint32(at, random.pick([0x80000000, 0x40000000, 0xc0000000]))
  }
  return bytes
}
