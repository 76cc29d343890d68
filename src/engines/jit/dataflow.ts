// Which variables of a region matter where: what must be stored at an exit, and what must be loaded to begin with.
//
// A variable is dirty when some path has written it since memory was current. It is live when some path reads it, or stores
// it as dirty, before writing it. Sets are bit masks over the variables of the region.

import type { Graph, GraphBlock } from './graph.js'

/** What an instruction reads and certainly or possibly writes. */
export interface Effects {
  readonly reads: bigint
  readonly mayWrite: bigint
  readonly mustWrite: bigint
}

/** The result of the analysis. */
export interface Dataflow {
  /** Dirty variables before each instruction of a block, and after the last one. */
  readonly dirty: ReadonlyMap<bigint, readonly bigint[]>
  /** Live variables at the beginning of each block. */
  readonly live: ReadonlyMap<bigint, bigint>
}

/**
 * Analyses a region. Calls store what is dirty, and everything behind them starts clean. With `always`, that set counts as
 * dirty everywhere, which makes all exits alike.
 */
export function analyseDataflow(
  graph: Graph,
  effectsOf: (block: GraphBlock) => readonly Effects[],
  always?: bigint,
): Dataflow {
  const blocks = [...graph.blocks.values()]
  const effects = new Map(blocks.map((block) => [block.address, effectsOf(block)]))
  const dirty =
    always === undefined
      ? findDirty(graph, blocks, effects)
      : new Map(
          blocks.map(({ address, instructions }) => [address, Array(instructions.length + 1).fill(always)]),
        )
  return { dirty, live: findLive(graph, blocks, effects, dirty) }
}

const isCall = ({ instructions }: GraphBlock): boolean =>
  instructions[instructions.length - 1].returnsTo !== undefined

function findDirty(
  graph: Graph,
  blocks: readonly GraphBlock[],
  effects: ReadonlyMap<bigint, readonly Effects[]>,
): ReadonlyMap<bigint, readonly bigint[]> {
  const before = new Map<bigint, bigint>(blocks.map(({ address }) => [address, 0n]))
  const points = new Map<bigint, readonly bigint[]>()
  for (let changed = true; changed; ) {
    changed = false
    for (const block of blocks) {
      let now = before.get(block.address) as bigint
      const list = [now]
      for (const { mayWrite } of effects.get(block.address) as readonly Effects[]) {
        now |= mayWrite
        list.push(now)
      }
      points.set(block.address, list)
      const after = isCall(block) ? 0n : now
      for (const exit of block.exits) {
        const known = before.get(exit)
        if (known === undefined || (known | after) === known || !graph.isInside(block.address, exit)) continue
        before.set(exit, known | after)
        changed = true
      }
    }
  }
  return points
}

function findLive(
  graph: Graph,
  blocks: readonly GraphBlock[],
  effects: ReadonlyMap<bigint, readonly Effects[]>,
  dirty: ReadonlyMap<bigint, readonly bigint[]>,
): ReadonlyMap<bigint, bigint> {
  const live = new Map<bigint, bigint>(blocks.map(({ address }) => [address, 0n]))
  const backward = [...blocks].reverse()
  for (let changed = true; changed; ) {
    changed = false
    for (const block of backward) {
      const list = effects.get(block.address) as readonly Effects[]
      const points = dirty.get(block.address) as readonly bigint[]
      // Every end of a block can be an exit, which stores what is dirty there.
      let now = points[list.length]
      if (!isCall(block)) {
        for (const exit of block.exits) if (graph.isInside(block.address, exit)) now |= live.get(exit) ?? 0n
      }
      for (let index = list.length - 1; index >= 0; index--) {
        const { reads, mustWrite } = list[index]
        // Going back to the interpreter at an instruction stores what is dirty before it.
        now = (now & ~mustWrite) | reads | points[index]
      }
      if (now !== live.get(block.address)) {
        live.set(block.address, now)
        changed = true
      }
    }
  }
  return live
}
