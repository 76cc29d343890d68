// What is known of the operand stacks that a region keeps: where their words are, how far they must reach at the start of each
// block, and which words have been popped.

import type { OperandStack, Register } from '../../core/index.js'
import type { FunctionCode } from '../wasm/code.js'
import { VariableSets } from './dataflow.js'
import type { Graph, GraphBlock } from './graph.js'
import { distanceOf, type KeptStack, keptStacks, type StackMemory, stackMemories } from './operand-stacks.js'
import type { Placed } from './placed.js'
import type { RegionParts } from './region-parts.js'
import { registerNumbers } from './register-numbers.js'
import { type Anchors, calledAnchors, type StackShape, type StackShapes } from './stack-shapes.js'
import type { VariablePlace, Variables } from './variables.js'

/** Words of capacity for each word that a block asks for without needing it itself. */
const CAPACITY_PER_WORD = 32

/** A stack of the region, and the locals that belong to it. */
export interface RegionStack extends KeptStack {
  readonly memory: StackMemory
  /** Its depth at the entry in words, where that is in the host's memory, and how many words it may have. */
  readonly local: { readonly base: number; readonly address: number; readonly limit: number }
  /** Distance of the floor from the base at the entry; 0 without a floor. */
  readonly floorAt: number
}

/** What a block has to check of a stack at its start; undefined: nothing. */
export interface Check {
  readonly low: number | undefined
  readonly high: number | undefined
}

/** How far a stack certainly reaches. */
interface Reached {
  readonly low: number
  readonly high: number
}

/** The operand stacks that a region keeps. `StackCode` writes what has to be done about them. */
export class RegionStacks {
  readonly stacks: readonly RegionStack[]
  private readonly shapes: readonly StackShape[]
  /** By points of the dataflow: before every instruction, behind the last one of each block, and behind its call. */
  private readonly points: readonly Anchors[]
  /** What blocks check at their starts, by block and stack. */
  readonly checks: readonly (readonly Check[])[]
  /** How far the stacks certainly reach behind the checks of each block. */
  private readonly reached: (readonly Reached[])[] = []

  constructor(
    private readonly parts: RegionParts,
    graph: Graph<Placed>,
    { blocks, entry }: StackShapes,
    code: FunctionCode,
  ) {
    const { machine } = parts.state
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
    const { state } = this.parts
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
  popped(variables: Variables): VariableSets {
    const { sets, state } = this.parts
    const gone = new VariableSets(variables.count, this.points.length, sets)
    for (const { depth, stack, words } of this.stacks) {
      if (stack.definition.forgetsPopped !== true) continue
      const first = registerNumbers(state.machine).first(words)
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

  /** The anchors at a point of the dataflow. */
  anchorsAt(point: number): Anchors {
    return this.points[point]
  }

  /** The local that is added to the host offsets of words, and what is added to it. */
  wordAt(place: number, distance: number): VariablePlace {
    const { local, memory, stack } = this.stacks[place]
    return { address: local.address, offset: memory.offset + stack.wordBytes * distance }
  }

  /** The registers that point into stacks. */
  get pointers(): readonly Register[] {
    return this.stacks.flatMap(({ anchors }) => anchors.map(({ register }) => register))
  }

  /**
   * How far the bases of another region are above the own ones when the call at the end of a block leads to it; undefined if it
   * cannot be called there without looking.
   */
  distancesTo(block: number, callee: RegionStacks, entry: readonly number[]): readonly number[] | undefined {
    const { anchors } = this.shapes[block]
    const now = anchors[anchors.length - 1]
    if (now.includes(null) || !this.isEntryAt(now as readonly number[], entry)) return undefined
    const distances = this.stacks.map(({ depth }) => now[depth.number] as number)
    const isDeepEnough = callee.checks[0].every(
      ({ low = 0 }, place) => low + distances[place] >= this.reached[block][place].low,
    )
    return isDeepEnough ? distances : undefined
  }

  /** Whether a region of these anchors can be called at a point of the dataflow without looking. */
  isEntry(point: number, anchors: readonly number[] | undefined): boolean {
    return this.isEntryAt(this.points[point] as readonly number[], anchors)
  }

  private isEntryAt(now: readonly number[], anchors: readonly number[] | undefined): boolean {
    return (
      anchors !== undefined &&
      calledAnchors(now, this.stacks).every((distance, number) => distance === anchors[number])
    )
  }
}
