// Writes a region as one WebAssembly function: structured control flow, registers in locals, exact fuel.
//
// A region is (depth, fuel) → (pc, fuel). It loads the registers that matter, runs, and leaves through an exit that stores
// what it may have written. If it cannot start (too little fuel, another mode) it returns at once with everything unchanged.
// Bit 31 of the depth asks it to check the modes and where operand stacks are; regions compiled together need not.
// A region that others of its group call is passed registers (linking.ts); then it has a function to be entered by, too.

import type { Constant, Machine, Register, RegisterFile } from '../../core/index.js'
import { FunctionCode, type Label } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { NOT_BEGUN } from './calls.js'
import { type CallEffects, Dataflow, type DataflowOptions, LEAVES, VariableSets } from './dataflow.js'
import { effectsOf, type RegionEffects } from './effects.js'
import { pushAddress, receive, refuseOtherSituations, typesPassed } from './entry.js'
import { fillIn } from './filling.js'
import type { Graph, GraphBlock } from './graph.js'
import { returns } from './inlining.js'
import { chooseTemplates } from './kinds-of-region.js'
import type { DirectCall, Parameter } from './linking.js'
import { distanceOf, stackOf } from './operand-stacks.js'
import type { Placed } from './placed.js'
import type { Region } from './region.js'
import { REGION_PARAMETERS, type RegionParts } from './region-parts.js'
import { registerNumbers } from './register-numbers.js'
import { StackCode } from './stack-code.js'
import type { RegisterReference } from './template.js'
import { declareLocals, LOCALS } from './template-code.js'
import { type VariablePlace, Variables } from './variables.js'

/** Most different exits; beyond that every exit stores everything the region writes. */
const MOST_EXITS = 64

/** Where the writer is: an instruction, its block, and how many instructions before it are executed but not paid for. */
interface Position {
  readonly block: GraphBlock<Placed>
  readonly step: Placed
  readonly executed: number
  /** Row of its effects. */
  readonly row: number
}

/** The effects without leaving before the first instruction. */
const withoutFirst = (effects: RegionEffects): RegionEffects => ({
  ...effects,
  leaves: effects.leaves.map((leaves, row) => (row === 0 ? leaves & ~LEAVES.before : leaves)),
})

/** Writes one region. The members that are not private are for what it is composed of. */
export class RegionWriter {
  readonly code: FunctionCode
  readonly machine: Machine
  readonly graph: Graph<Placed>
  private readonly templates: ReturnType<typeof chooseTemplates>
  effects: RegionEffects
  readonly stacks: StackCode | undefined
  readonly variables: Variables
  flow!: Dataflow<Placed>
  /** The words that have been popped, at each point of the dataflow. */
  private gone: VariableSets | undefined
  /** How many variables `effects` knows. */
  private known = 0
  /** What it is passed, if others of its group call it. */
  parameters: readonly Parameter[] | undefined
  /** By block: the calls at its end that pass registers. */
  readonly directCalls: (readonly DirectCall[])[] = []
  callEffects: CallEffects | undefined
  /** The function that direct calls reach, if there are any. */
  direct: number | undefined
  /** Points of the dataflow at which the region can be left, one for every set of dirty variables. */
  private exitPoints!: ReadonlyMap<string | number, number>
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

  constructor(
    readonly region: Region,
    readonly parts: RegionParts,
  ) {
    this.machine = parts.state.machine
    this.graph = region.graph
    this.enough = region.size
    this.code = new FunctionCode(REGION_PARAMETERS, parts.bodies)
    declareLocals(this.code, this.machine.pc)
    this.templates = chooseTemplates(this.graph, region.stacks, parts.state.placement)
    this.stacks = region.stacks && new StackCode(this, region.stacks)
    const byNumber = parts.sets.zeroes(registerNumbers(this.machine).count)
    this.variables = new Variables(byNumber, this.code, (file, number) => this.placeOf(file, number))
    this.effects = this.findEffects()
  }

  private findEffects(): RegionEffects {
    const effects = effectsOf(this.graph, this.templates, this.variables, this.parts.sets, this.stacks)
    this.known = this.variables.count
    this.gone = this.stacks?.popped(this.variables, this.parts.sets)
    return effects
  }

  /** Makes this a region that others of its group call. */
  becomeCallee(parameters: readonly Parameter[]): void {
    this.parameters = parameters
    for (const { file, index } of this.stacks?.pointers ?? [])
      this.variables.ofRegister(file, registerNumbers(this.machine).first(file) + index)
  }

