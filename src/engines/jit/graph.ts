// The control-flow graph of a region: blocks of instructions, dominators, loops.

/** What cutting needs to know of an instruction. Addresses are distances in one region of memory. */
export interface Step {
  readonly at: number
  /** Where the next instruction in memory begins. */
  readonly next: number
  /** Addresses it can jump to, as far as they are known; those it calls are not among them. */
  readonly targets: readonly number[]
  /** Whether it can go on to the instruction behind it, which for a call means: when it is returned to. */
  readonly goesOn: boolean
  readonly calls: boolean
}

/** A straight piece of code. */
export interface Cut<S extends Step> {
  readonly at: number
  readonly steps: readonly S[]
  /** Addresses control can go to from here. */
  readonly exits: readonly number[]
}

const NONE: readonly number[] = []

/** A basic block in the graph of a region; blocks are numbered in reverse postorder. */
export class GraphBlock<S extends Step> implements Cut<S> {
  readonly at: number
  readonly steps: readonly S[]
  readonly exits: readonly number[]
  /** Whether a backward edge enters it. */
  isLoop = false
  /** Whether several forward edges lead to it. */
  isMerge = false
  /** Immediate dominator; −1 until it is known. */
  dominator = -1
  /** Blocks it dominates immediately, in ascending order. */
  readonly children: number[] = []
  /** Blocks from which edges lead here. */
  readonly predecessors: number[] = []
  /** Blocks that are written behind this one because several edges lead to them, but within its loop; in ascending order. */
  within: readonly number[] = NONE
  /** Blocks that are written behind the loop which begins here; in ascending order. */
  behind: readonly number[] = NONE
  /** Whether it is one of these, so that edges lead to it as jumps. */
  isApart = false
  /** The block at which the innermost loop around this one begins, itself perhaps; −1 outside of all loops. */
  loop = -1
  /** The same for the loop around the one that begins here. */
  outerLoop = -1
  /** First and last number of the blocks that it dominates, itself included, in a walk of the dominator tree. */
  first = 0
  last = 0

  constructor(
    { at, steps, exits }: Cut<S>,
    readonly index: number,
  ) {
    this.at = at
    this.steps = steps
    this.exits = exits
  }
}

/** A region's graph with what structured code needs to know. */
export class Graph<S extends Step> {
  readonly blocks: readonly GraphBlock<S>[]
  private readonly byAddress = new Map<number, number>()

  /** Analyses the blocks reachable from the entry. */
  constructor(entry: number, cuts: ReadonlyMap<number, Cut<S>>) {
    this.blocks = reversePostorder(entry, cuts).map((cut, index) => new GraphBlock(cut, index))
    for (const { at, index } of this.blocks) this.byAddress.set(at, index)
    for (const { exits, index } of this.blocks) {
      for (const exit of exits) this.at(exit)?.predecessors.push(index)
    }
    findDominators(this.blocks)
    this.number()
    this.classify()
    for (let index = this.blocks.length - 1; index >= 0; index--)
      if (this.blocks[index].isLoop) this.findLoop(this.blocks[index])
    this.place()
  }

  /** The block that begins at an address. */
  at(address: number): GraphBlock<S> | undefined {
    const index = this.byAddress.get(address)
    return index === undefined ? undefined : this.blocks[index]
  }

  /** The block to which an edge leads as structured control flow; other edges leave the region. */
  inside(from: number, address: number): GraphBlock<S> | undefined {
    const to = this.blocks[from].exits.includes(address) ? this.at(address) : undefined
    if (to === undefined || (to.index <= from && !this.dominates(to.index, from))) return undefined
    return to
  }

  /** Whether an edge leads into a loop from outside. */
  entersLoop(from: number, { index, isLoop }: GraphBlock<S>): boolean {
    return isLoop && index > from
  }

  /** Whether a block is in the loop that begins at another one. */
  isInLoop(block: number, loop: number): boolean {
    let at = this.blocks[block].loop
    while (at > loop) at = this.blocks[at].outerLoop
    return at === loop
  }

