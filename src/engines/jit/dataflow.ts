// Which variables of a region matter where: what must be stored at an exit, and what must be loaded to begin with.
//
// A variable is dirty when some path has written it since memory was current. It is live when some path reads it, or stores
// it as dirty, before writing it. Sets of variables are rows of `words` 32-bit words in one array.

import type { Graph, GraphBlock, Step } from './graph.js'

/** Memory for sets. Sets that are needed no longer leave theirs to the next ones. */
export class SetPool {
  private words = new Int32Array(4096)
  private taken = 0

  /** Zeroes for sets, and where they begin. */
  take(count: number): { readonly words: Int32Array; readonly first: number } {
    const first = this.taken
    this.taken += count
    if (this.taken > this.words.length) this.words = new Int32Array(2 * this.taken)
    this.words.fill(0, first, this.taken)
    return { words: this.words, first }
  }

  /** Zeroes for anything else. */
  zeroes(count: number): Int32Array {
    const { words, first } = this.take(count)
    return words.subarray(first, first + count)
  }

  /** All sets made so far are needed no longer. */
  clear(): void {
    this.taken = 0
  }
}

/** Sets of variables, one per row. */
export class VariableSets {
  /** Words of a row. */
  readonly words: number
  private readonly rows: Int32Array
  private readonly first: number

  constructor(variables: number, count: number, pool: SetPool = new SetPool()) {
    this.words = Math.max(1, (variables + 31) >> 5)
    const { words, first } = pool.take(this.words * count)
    this.rows = words
    this.first = first
  }

  add(row: number, variable: number): void {
    this.rows[this.first + row * this.words + (variable >> 5)] |= 1 << (variable & 31)
  }

  has(row: number, variable: number): boolean {
    return ((this.word(row, variable >> 5) >>> (variable & 31)) & 1) === 1
  }

  /** Adds all variables to the first rows. */
  fill(rows: number): void {
    this.rows.fill(-1, this.first, this.first + rows * this.words)
  }

  /** Whether a variable is in one of the first rows. */
  isInAny(rows: number, variable: number): boolean {
    for (let row = 0; row < rows; row++) if (this.has(row, variable)) return true
    return false
  }

  word(row: number, word: number): number {
    return this.rows[this.first + row * this.words + word]
  }

  setWord(row: number, word: number, bits: number): void {
    this.rows[this.first + row * this.words + word] = bits
  }

  /** Equal for equal sets. */
  key(row: number): string | number {
    const first = this.first + row * this.words
    return this.words === 1 ? this.rows[first] : this.rows.subarray(first, first + this.words).join()
  }

  /** The variables in a set, ascending. */
  members(row: number): readonly number[] {
    const members: number[] = []
    for (let word = 0; word < this.words; word++) {
      for (let bits = this.word(row, word); bits !== 0; bits &= bits - 1) {
        members.push(word * 32 + 31 - Math.clz32(bits & -bits))
      }
    }
    return members
  }
}

/** Bits that say where an instruction can leave its region: at its start, behind itself. */
export const LEAVES = { before: 1, behind: 2 } as const

/** What the instructions of a region read and write, one row per instruction in the order of blocks. */
export interface Effects {
  readonly reads: VariableSets
  readonly mayWrite: VariableSets
  readonly mustWrite: VariableSets
  /** Where each instruction can leave the region, as bits of `LEAVES`. */
  readonly leaves: readonly number[]
}

/** What calls do with variables, by the blocks that they end. */
export interface CallEffects {
  /** Variables of which the values are passed. */
  readonly reads: VariableSets
  /** Those whose place in memory may be looked at or assigned meanwhile. */
  readonly touched: VariableSets
  /** Those of them that may be assigned. */
  readonly written: VariableSets
}

