// The code of regions that keep operand stacks: guards at the entry, checks of blocks, and the way back to memory.

import type { OperandStack, Register } from '../../core/index.js'
import type { FunctionCode } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { type SetPool, VariableSets } from './dataflow.js'
import type { RegionWriter } from './emit.js'
import type { GraphBlock } from './graph.js'
import {
  type Anchor,
  distanceOf,
  type KeptStack,
  keptStacks,
  type StackMemory,
  stackMemories,
} from './operand-stacks.js'
import type { Placed } from './placed.js'
import { registerNumbers } from './register-numbers.js'
import { type Anchors, calledAnchors, type StackShape, type StackShapes } from './stack-shapes.js'
import { LOCALS } from './template-code.js'
import type { VariablePlace, Variables } from './variables.js'

/** Words of capacity for each word that a block asks for without needing it itself. */
const CAPACITY_PER_WORD = 32

/** A stack of the region, and the locals that belong to it. */
interface Kept extends KeptStack {
  readonly memory: StackMemory
  /** Its depth at the entry in words, where that is in the host's memory, and how many words it may have. */
  readonly local: { readonly base: number; readonly address: number; readonly limit: number }
  /** Distance of the floor from the base at the entry; 0 without a floor. */
  readonly floorAt: number
}

/** What a block has to check at its start, per stack; undefined: nothing. */
interface Check {
  readonly low: number | undefined
  readonly high: number | undefined
}

/** The stacks of a region that is being written. */
export class StackCode {
  private readonly stacks: readonly Kept[]
  private readonly shapes: readonly StackShape[]
  /** By points of the dataflow: before every instruction, behind the last one of each block, and behind its call. */
  private readonly points: readonly Anchors[]
  /** By block and stack. */
  private readonly checks: readonly (readonly Check[])[]
  /** How far the stacks certainly reach behind the checks of each block. */
  private readonly reached: (readonly Reached[])[] = []

  constructor(
    private readonly writer: RegionWriter,
    { blocks, entry }: StackShapes,
  ) {
    const { code, graph, machine, parts } = writer
    const memories = stackMemories(parts.state.placement) as readonly StackMemory[]
    this.stacks = keptStacks(machine).map((stack) => ({
      ...stack,
      memory: memories[stack.place],
      local: { base: code.local('i32'), address: code.local('i32'), limit: code.local('i32') },
      floorAt: stack.floor === undefined ? 0 : entry[stack.floor.number],
    }))
    this.shapes = graph.blocks.map(({ at }) => blocks.get(at) as StackShape)
    this.points = this.shapes.flatMap(({ anchors }) => [...anchors, anchors[anchors.length - 1]])
    const highs = this.wantedHighs(graph.blocks)
    this.checks = graph.blocks.map((block) => this.checksOf(block, highs[block.index]))
  }

  /**
   * Up to where each block checks that the stacks may grow: for the blocks that it dominates, too, so that few have to. Where a
   * stack is small that could refuse what has room enough.
   */
  private wantedHighs(blocks: readonly GraphBlock<Placed>[]): readonly (readonly number[])[] {
    const highs = this.shapes.map(({ high }) => [...high])
    const most = this.stacks.map(({ stack }) => Math.floor(this.capacityOf(stack) / CAPACITY_PER_WORD))
    for (let index = blocks.length - 1; index > 0; index--) {
      const above = highs[blocks[index].dominator]
      highs[index].forEach((wanted, place) => {
        if (wanted <= most[place]) above[place] = Math.max(above[place], wanted)
      })
    }
    return highs
  }

  /** How many words a stack may have as things are. */
  private capacityOf({ definition: { capacity } }: OperandStack): number {
    const { state } = this.writer.parts
    return typeof capacity === 'number'
      ? capacity
      : (state.register(capacity.file, capacity.index) as number) >>> 0
  }

  /** What a block checks. */
  private checksOf({ dominator, index }: GraphBlock<Placed>, high: readonly number[]): readonly Check[] {
    const { reached: done } = this
    const { low } = this.shapes[index]
    const before =
      index === 0 ? this.stacks.map(({ floorAt }) => ({ low: floorAt, high: 0 })) : done[dominator]
    done.push(
      before.map((reached, place) => ({
        low: Math.min(reached.low, low[place]),
        high: Math.max(reached.high, high[place]),
      })),
    )
    return before.map((reached, place) => ({
      low: low[place] < reached.low ? low[place] : undefined,
      high: high[place] > reached.high ? high[place] : undefined,
    }))
  }

