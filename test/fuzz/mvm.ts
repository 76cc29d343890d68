// What makes programs for MVM interesting: a stack of the right size, the text section entered, a vector for interrupts.
import { boardOf } from 'isaforge/machines/mvm'
import type { Random } from './random.js'
import type { Settled } from './target.js'
import type { Terrain } from './terrain.js'

/** Sizes of memory and stack. */
const SIZES = [
  [8192n, 1024n],
  [2000n, 700n],
  [4099n, 333n],
] as const

/** Boards for programs. */
export const mvmBoards = SIZES.map(([memory, stack]) => boardOf({ memory, stack }) ?? [])

/** Sets the stack up so that most programs can call and push for a while. */
export function settleMvm(random: Random, { regions }: Terrain): Settled {
  const [{ bytes }] = regions
  const stack = SIZES.find(([memory]) => memory === BigInt(bytes))?.[1] ?? 0n
  const base = BigInt(bytes) - stack
  const top = base + (random.chance(0.7) ? 0n : BigInt(random.below(Number(stack))))
  return {
    registers: {
      text_mode: random.chance(0.95) ? 1 : 0,
      memory_size: BigInt(bytes),
      stack_base: base,
      stack_ptr: top,
      frame_ptr: random.chance(0.8) ? base : top,
      ...(random.chance(0.5) ? { call: BigInt(random.below(6)) } : {}),
    },
  }
}