  /** Takes account of variables that linking has added. */
  updateEffects(): void {
    if (this.variables.count > this.known) this.effects = this.findEffects()
  }

  /** Analyses the flow of registers. */
  analyse(options: Pick<DataflowOptions<Placed>, 'calls' | 'dirtyFirst' | 'everywhere'>): Dataflow<Placed> {
    const { gone, graph, parts, variables } = this
    const effects = this.canRefuse ? withoutFirst(this.effects) : this.effects
    const leavesFirst = (block: GraphBlock<Placed>): boolean => this.canLeaveFirst(block)
    return new Dataflow(graph, effects, variables.count, { ...options, pool: parts.sets, gone, leavesFirst })
  }

  /** Whether leaving before the first instruction means that a call has not begun. */
  private get canRefuse(): boolean {
    return this.parameters !== undefined && !this.graph.blocks[0].isLoop
  }

  /** The variables that a call assigns before the region can be left, and without looking at them. */
  overwrittenFirst(): readonly number[] {
    const { effects, graph } = this
    if (!this.canRefuse) return []
    const overwritten = new Set<number>()
    const { steps } = graph.blocks[0]
    for (let row = 0; row < steps.length; row++) {
      if (row > 0 && (effects.leaves[row] & LEAVES.before) !== 0) break
      for (const variable of effects.mustWrite.members(row))
        if (!effects.reads.isInAny(row + 1, variable)) overwritten.add(variable)
      if ((effects.leaves[row] & LEAVES.behind) !== 0) break
    }
    return [...overwritten]
  }

  /** Analyses what is left to be analysed before the region can be written. */
  private prepare(): void {
    const options = { calls: this.callEffects, dirtyFirst: this.dirtyFirst() }
    this.flow = this.analyse(options)
    this.exitPoints = this.findExitPoints()
    if (this.exitPoints.size <= MOST_EXITS) return
    this.callEffects?.touched.fill(this.graph.blocks.length)
    this.callEffects?.written.fill(this.graph.blocks.length)
    this.flow = this.analyse({ ...options, everywhere: true })
    this.exitPoints = this.findExitPoints()
  }

  /** What is not in memory when a region is called by others of its group. */
  private dirtyFirst(): VariableSets | undefined {
    const { parameters, variables } = this
    if (parameters === undefined) return undefined
    const dirty = new VariableSets(variables.count, 1, this.parts.sets)
    for (const { isTaken, variable } of parameters) if (isTaken) dirty.add(0, variable)
    for (const pointer of this.pointers) dirty.add(0, pointer)
    return dirty
  }

  /** The registers that point into stacks, as far as they are variables. */
  get pointers(): readonly number[] {
    const numbers = registerNumbers(this.machine)
    const registers = this.stacks?.pointers ?? []
    return registers.flatMap(({ file, index }) => this.variables.known(numbers.first(file) + index) ?? [])
  }

  /** The addresses that the instruction at the end of a block calls. */
  calleesOf(block: number): readonly bigint[] {
    const { steps } = this.graph.blocks[block]
    const { start } = this.region.memory
    const bits = this.machine.pc === 'i64' ? 64 : 32
    return steps[steps.length - 1].callees.map((at) => BigInt.asUintN(bits, start + BigInt(at)))
  }

  /** The call of an address at the end of the block that is being written, if it passes registers. */
  directCall(address: bigint): DirectCall | undefined {
    return this.directCalls[this.at.block.index]?.find(({ target }) => target === address)
  }

  /** Whether nobody can look at a variable any more where the region returns. */
  isGoneBehindReturn(flow: Dataflow<Placed>, variable: number): boolean {
    const { gone, graph } = this
    return graph.blocks.some(({ index, steps }) => {
      const { leaves, template } = steps[steps.length - 1]
      return leaves === undefined && returns(template) && gone?.has(flow.point(index, steps.length), variable)
    })
  }

  /** Whether the region can be left at the start of a block, before its first instruction. */
  private canLeaveFirst({ index, isLoop }: GraphBlock<Placed>): boolean {
    return isLoop || this.stacks?.canLeaveAt(index) === true
  }

