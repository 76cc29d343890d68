// Writes a region as one WebAssembly function: structured control flow, registers in locals, exact fuel.
//
// A region is (depth, fuel) → (pc, fuel). It loads the registers that matter, runs, and leaves through an exit that stores
// what it may have written. If it cannot start (too little fuel, another mode) it returns at once with everything unchanged.
// Bit 31 of the depth asks it to check the modes and where operand stacks are; regions compiled together need not.
// A region that others of its group call is passed registers (linking.ts); then it has a function to be entered by, too.

import type { Constant, Machine, Register } from '../../core/index.js'
import type { FunctionCode, Label } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { NOT_BEGUN } from './calls.js'
import type { CallEffects, Dataflow } from './dataflow.js'
import type { RegionEffects } from './effects.js'
import { pushAddress, receive, refuseOtherSituations, typesPassed } from './entry.js'
import { fillIn } from './filling.js'
import type { Graph, GraphBlock } from './graph.js'
import type { Placed } from './placed.js'
import type { Region } from './region.js'
import type { DirectCall, Parameter, RegionAnalysis, RegionFlow } from './region-analysis.js'
import type { RegionParts } from './region-parts.js'
import { registerNumbers } from './register-numbers.js'
import { StackCode } from './stack-code.js'
import type { RegisterReference } from './template.js'
import { LOCALS } from './template-code.js'
import type { Variables } from './variables.js'

/** Where the writer is: an instruction, its block, and how many instructions before it are executed but not paid for. */
interface Position {
  readonly block: GraphBlock<Placed>
  readonly step: Placed
  readonly executed: number
  /** Row of its effects. */
  readonly row: number
}

/** Writes one region, which has been analysed. The members that are not private are for what it is composed of. */
export class RegionWriter {
  readonly region: Region
  readonly parts: RegionParts
  readonly machine: Machine
  readonly graph: Graph<Placed>
  readonly code: FunctionCode
  readonly variables: Variables
  readonly stacks: StackCode | undefined
  /** What it is passed, if others of its group call it. */
  readonly parameters: readonly Parameter[] | undefined
  readonly callEffects: CallEffects | undefined
  readonly flow: Dataflow<Placed>
  private readonly exitPoints: RegionFlow['exitPoints']
  private readonly templates: RegionAnalysis['templates']
  private readonly effects: RegionEffects
  /** Labels by block. */
  private readonly outside: (Label | undefined)[] = []
  private readonly heads: (Label | undefined)[] = []
  /** Exits by what they store. */
  private readonly exits = new Map<string | number, Label>()
  /** Fuel that suffices for any path through the region without a backward edge. */
  readonly enough: number
  /** Locals of temporaries beyond those that every region has. */
  readonly extraTemporaries = new Map<string, number>()
  at!: Position
  /** The point of the dataflow that is being written. */
  point = 0
  hasStored = false

  constructor(private readonly analysis: RegionAnalysis) {
    const { flow, exitPoints } = analysis.finish()
    this.region = analysis.region
    this.parts = analysis.parts
    this.machine = analysis.machine
    this.graph = analysis.graph
    this.code = analysis.code
    this.variables = analysis.variables
    this.stacks = analysis.stacks && new StackCode(this, analysis.stacks)
    this.parameters = analysis.parameters
    this.callEffects = analysis.callEffects
    this.flow = flow
    this.exitPoints = exitPoints
    this.templates = analysis.templates
    this.effects = analysis.effects
    this.enough = this.region.size
  }

  /** The call of an address at the end of the block that is being written, if it passes registers. */
  directCall(address: bigint): DirectCall | undefined {
    return this.analysis.directCalls[this.at.block.index]?.find(({ target }) => target === address)
  }

  baseOf(stack: number): number {
    return (this.stacks as StackCode).baseOf(stack)
  }

  /** The local of a register that may have been changed where the writer is. */
  changedLocal({ file, index }: Register): number | undefined {
    const variable = this.variables.known(registerNumbers(this.machine).first(file) + index)
    if (variable === undefined || !this.flow.dirty.has(this.point, variable)) return undefined
    return this.variables.local(variable)
  }