/** How a region is analysed. */
export interface DataflowOptions<S extends Step> {
  /** Whether all that is dirty anywhere counts as dirty everywhere. */
  readonly everywhere?: boolean | undefined
  readonly pool?: SetPool
  /** The variables that nobody looks at any more at a point, whatever they hold. */
  readonly gone?: VariableSets | undefined
  /** Whether the region can be left at the start of a block, before its first instruction. */
  readonly leavesFirst: (block: GraphBlock<S>) => boolean
  /** Without it, calls may look at everything and assign it. */
  readonly calls?: CallEffects | undefined
  /** Variables of which the values are not in memory when the region begins; a set in row 0. */
  readonly dirtyFirst?: VariableSets | undefined
}

/** The result of the analysis. */
export class Dataflow<S extends Step = Step> {
  /** Live variables at the beginning of each block. */
  readonly live: VariableSets
  /** Live variables behind each instruction, by rows of its effects. */
  readonly liveBehind: VariableSets
  /** Dirty variables before each instruction, after the last one of each block, and behind its call; see `point`. */
  readonly dirty: VariableSets
  /** Variables that the loop which begins at a block may assign. */
  private readonly assigned: VariableSets
  /** Row of each block's first instruction. */
  private readonly firstRow: number[] = []

  /**
   * Analyses a region with `variables` variables. Calls store what they touch, and behind them it is clean. With
   * `everywhere`, all that is dirty anywhere counts as dirty everywhere, which makes all exits alike; calls must touch all then.
   */
  constructor(
    private readonly graph: Graph<S>,
    private readonly effects: Effects,
    variables: number,
    private readonly options: DataflowOptions<S>,
  ) {
    const { everywhere = false, pool = new SetPool() } = options
    const { blocks } = graph
    let rows = 0
    for (const { steps } of blocks) {
      this.firstRow.push(rows)
      rows += steps.length
    }
    this.dirty = new VariableSets(variables, rows + 2 * blocks.length, pool)
    this.liveBehind = new VariableSets(variables, rows, pool)
    this.live = new VariableSets(variables, blocks.length, pool)
    this.assigned = new VariableSets(variables, blocks.length, pool)
    for (let word = 0; word < this.live.words; word++) {
      this.findAssigned(word)
      this.findDirty(word)
      if (everywhere) this.spreadDirty(word, rows + 2 * blocks.length)
      this.findLive(word)
    }
  }

  /** Row of an instruction's effects. */
  row(block: number, position: number): number {
    return this.firstRow[block] + position
  }

  /** Row of `dirty` for the point before instruction `position` of a block. */
  point(block: number, position: number): number {
    return this.firstRow[block] + 2 * block + position
  }

  /** Row of `dirty` for the point behind the call that ends a block. */
  behindCall(block: number): number {
    return this.point(block, this.graph.blocks[block].steps.length + 1)
  }

  /** Of variables, those that the call which ends a block does not touch. */
  private untouched(block: number, word: number): number {
    const { calls } = this.options
    return calls === undefined ? 0 : ~calls.touched.word(block, word)
  }

  /** Of variables, those that the call which ends a block does not assign. */
  private notWritten(block: number, word: number): number {
    const { calls } = this.options
    return calls === undefined ? 0 : ~calls.written.word(block, word)
  }

  /** What is stored where a loop begins, when it is entered at a point: what it leaves as it is need not be stored at its exits. */
  storedBefore(point: number, loop: number): readonly number[] {
    if (this.options.everywhere === true) return []
    return this.dirty.members(point).filter((variable) => !this.assigned.has(loop, variable))
  }

  private findAssigned(word: number): void {
    const { assigned, graph } = this
    const { mayWrite } = this.effects
    for (const { index, loop, steps } of graph.blocks) {
      if (loop === -1) continue
      let bits = 0
      for (let position = 0; position < steps.length; position++)
        bits |= mayWrite.word(this.firstRow[index] + position, word)
      for (let outer = loop; outer !== -1; outer = graph.blocks[outer].outerLoop)
        assigned.setWord(outer, word, assigned.word(outer, word) | bits)
    }
  }