  /** Where a register lies while the region does not run. */
  private placeOf(file: RegisterFile, number: number): VariablePlace {
    const stack = stackOf(this.machine, file)
    if (this.stacks === undefined || stack === undefined)
      return { offset: this.parts.offsetOf(file, number), address: undefined }
    const code = number - registerNumbers(this.machine).first(file)
    return this.stacks.wordAt(stack.place, distanceOf(code))
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

  /** Points at which the region can be left, one for every set of dirty variables. */
  private findExitPoints(): ReadonlyMap<string | number, number> {
    const { flow } = this
    const points = new Map<string | number, number>()
    const add = (point: number): unknown => points.set(flow.dirty.key(point), point)
    for (const block of this.graph.blocks) {
      const { index, steps } = block
      if (this.canLeaveFirst(block)) add(flow.point(index, 0))
      this.templates[index].forEach((template, position) => {
        if (template.canGoBack && !this.isRefusal(index, position)) add(flow.point(index, position))
        if (template.stores) add(flow.point(index, position + 1))
      })
      add(flow.point(index, steps.length))
      if (this.callEffects !== undefined && steps[steps.length - 1].calls) add(flow.behindCall(index))
    }
    return points
  }

  write(): FunctionCode {
    this.prepare()
    const { code, flow, parameters, parts } = this
    code.begin()
    if (parameters === undefined) this.startFromMemory()
    else this.startFromCaller()
    if (parts.checksStores) this.pushGeneration().set(LOCALS.generation)
    const points = [...this.exitPoints]
    for (const [key] of points) this.exits.set(key, code.block())
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
    const { code, flow, parameters = [], pointers, variables } = this
    code.takeAsParameters(typesPassed(this))
    this.stacks?.enter(true)
    receive(this)
    if (this.canRefuse) {
      code.get(LOCALS.fuel).i32(this.enough).op(OP.i32_lt_u).if()
      this.refuseCall()
      code.end()
    }
    const known = new Set([...pointers, ...parameters.map(({ variable }) => variable)])
    variables.load(flow.live.members(0).filter((variable) => !known.has(variable)))
    this.stacks?.checkHigh(0, () => this.refuseCall())
  }

  /** Whether leaving before an instruction means that the call of the region has not begun. */
  private isRefusal(block: number, position: number): boolean {
    return block === 0 && position === 0 && this.canRefuse
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
    const merged = block.children.filter((child) => this.graph.blocks[child].isMerge)
    if (block.isLoop) {
      this.heads[block.index] = this.code.loop()
      this.point = this.flow.point(block.index, 0)
      this.checkFuel(block)
    }
    this.within(block, merged, merged.length, owed)
    if (block.isLoop) this.code.end()
  }

  /** Opens a construct for each block that several edges lead to, the last in order outermost. */
  private within(block: GraphBlock<Placed>, merged: readonly number[], count: number, owed: number): void {
    if (count === 0) return this.block(block, owed)
    const outermost = merged[count - 1]
    this.outside[outermost] = this.code.block()
    this.within(block, merged, count - 1, owed)
    this.code.end()
    this.tree(this.graph.blocks[outermost], 0)
  }

  private checkFuel({ steps }: GraphBlock<Placed>): void {
    const { code } = this
    code.get(LOCALS.fuel).i32(this.enough).op(OP.i32_lt_u).if()
    this.exitTo(steps[0].pc, 0)
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
    if (this.isRefusal(block.index, row)) this.refuseCall()
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
    const { index, steps } = block
    this.point = flow.point(index, 0)
    if (index > 0 && stacks !== undefined) this.checkStacks(stacks, block, owed)
    for (let position = 0; position < steps.length; position++) {
      const step = steps[position]
      // What calls the rest of a routine is no instruction; its call is paid like one.
      const executed = step.restOf === undefined ? owed + position : owed - 1
      this.at = { block, step, executed, row: flow.row(index, position) }
      this.hasStored = false
      if (stacks !== undefined) step.anchors = stacks.anchors(index, position)
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
    if (!isBackward && !to.isMerge && !to.isLoop) return this.inline(to, executed)
    this.pay(executed)
    if (isBackward) this.code.br(this.heads[to.index] as Label)
    else if (to.isMerge) this.code.br(this.outside[to.index] as Label)
    else this.inline(to, 0)
  }

  private inline(to: GraphBlock<Placed>, owed: number): void {
    const { at, hasStored, point } = this
    this.tree(to, owed)
    this.point = point
    this.at = at
    this.hasStored = hasStored
  }
}