  write(): FunctionCode {
    const { code, flow, parameters, parts } = this
    code.begin()
    if (parameters === undefined) this.startFromMemory()
    else this.startFromCaller()
    if (parts.checksStores) this.pushGeneration().set(LOCALS.generation)
    const points = [...this.exitPoints]
    for (const [key] of points) this.exits.set(key, code.block())
    if (this.analysis.isBegunUnchecked) this.checkFuel(this.graph.blocks[0].steps[0].pc)
    this.tree(this.graph.blocks[0], 0)
    for (const [, point] of points.reverse()) {
      code.end()
      this.variables.store(flow.dirty.members(point))
      code.get(LOCALS.pc).get(LOCALS.fuel).op(OP.return)
    }
    return code.op(OP.unreachable)
  }

  /** Everything is in memory. */
  private startFromMemory(): void {
    const { code, flow, region, variables } = this
    code.get(LOCALS.depth).i32(0).op(OP.i32_lt_s).if()
    refuseOtherSituations(this, code)
    code.end()
    code.get(LOCALS.fuel).i32(this.enough).op(OP.i32_lt_u).if()
    this.returnAt(region.entry)
    code.end()
    this.stacks?.enter(false)
    this.stacks?.check(0, () => this.returnAt(region.entry))
    variables.load(flow.live.members(0))
  }

  /** Where the stacks are and some registers were passed; of those, memory may be out of date. */
  private startFromCaller(): void {
    const { analysis, code, flow, parameters = [], variables } = this
    code.takeAsParameters(typesPassed(analysis))
    this.stacks?.enter(true)
    receive(this)
    if (analysis.canRefuse) {
      code.get(LOCALS.fuel).i32(this.enough).op(OP.i32_lt_u).if()
      this.refuseCall()
      code.end()
    }
    const known = new Set([...analysis.pointers, ...parameters.map(({ variable }) => variable)])
    variables.load(flow.live.members(0).filter((variable) => !known.has(variable)))
    this.stacks?.checkHigh(0, () => this.refuseCall())
  }

  /** Tells the caller that the region has not begun. Stores what was passed and is not in memory. */
  private refuseCall(): void {
    const { code, flow, point } = this
    this.point = flow.point(0, 0)
    this.settle()
    this.variables.store(flow.dirty.members(this.point))
    pushAddress(code, this.machine, this.region.entry)
    code.get(LOCALS.fuel).i32(NOT_BEGUN).op(OP.i32_or, OP.return)
    this.point = point
  }

  /** Returns to go on at an address, with everything in memory. */
  private returnAt(address: bigint): void {
    pushAddress(this.code, this.machine, address)
    this.code.get(LOCALS.fuel).op(OP.return)
  }

  pushGeneration(): FunctionCode {
    return this.code.i32(0).memory(OP.i32_load, this.parts.generation)
  }

  /** The local of a register that the instruction refers to. */
  localOf(reference: RegisterReference): number {
    return this.variables.local(this.variableOf(reference))
  }

  /** Whether anybody looks at a register behind the instruction before it is assigned again. */
  isNeeded(reference: RegisterReference): boolean {
    return this.flow.liveBehind.has(this.at.row, this.variableOf(reference))
  }

  /** The variable of a register that the instruction refers to. */
  variableOf({ place }: RegisterReference): number {
    return this.effects.used[this.effects.firstUsed[this.at.row] + place]
  }

  pushConstant(value: Constant): void {
    if (typeof value === 'bigint') this.code.i64(value)
    else this.code.i32(value)
  }

  // Structure: one traversal of the dominator tree (Ramsey, "Beyond Relooper").

  /** Writes a block and everything it dominates; `owed` instructions before it are not paid for. */
  private tree(block: GraphBlock<Placed>, owed: number): void {
    const { behind, index, isLoop, within } = block
    this.before(behind, behind.length, () => {
      if (isLoop) this.heads[index] = this.code.loop()
      this.before(within, within.length, () => this.block(block, owed))
      if (isLoop) this.code.end()
    })
  }

  /** Opens a construct for each of some blocks that are written apart, the last in order outermost, and writes what is before them. */
  private before(apart: readonly number[], count: number, write: () => void): void {
    if (count === 0) return write()
    const outermost = apart[count - 1]
    this.outside[outermost] = this.code.block()
    this.before(apart, count - 1, write)
    this.code.end()
    this.tree(this.graph.blocks[outermost], 0)
  }

