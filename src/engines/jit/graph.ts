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

/** A basic block in the graph of a region; blocks are numbered in reverse postorder. */
export class GraphBlock<S extends Step> implements Cut<S> {
  readonly at: number
  readonly steps: readonly S[]
  readonly exits: readonly number[]
  /** Whether a backward edge enters it. */
  isLoop = false
  /** Whether several forward edges lead to it. */
  isMerge = false
  /** Immediate dominator. */
  dominator = 0
  /** Blocks it dominates immediately, in ascending order. */
  readonly children: number[] = []
  /** Blocks from which edges lead here. */
  readonly predecessors: number[] = []

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
  /** First and last number of the blocks that each block dominates, in a walk of the dominator tree. */
  private readonly first: Int32Array
  private readonly last: Int32Array

  /** Analyses the blocks reachable from the entry. */
  constructor(entry: number, cuts: ReadonlyMap<number, Cut<S>>) {
    this.blocks = reversePostorder(entry, cuts).map((cut, index) => new GraphBlock(cut, index))
    for (const { at, index } of this.blocks) this.byAddress.set(at, index)
    for (const { exits, index } of this.blocks) {
      for (const exit of exits) this.at(exit)?.predecessors.push(index)
    }
    findDominators(this.blocks)
    this.first = new Int32Array(this.blocks.length)
    this.last = new Int32Array(this.blocks.length)
    this.number(0, 0)
    this.classify()
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

  private dominates(a: number, b: number): boolean {
    return this.first[a] <= this.first[b] && this.first[b] <= this.last[a]
  }

  private number(root: number, next: number): void {
    const stack = [root]
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at < 0) {
        this.last[~at] = next - 1
        continue
      }
      this.first[at] = next++
      stack.push(~at, ...this.blocks[at].children)
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
  const dominators = new Int32Array(blocks.length).fill(-1)
  dominators[0] = 0
  const intersect = (a: number, b: number): number => {
    let [left, right] = [a, b]
    while (left !== right) {
      if (left > right) left = dominators[left]
      else right = dominators[right]
    }
    return left
  }
  for (let changed = true; changed; ) {
    changed = false
    for (let index = 1; index < blocks.length; index++) {
      let dominator = -1
      for (const from of blocks[index].predecessors) {
        if (dominators[from] >= 0) dominator = dominator < 0 ? from : intersect(dominator, from)
      }
      if (dominators[index] === dominator) continue
      dominators[index] = dominator
      changed = true
    }
  }
  for (const block of blocks.slice(1)) {
    block.dominator = dominators[block.index]
    blocks[block.dominator].children.push(block.index)
  }
}
