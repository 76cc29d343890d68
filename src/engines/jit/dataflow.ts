// Which variables of a region matter where: what must be stored at an exit, and what must be loaded to begin with.
//
// A variable is dirty when some path has written it since memory was current. It is live when some path reads it, or stores
// it as dirty, before writing it. Sets of variables are rows of `words` 32-bit words in one array.

import type { Graph, GraphBlock, Step } from './graph.js'

/** Sets of variables, one per row. */
export class VariableSets {
  readonly words: number
  private readonly rows: Int32Array

  constructor(variables: number, count: number) {
    this.words = Math.max(1, Math.ceil(variables / 32))
    this.rows = new Int32Array(this.words * count)
  }

  add(row: number, variable: number): void {
    this.rows[row * this.words + (variable >> 5)] |= 1 << (variable & 31)
  }

  has(row: number, variable: number): boolean {
    return ((this.rows[row * this.words + (variable >> 5)] >>> (variable & 31)) & 1) === 1
  }

  word(row: number, word: number): number {
    return this.rows[row * this.words + word]
  }

  setWord(row: number, word: number, bits: number): void {
    this.rows[row * this.words + word] = bits
  }

  /** Equal for equal sets. */
  key(row: number): string | number {
    if (this.words === 1) return this.rows[row]
    return this.rows.subarray(row * this.words, (row + 1) * this.words).join()
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

/** What the instructions of a region read and write, one row per instruction in the order of blocks. */
export interface Effects {
  readonly reads: VariableSets
  readonly mayWrite: VariableSets
  readonly mustWrite: VariableSets
  /** Whether an instruction can leave the region at its start. */
  readonly canLeave: (row: number) => boolean
  /** Whether it can leave the region behind itself. */
  readonly canLeaveBehind: (row: number) => boolean
}

/** The result of the analysis. */
export class Dataflow {
  /** Live variables at the beginning of each block. */
  readonly live: VariableSets
  /** Dirty variables before each instruction and after the last one of each block; see `point`. */
  readonly dirty: VariableSets
  /** Row of each block's first instruction. */
  private readonly firstRow: Int32Array

  /**
   * Analyses a region with `variables` variables. Calls store what is dirty, and everything behind them starts clean. With
   * `everywhere`, all that is dirty anywhere counts as dirty everywhere, which makes all exits alike.
   */
  constructor(
    private readonly graph: Graph<Step>,
    private readonly effects: Effects,
    variables: number,
    everywhere = false,
  ) {
    const { blocks } = graph
    this.firstRow = new Int32Array(blocks.length)
    let rows = 0
    for (const { index, steps } of blocks) {
      this.firstRow[index] = rows
      rows += steps.length
    }
    this.dirty = new VariableSets(variables, rows + blocks.length)
    this.live = new VariableSets(variables, blocks.length)
    for (let word = 0; word < this.live.words; word++) {
      this.findDirty(word)
      if (everywhere) this.spreadDirty(word, rows + blocks.length)
      this.findLive(word)
    }
  }

  /** Row of `dirty` for the point before instruction `position` of a block. */
  point(block: number, position: number): number {
    return this.firstRow[block] + block + position
  }

  private findDirty(word: number): void {
    const { dirty, graph } = this
    const { mayWrite } = this.effects
    for (let changed = true; changed; ) {
      changed = false
      for (const block of graph.blocks) {
        const { index, steps } = block
        const [row, point] = [this.firstRow[index], this.point(index, 0)]
        let now = dirty.word(point, word)
        for (let position = 0; position < steps.length; position++) {
          now |= mayWrite.word(row + position, word)
          dirty.setWord(point + position + 1, word, now)
        }
        if (!isCall(block) && now !== 0) changed = this.passOn(block, word, now) || changed
      }
    }
  }

  /** Makes variables dirty where a block leads to; tells whether that is new for a block that was done before. */
  private passOn(block: GraphBlock<Step>, word: number, bits: number): boolean {
    let changed = false
    for (const exit of block.exits) {
      const to = this.graph.inside(block.index, exit)
      if (to === undefined) continue
      const point = this.point(to.index, 0)
      const before = this.dirty.word(point, word)
      if ((before | bits) === before) continue
      this.dirty.setWord(point, word, before | bits)
      changed ||= to.index <= block.index
    }
    return changed
  }

  private spreadDirty(word: number, points: number): void {
    let all = 0
    for (let point = 0; point < points; point++) all |= this.dirty.word(point, word)
    for (let point = 0; point < points; point++) this.dirty.setWord(point, word, all)
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

  private liveBefore(block: GraphBlock<Step>, word: number): number {
    const { reads, mustWrite, canLeave, canLeaveBehind } = this.effects
    const { index, steps, exits } = block
    const [row, point] = [this.firstRow[index], this.point(index, 0)]
    // Every end of a block can be an exit, which stores what is dirty there.
    let now = this.dirty.word(point + steps.length, word)
    if (!isCall(block)) {
      for (const exit of exits) {
        const to = this.graph.inside(index, exit)
        if (to !== undefined) now |= this.live.word(to.index, word)
      }
    }
    for (let position = steps.length - 1; position >= 0; position--) {
      if (canLeaveBehind(row + position)) now |= this.dirty.word(point + position + 1, word)
      now = (now & ~mustWrite.word(row + position, word)) | reads.word(row + position, word)
      // Going back to the interpreter at an instruction stores what is dirty before it.
      if (canLeave(row + position)) now |= this.dirty.word(point + position, word)
    }
    // At the head of a loop the fuel can run out.
    return block.isLoop ? now | this.dirty.word(point, word) : now
  }
}

const isCall = ({ steps }: GraphBlock<Step>): boolean => steps[steps.length - 1].calls