  /** The words that have been popped at each point of the dataflow, of stacks that forget them. */
  popped(variables: Variables, pool: SetPool): VariableSets {
    const { machine } = this.writer
    const gone = new VariableSets(variables.count, this.points.length, pool)
    for (const { depth, stack, words } of this.stacks) {
      if (stack.definition.forgetsPopped !== true) continue
      const first = registerNumbers(machine).first(words)
      for (let code = 0; code < words.names.length; code++) {
        const variable = variables.known(first + code)
        if (variable === undefined) continue
        const distance = distanceOf(code)
        this.points.forEach((anchors, point) => {
          if (distance >= (anchors[depth.number] as number)) gone.add(point, variable)
        })
      }
    }
    return gone
  }

  /** Whether a block can be left at its start. What the first one needs is checked before it begins. */
  canLeaveAt(block: number): boolean {
    return block > 0 && this.checks[block].some(({ high, low }) => high !== undefined || low !== undefined)
  }

  /** The anchors before an instruction. */
  anchors(block: number, position: number): readonly number[] {
    return this.shapes[block].anchors[position] as readonly number[]
  }

  baseOf(place: number): number {
    return this.stacks[place].local.base
  }

  /** The local that is added to the host offsets of words, and what is added to it. */
  wordAt(place: number, distance: number): VariablePlace {
    const { local, memory, stack } = this.stacks[place]
    return { address: local.address, offset: memory.offset + stack.wordBytes * distance }
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
    const { low } = this.checks[0][place]
    if (low === undefined) return
    code.get(base).i32(-low).op(OP.i32_lt_s)
    refuse()
  }

  /** The registers that point into stacks. */
  get pointers(): readonly Register[] {
    return this.stacks.flatMap(({ anchors }) => anchors.map(({ register }) => register))
  }

  /**
   * How far the bases of another region are above the own ones when the call at the end of a block leads to it; undefined if it
   * cannot be called there without looking.
   */
  distancesTo(block: number, callee: StackCode, entry: readonly number[]): readonly number[] | undefined {
    const { anchors } = this.shapes[block]
    const now = anchors[anchors.length - 1]
    if (now.includes(null) || !this.isEntryAt(now as readonly number[], entry)) return undefined
    const distances = this.stacks.map(({ depth }) => now[depth.number] as number)
    const isDeepEnough = callee.checks[0].every(
      ({ low = 0 }, place) => low + distances[place] >= this.reached[block][place].low,
    )
    return isDeepEnough ? distances : undefined
  }

  /** Whether a region of these anchors can be called where the writer is without looking. */
  isEntry(anchors: readonly number[] | undefined): boolean {
    return this.isEntryAt(this.points[this.writer.point] as readonly number[], anchors)
  }

  private isEntryAt(now: readonly number[], anchors: readonly number[] | undefined): boolean {
    return (
      anchors !== undefined &&
      calledAnchors(now, this.stacks).every((distance, number) => distance === anchors[number])
    )
  }

  /** Behind a call: pushes whether the anchors are not where a block takes them to be. */
  pushMoved(block: number): void {
    const { code } = this.writer
    const anchors = this.anchors(block, 0)
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
        if (this.points[point][anchor.number] !== null) continue
        const local = this.writer.changedLocal(anchor.register)
        if (local === undefined) throw new Error(`nothing assigns ${anchor.register.name}`)
        code.get(local)
        this.pushAnchor(stack, this.anchors(block, 0)[anchor.number])
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
    this.checks[block].forEach(({ low }, place) => {
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
    this.checks[block].forEach(({ high }, place) => {
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
    const anchors = this.points[point]
    for (const stack of this.stacks)
      for (const { number, register } of stack.anchors) {
        const distance = anchors[number]
        const local = this.writer.changedLocal(register)
        if (distance === null || local === undefined) continue
        this.pushAnchor(stack, distance)
        code.set(local)
      }
  }

  private pushAnchor({ local }: Kept, distance: number): void {
    const { code } = this.writer
    code.get(local.base)
    if (distance !== 0) code.i32(distance).op(OP.i32_add)
  }

  private pushRegister(code: FunctionCode, { register }: Pick<Anchor, 'register'>): void {
    const { parts } = this.writer
    code.i32(0).memory(OP.i32_load, parts.state.registerOffset(register.file, register.index))
  }
}

/** How far a stack certainly reaches. */
interface Reached {
  readonly low: number
  readonly high: number
}