  /** Leaves the region for an address if the fuel does not suffice for any path from there to the next check. */
  private checkFuel(address: Constant): void {
    const { code } = this
    code.get(LOCALS.fuel).i32(this.enough).op(OP.i32_lt_u).if()
    this.exitTo(address, 0)
    code.end()
  }

  /** Pays for instructions. Paths pay as late as possible: where they meet others, and where they leave. */
  pay(instructions: number): void {
    if (instructions > 0) this.code.get(LOCALS.fuel).i32(instructions).op(OP.i32_sub).set(LOCALS.fuel)
  }

  /** Leaves the region after `executed` instructions that are not paid for. */
  exitTo(address: Constant, executed: number): void {
    this.pay(executed)
    this.pushConstant(address)
    this.code.set(LOCALS.pc)
    this.leave()
  }

  /** Gives an instruction back to the interpreter, before it has done anything. */
  goBack(): void {
    const { block, executed, row, step } = this.at
    if (this.analysis.isRefusal(block.index, row)) this.refuseCall()
    else this.exitTo(step.pc, executed)
  }

  /** Leaves the region for the address in the local for it. */
  leave(): void {
    this.settle()
    this.code.br(this.exit())
  }

  /** Gives registers that are not kept up to date their values. */
  settle(): void {
    this.stacks?.settle(this.point)
  }

  private exit(): Label {
    const label = this.exits.get(this.flow.dirty.key(this.point))
    if (label === undefined) throw new Error('an exit was not foreseen')
    return label
  }

  private block(block: GraphBlock<Placed>, owed: number): void {
    const { flow, stacks } = this
    const known = this.analysis.stacks
    const { index, steps } = block
    this.point = flow.point(index, 0)
    if (index > 0 && stacks !== undefined) this.checkStacks(stacks, block, owed)
    for (let position = 0; position < steps.length; position++) {
      const step = steps[position]
      // What calls the rest of a routine is no instruction; its call is paid like one.
      const executed = step.restOf === undefined ? owed + position : owed - 1
      this.at = { block, step, executed, row: flow.row(index, position) }
      this.hasStored = false
      if (known !== undefined) step.anchors = known.anchors(index, position)
      this.point = flow.point(index, position)
      fillIn(this, this.templates[index][position].code)
      this.point = flow.point(index, position + 1)
      if (step.template.fallsThrough && this.hasStored) this.leaveIfCodeChanged(step.nextPc)
    }
    const last = steps[steps.length - 1]
    if (last.template.fallsThrough) this.goTo(index, last.next, last.nextPc, owed + steps.length)
  }

  private checkStacks(stacks: StackCode, { index, steps }: GraphBlock<Placed>, owed: number): void {
    stacks.check(index, () => this.exitTo(steps[0].pc, owed))
  }

  /** Behind a store that hit code: the rest of this region may be stale. */
  leaveIfCodeChanged(next: Constant): void {
    this.code.get(LOCALS.dirty).if()
    this.exitTo(next, this.at.executed + 1)
    this.code.end()
  }

  goTo(from: number, at: number, address: Constant, executed: number): void {
    const to = this.graph.inside(from, at)
    if (to === undefined) return this.exitTo(address, executed)
    const isBackward = to.index <= from
    if (this.graph.entersLoop(from, to)) this.storeBefore(to)
    if (!isBackward && !to.isApart && !to.isLoop) return this.inline(to, executed)
    this.pay(executed)
    if (isBackward) {
      // At the end of a turn less is live than at the head of the loop. What pays for nothing has just been checked.
      if (executed > 0) this.checkFuel(address)
      this.code.br(this.heads[to.index] as Label)
    } else if (to.isApart) this.code.br(this.outside[to.index] as Label)
    else this.inline(to, 0)
  }

  /** Stores what a loop, which is entered here, leaves as it is. */
  private storeBefore(loop: GraphBlock<Placed>): void {
    const stored = this.flow.storedBefore(this.point, loop.index)
    if (stored.length === 0) return
    this.settle()
    this.variables.store(stored)
  }

  private inline(to: GraphBlock<Placed>, owed: number): void {
    const { at, hasStored, point } = this
    this.tree(to, owed)
    this.point = point
    this.at = at
    this.hasStored = hasStored
  }
}