  /** Finds what leads back to the beginning of a loop. The loops within it are known. */
  private findLoop({ index: loop, predecessors }: GraphBlock<S>): void {
    const { blocks } = this
    blocks[loop].loop = loop
    const pending = predecessors.filter((from) => from >= loop && this.dominates(loop, from))
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      let block = blocks[at]
      if (block.loop === -1) block.loop = loop
      else {
        block = blocks[block.loop]
        while (block.index !== loop && block.outerLoop !== -1) block = blocks[block.outerLoop]
        if (block.index === loop) continue
        block.outerLoop = loop
      }
      for (const from of block.predecessors) if (from < block.index) pending.push(from)
    }
  }

  /** Decides where blocks are written: as soon as they can, but behind the loops that they are not in. */
  private place(): void {
    const { blocks } = this
    for (let index = 1; index < blocks.length; index++) {
      const block = blocks[index]
      const dominator = blocks[block.dominator]
      let left = -1
      for (
        let loop = dominator.loop;
        loop !== -1 && !this.isInLoop(index, loop);
        loop = blocks[loop].outerLoop
      )
        left = loop
      block.isApart = left !== -1 || block.isMerge
      if (left !== -1) blocks[left].behind = [...blocks[left].behind, index]
      else if (block.isMerge) dominator.within = [...dominator.within, index]
    }
  }

  private dominates(a: number, b: number): boolean {
    const { first, last } = this.blocks[a]
    const inner = this.blocks[b].first
    return first <= inner && inner <= last
  }

  private number(): void {
    const stack = [0]
    let next = 0
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at < 0) {
        this.blocks[~at].last = next - 1
        continue
      }
      const block = this.blocks[at]
      block.first = next++
      stack.push(~at)
      for (let child = 0; child < block.children.length; child++) stack.push(block.children[child])
    }
  }

  private classify(): void {
    for (const block of this.blocks) {
      const { index, predecessors } = block
      let forward = 0
      for (const from of predecessors) {
        if (from < index) forward++
        else if (this.dominates(index, from)) block.isLoop = true
      }
      block.isMerge = forward > 1
    }
  }
}

/** Instructions that a search has found, in the order in which it did. */
export interface Found<S extends Step> {
  readonly steps: readonly S[]
  /** The instruction at an address, if it is one of them. */
  at(address: number): S | undefined
}

/** Cuts instructions into blocks. `found` holds everything reachable from `entry`. */
export function cutBlocks<S extends Step>(entry: number, found: Found<S>): ReadonlyMap<number, Cut<S>> {
  const leaders = new Set<number>([entry])
  const { steps } = found
  for (let index = 0; index < steps.length; index++) {
    const { targets, goesOn, calls, next } = steps[index]
    for (let target = 0; target < targets.length; target++) leaders.add(targets[target])
    if (goesOn && (targets.length > 0 || calls)) leaders.add(next)
  }
  const cuts = new Map<number, Cut<S>>()
  for (const leader of leaders) {
    const cut = cutAt(leader, leaders, found)
    if (cut !== undefined) cuts.set(leader, cut)
  }
  return cuts
}

function cutAt<S extends Step>(
  leader: number,
  leaders: ReadonlySet<number>,
  found: Found<S>,
): Cut<S> | undefined {
  let last = found.at(leader)
  if (last === undefined) return undefined
  const steps = [last]
  for (;;) {
    if (!last.goesOn || last.targets.length > 0 || leaders.has(last.next)) break
    const next: S | undefined = found.at(last.next)
    if (next === undefined) break
    steps.push(next)
    last = next
  }
  return { at: leader, steps, exits: last.goesOn ? [...last.targets, last.next] : last.targets }
}

function reversePostorder<S extends Step>(entry: number, cuts: ReadonlyMap<number, Cut<S>>): Cut<S>[] {
  const postorder: Cut<S>[] = []
  const seen = new Set<number>([entry])
  const stack = [{ cut: cuts.get(entry) as Cut<S>, next: 0 }]
  while (stack.length > 0) {
    const top = stack[stack.length - 1]
    if (top.next < top.cut.exits.length) {
      const exit = top.cut.exits[top.next++]
      const cut = cuts.get(exit)
      if (cut === undefined || seen.has(exit)) continue
      seen.add(exit)
      stack.push({ cut, next: 0 })
    } else {
      postorder.push(top.cut)
      stack.pop()
    }
  }
  return postorder.reverse()
}

/** The algorithm of Cooper, Harvey and Kennedy: intersect the dominators of predecessors until nothing changes. */
function findDominators<S extends Step>(blocks: readonly GraphBlock<S>[]): void {
  blocks[0].dominator = 0
  for (let changed = true; changed; ) {
    changed = false
    for (let index = 1; index < blocks.length; index++) {
      const dominator = commonDominator(blocks, blocks[index].predecessors)
      if (blocks[index].dominator === dominator) continue
      blocks[index].dominator = dominator
      changed = true
    }
  }
  for (let index = 1; index < blocks.length; index++) blocks[blocks[index].dominator].children.push(index)
}

/** What dominates all of some blocks, as far as their dominators are known. */
function commonDominator<S extends Step>(
  blocks: readonly GraphBlock<S>[],
  predecessors: readonly number[],
): number {
  let common = -1
  for (let place = 0; place < predecessors.length; place++) {
    let from = predecessors[place]
    if (blocks[from].dominator < 0) continue
    if (common < 0) common = from
    while (common !== from) {
      if (common > from) common = blocks[common].dominator
      else from = blocks[from].dominator
    }
  }
  return common
}
