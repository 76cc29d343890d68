// The code of regions that keep operand stacks: guards at the entry, checks of blocks, and the way back to memory.

import type { FunctionCode } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import type { RegionWriter } from './emit.js'
import type { Anchor } from './operand-stacks.js'
import type { RegionStack, RegionStacks } from './region-stacks.js'
import { LOCALS } from './template-code.js'

/** The stacks of a region that is being written. */
export class StackCode {
  private readonly stacks: readonly RegionStack[]

  constructor(
    private readonly writer: RegionWriter,
    private readonly known: RegionStacks,
  ) {
    this.stacks = known.stacks
  }

  /** The local of a stack's base. */
  baseOf(place: number): number {
    return this.stacks[place].local.base
  }

  /** Refuses to run where the anchors are not what they were taken to be, or the stack is larger than its memory, on the condition pushed. */
  refuseOtherAnchors(code: FunctionCode, refuse: () => void): void {
    for (const { depth, floor, floorAt, memory, stack } of this.stacks) {
      const { capacity } = stack.definition
      // 0 <= floor <= words + floorAt, so that the base is among the words, too.
      this.pushRegister(code, depth)
      code.i32(floorAt).op(OP.i32_add)
      if (memory.words + floorAt < 0) code.op(OP.drop).i32(1)
      else code.i32(memory.words + floorAt).op(OP.i32_gt_u)
      if (floor !== undefined) {
        this.pushRegister(code, depth)
        code.i32(floorAt).op(OP.i32_add)
        this.pushRegister(code, floor)
        code.op(OP.i32_ne, OP.i32_or)
      }
      if (typeof capacity !== 'number') {
        this.pushRegister(code, { register: capacity })
        code.i32(memory.words).op(OP.i32_gt_u, OP.i32_or)
      }
      refuse()
    }
  }

  /** At the entry: takes the base from the depth, or from a parameter. */
  enter(isCallee: boolean): void {
    const { code } = this.writer
    for (const { depth, local, memory, place, stack } of this.stacks) {
      const { capacity } = stack.definition
      if (isCallee) code.get(LOCALS.firstParameter + place)
      else this.pushRegister(code, depth)
      code.tee(local.base).i32(Math.log2(stack.wordBytes)).op(OP.i32_shl).set(local.address)
      if (typeof capacity === 'number') code.i32(Math.min(capacity, memory.words))
      else this.pushRegister(code, { register: capacity })
      code.set(local.limit)
    }
  }

  /** Pushes the bases for a region that is called where the writer is. */
  pushBases(distances: readonly number[]): void {
    for (const stack of this.stacks) this.pushAnchor(stack, distances[stack.place])
  }

  /** For a function that enters the region: its bases, in locals, and what is added to offsets of words. */
  loadBases(code: FunctionCode): readonly { readonly base: number; readonly address: number }[] {
    return this.stacks.map(({ depth, stack }) => {
      const [base, address] = [code.local('i32'), code.local('i32')]
      this.pushRegister(code, depth)
      code.tee(base).i32(Math.log2(stack.wordBytes)).op(OP.i32_shl).set(address)
      return { base, address }
    })
  }

  /** For a function that enters the region: refuses where the stack at a place does not reach down far enough, on the condition pushed. */
  refuseLow(code: FunctionCode, place: number, base: number, refuse: () => void): void {
    const { low } = this.known.checks[0][place]
    if (low === undefined) return
    code.get(base).i32(-low).op(OP.i32_lt_s)
    refuse()
  }

  /** Whether a region of these anchors can be called where the writer is without looking. */
  isEntry(anchors: readonly number[] | undefined): boolean {
    return this.known.isEntry(this.writer.point, anchors)
  }

  /** Behind a call: pushes whether the anchors are not where a block takes them to be. */
  pushMoved(block: number): void {
    const { code } = this.writer
    const anchors = this.known.anchors(block, 0)
    let count = 0
    for (const stack of this.stacks)
      for (const anchor of stack.anchors) {
        this.pushAnchor(stack, anchors[anchor.number])
        this.pushRegister(code, anchor)
        // Differences are joined without making truth values of them first.
        code.op(OP.i32_sub)
        if (count++ > 0) code.op(OP.i32_or)
      }
  }

  /** Adds to the condition on the stack: whether a register is elsewhere than a block takes its anchor to be. */
  orMoved(point: number, block: number): void {
    const { code } = this.writer
    for (const stack of this.stacks)
      for (const anchor of stack.anchors) {
        if (this.known.anchorsAt(point)[anchor.number] !== null) continue
        const local = this.writer.changedLocal(anchor.register)
        if (local === undefined) throw new Error(`nothing assigns ${anchor.register.name}`)
        code.get(local)
        this.pushAnchor(stack, this.known.anchors(block, 0)[anchor.number])
        code.op(OP.i32_ne, OP.i32_or)
      }
  }

  /** At the start of a block: leaves where a stack does not reach as far as the block needs it. */
  check(block: number, leave: () => void): void {
    this.checkLow(block, leave)
    this.checkHigh(block, leave)
  }

  /** Leaves where a stack does not reach down as far as a block needs it. Whoever calls with registers has seen that it does. */
  private checkLow(block: number, leave: () => void): void {
    const { code } = this.writer
    this.known.checks[block].forEach(({ low }, place) => {
      if (low === undefined) return
      this.pushAnchor(this.stacks[place], low)
      code.i32(0).op(OP.i32_lt_s).if()
      leave()
      code.end()
    })
  }

  /** Leaves where a stack cannot reach up as far as a block needs it. */
  checkHigh(block: number, leave: () => void): void {
    const { code } = this.writer
    this.known.checks[block].forEach(({ high }, place) => {
      if (high === undefined) return
      this.pushAnchor(this.stacks[place], high)
      code.get(this.stacks[place].local.limit).op(OP.i32_gt_u).if()
      leave()
      code.end()
    })
  }

  /** Gives the registers that point into stacks their values, as far as the region has changed them. */
  settle(point: number): void {
    const { code } = this.writer
    const anchors = this.known.anchorsAt(point)
    for (const stack of this.stacks)
      for (const { number, register } of stack.anchors) {
        const distance = anchors[number]
        const local = this.writer.changedLocal(register)
        if (distance === null || local === undefined) continue
        this.pushAnchor(stack, distance)
        code.set(local)
      }
  }

  private pushAnchor({ local }: RegionStack, distance: number): void {
    const { code } = this.writer
    code.get(local.base)
    if (distance !== 0) code.i32(distance).op(OP.i32_add)
  }

  private pushRegister(code: FunctionCode, { register }: Pick<Anchor, 'register'>): void {
    const { parts } = this.writer
    code.i32(0).memory(OP.i32_load, parts.state.registerOffset(register.file, register.index))
  }
}
