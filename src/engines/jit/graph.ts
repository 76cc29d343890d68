// The control-flow graph of a region: blocks of instructions, dominators, loops.

import type { Translated } from './translate.js'

/** A basic block. */
export interface GraphBlock {
  readonly address: bigint
  readonly instructions: readonly Translated[]
  /** Addresses control can go to from here, blocks of the region or not. */
  readonly exits: readonly bigint[]
}

/** A region's graph with what structured code needs to know. */
export interface Graph {
  readonly entry: bigint
  /** In reverse postorder. */
  readonly blocks: ReadonlyMap<bigint, GraphBlock>
  readonly order: ReadonlyMap<bigint, number>
  /** Blocks that are entered by a backward edge. */
  readonly loops: ReadonlySet<bigint>
  /** Blocks that several forward edges lead to. */
  readonly merges: ReadonlySet<bigint>
  /** Immediately dominated blocks. */
  readonly children: ReadonlyMap<bigint, readonly bigint[]>
  /** Whether an edge stays inside as structured control flow; others leave the region. */
  readonly isInside: (from: bigint, to: bigint) => boolean
}

/** Cuts instructions into blocks. `instructions` holds everything reachable from `entry`. */
export function cutBlocks(
  entry: bigint,
  instructions: ReadonlyMap<bigint, Translated>,
): ReadonlyMap<bigint, GraphBlock> {
  const leaders = new Set<bigint>([entry])
  for (const { targets, returnsTo, fallsThrough, address, length } of instructions.values()) {
    for (const target of targets) leaders.add(target)
    if (returnsTo !== undefined) leaders.add(returnsTo)
    if (targets.length > 0 && fallsThrough) leaders.add(address + BigInt(length))
  }
  const blocks = new Map<bigint, GraphBlock>()
  for (const leader of leaders) {
    const block = blockAt(leader, leaders, instructions)
    if (block !== undefined) blocks.set(leader, block)
  }
  return blocks
}

function blockAt(
  leader: bigint,
  leaders: ReadonlySet<bigint>,
  instructions: ReadonlyMap<bigint, Translated>,
): GraphBlock | undefined {
  const list: Translated[] = []
  let at = leader
  for (;;) {
    const instruction = instructions.get(at)
    if (instruction === undefined) break
    list.push(instruction)
    at += BigInt(instruction.length)
    if (!instruction.fallsThrough || instruction.targets.length > 0 || leaders.has(at)) break
  }
  const last = list[list.length - 1]
  if (last === undefined) return undefined
  const { targets, returnsTo, fallsThrough } = last
  const exits = returnsTo === undefined ? (fallsThrough ? [...targets, at] : targets) : [returnsTo]
  return { address: leader, instructions: list, exits }
}

/** Analyses the blocks reachable from the entry. */
export function analyse(entry: bigint, all: ReadonlyMap<bigint, GraphBlock>): Graph {
  const order = reversePostorder(entry, all)
  const blocks = new Map([...order.keys()].map((address) => [address, all.get(address) as GraphBlock]))
  const predecessors = new Map<bigint, bigint[]>()
  for (const { address, exits } of blocks.values()) {
    for (const exit of exits) {
      if (!blocks.has(exit)) continue
      const list = predecessors.get(exit)
      if (list === undefined) predecessors.set(exit, [address])
      else list.push(address)
    }
  }
  const dominators = immediateDominators(entry, order, predecessors)
  const dominates = (a: bigint, b: bigint): boolean => {
    for (
      let at: bigint | undefined = b;
      at !== undefined;
      at = at === entry ? undefined : dominators.get(at)
    ) {
      if (at === a) return true
    }
    return false
  }
  const isBackward = (from: bigint, to: bigint): boolean =>
    (order.get(to) as number) <= (order.get(from) as number)
  const isInside = (from: bigint, to: bigint): boolean =>
    blocks.has(to) && (!isBackward(from, to) || dominates(to, from))
  const loops = new Set<bigint>()
  const merges = new Set<bigint>()
  for (const [to, from] of predecessors) {
    if (from.some((source) => isBackward(source, to) && isInside(source, to))) loops.add(to)
    if (from.filter((source) => !isBackward(source, to)).length > 1) merges.add(to)
  }
  const children = new Map<bigint, bigint[]>()
  for (const [address, dominator] of dominators) {
    if (address !== entry) children.set(dominator, [...(children.get(dominator) ?? []), address])
  }
  return { entry, blocks, order, loops, merges, children, isInside }
}

function reversePostorder(
  entry: bigint,
  blocks: ReadonlyMap<bigint, GraphBlock>,
): ReadonlyMap<bigint, number> {
  const postorder: bigint[] = []
  const seen = new Set<bigint>([entry])
  const stack = [{ address: entry, next: 0 }]
  while (stack.length > 0) {
    const top = stack[stack.length - 1]
    const exits = blocks.get(top.address)?.exits ?? []
    if (top.next < exits.length) {
      const exit = exits[top.next++]
      if (!seen.has(exit) && blocks.has(exit)) {
        seen.add(exit)
        stack.push({ address: exit, next: 0 })
      }
    } else {
      postorder.push(top.address)
      stack.pop()
    }
  }
  return new Map(postorder.reverse().map((address, index) => [address, index]))
}

/** The algorithm of Cooper, Harvey and Kennedy: intersect the dominators of predecessors until nothing changes. */
function immediateDominators(
  entry: bigint,
  order: ReadonlyMap<bigint, number>,
  predecessors: ReadonlyMap<bigint, readonly bigint[]>,
): ReadonlyMap<bigint, bigint> {
  const dominators = new Map<bigint, bigint>([[entry, entry]])
  const intersect = (a: bigint, b: bigint): bigint => {
    let [left, right] = [a, b]
    while (left !== right) {
      if ((order.get(left) as number) > (order.get(right) as number)) left = dominators.get(left) as bigint
      else right = dominators.get(right) as bigint
    }
    return left
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const address of order.keys()) {
      if (address === entry) continue
      const known = (predecessors.get(address) ?? []).filter((from) => dominators.has(from))
      const dominator = known.reduce(intersect)
      if (dominators.get(address) !== dominator) {
        dominators.set(address, dominator)
        changed = true
      }
    }
  }
  return dominators
}