  private findDirty(word: number): void {
    const { dirty, graph } = this
    const { mayWrite } = this.effects
    const { dirtyFirst, gone } = this.options
    if (dirtyFirst !== undefined) dirty.setWord(0, word, dirtyFirst.word(0, word))
    for (let changed = true; changed; ) {
      changed = false
      for (const block of graph.blocks) {
        const { index, steps } = block
        const [row, point] = [this.firstRow[index], this.point(index, 0)]
        let now = dirty.word(point, word)
        for (let position = 0; position < steps.length; position++) {
          now |= mayWrite.word(row + position, word)
          if (gone !== undefined) now &= ~gone.word(point + position + 1, word)
          dirty.setWord(point + position + 1, word, now)
        }
        if (isCall(block)) {
          now &= this.untouched(index, word)
          dirty.setWord(point + steps.length + 1, word, now)
        }
        if (now !== 0) changed = this.passOn(block, word, now) || changed
      }
    }
  }

  /** Makes variables dirty where a block leads to; tells whether that is new for a block that was done before. */
  private passOn(block: GraphBlock<S>, word: number, bits: number): boolean {
    let changed = false
    for (const exit of block.exits) {
      const to = this.graph.inside(block.index, exit)
      if (to === undefined) continue
      const point = this.point(to.index, 0)
      const before = this.dirty.word(point, word)
      const now =
        before | (this.graph.entersLoop(block.index, to) ? bits & this.assigned.word(to.index, word) : bits)
      if (now === before) continue
      this.dirty.setWord(point, word, now)
      changed ||= to.index <= block.index
    }
    return changed
  }

  private spreadDirty(word: number, points: number): void {
    let all = 0
    for (let point = 0; point < points; point++) all |= this.dirty.word(point, word)
    const { gone } = this.options
    for (let point = 0; point < points; point++)
      this.dirty.setWord(point, word, gone === undefined ? all : all & ~gone.word(point, word))
    for (const { index } of this.graph.blocks) this.dirty.setWord(this.behindCall(index), word, 0)
  }

  private findLive(word: number): void {
    const { live, graph } = this
    for (let changed = true; changed; ) {
      changed = false
      for (let index = graph.blocks.length - 1; index >= 0; index--) {
        const now = this.liveBefore(graph.blocks[index], word)
        if (now === live.word(index, word)) continue
        live.setWord(index, word, now)
        changed ||= graph.blocks[index].isLoop
      }
    }
  }

  private liveBefore(block: GraphBlock<S>, word: number): number {
    const { reads, mustWrite, leaves } = this.effects
    const { calls, leavesFirst } = this.options
    const { index, steps, exits } = block
    const [row, point] = [this.firstRow[index], this.point(index, 0)]
    // Every end of a block can be an exit, which stores what is dirty there.
    let now = this.dirty.word(point + steps.length, word)
    const passed = isCall(block) ? this.notWritten(index, word) : -1
    if (passed !== 0) {
      for (const exit of exits) {
        const to = this.graph.inside(index, exit)
        if (to !== undefined) now |= this.live.word(to.index, word) & passed
      }
    }
    if (calls !== undefined && isCall(block)) now |= calls.reads.word(index, word)
    for (let position = steps.length - 1; position >= 0; position--) {
      const leaving = leaves[row + position]
      if ((leaving & LEAVES.behind) !== 0) now |= this.dirty.word(point + position + 1, word)
      this.liveBehind.setWord(row + position, word, now)
      now = (now & ~mustWrite.word(row + position, word)) | reads.word(row + position, word)
      // Going back to the interpreter at an instruction stores what is dirty before it.
      if ((leaving & LEAVES.before) !== 0) now |= this.dirty.word(point + position, word)
    }
    return leavesFirst(block) ? now | this.dirty.word(point, word) : now
  }
}

const isCall = ({ steps }: GraphBlock<Step>): boolean => steps[steps.length - 1].calls
