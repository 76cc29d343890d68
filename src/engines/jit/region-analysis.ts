// What has to be known of a region before it is written: what its instructions do to registers, what it is passed and what its
// calls do, which linking decides, and from these where registers are live and dirty.

import type { Machine, RegisterFile } from '../../core/index.js'
import { FunctionCode } from '../wasm/code.js'
import { type CallEffects, Dataflow, type DataflowOptions, LEAVES, VariableSets } from './dataflow.js'
import { effectsOf, type RegionEffects } from './effects.js'
import type { Graph, GraphBlock } from './graph.js'
import { returns } from './inlining.js'
import { chooseTemplates } from './kinds-of-region.js'
import { distanceOf, stackOf } from './operand-stacks.js'
import type { Placed } from './placed.js'
import type { Region } from './region.js'
import { REGION_PARAMETERS, type RegionParts } from './region-parts.js'
import { RegionStacks } from './region-stacks.js'
import { registerNumbers } from './register-numbers.js'
import { declareLocals } from './template-code.js'
import { type VariablePlace, Variables } from './variables.js'

/** Most different exits; beyond that every exit stores everything the region writes. */
const MOST_EXITS = 64

/** A register that a region gets as a parameter. */
export interface Parameter {
  readonly variable: number
  /** Whether the region answers for its place in memory, which may be out of date. Others it only reads. */
  readonly isTaken: boolean
}

/** A call of a region that gets its registers as parameters. */
export interface DirectCall {
  readonly target: bigint
  readonly callee: RegionAnalysis
  /** How far the callee's base is above the caller's, by stack. */
  readonly distances: readonly number[]
  /** The caller's variable for each parameter. */
  readonly passed: readonly number[]
  /** The caller's variables that the callee stores if need be, and those that it overwrites before it can be left. */
  taken: ReadonlySet<number>
  overwritten: ReadonlySet<number>
}

/** The flow of registers in a region as it is written. */
export interface RegionFlow {
  readonly flow: Dataflow<Placed>
  /** Points of the dataflow at which the region can be left, one for every set of dirty variables. */
  readonly exitPoints: ReadonlyMap<string | number, number>
}

/** The effects without leaving before the first instruction. */
const withoutFirst = (effects: RegionEffects): RegionEffects => ({
  ...effects,
  leaves: effects.leaves.map((leaves, row) => (row === 0 ? leaves & ~LEAVES.before : leaves)),
})

/**
 * Analyses one region. As long as the regions of its group are being linked, variables can be added, and what it is passed and calls
 * is not known; `finish` is asked when that is done. `RegionWriter` writes it.
 */
export class RegionAnalysis {
  readonly machine: Machine
  /** The function to be written; before that it only gets locals, as soon as something needs one. */
  readonly code: FunctionCode
  readonly graph: Graph<Placed>
  /** The templates of the instructions, block by block. */
  readonly templates: ReturnType<typeof chooseTemplates>
  readonly stacks: RegionStacks | undefined
  readonly variables: Variables
  effects: RegionEffects
  /** The words that have been popped, at each point of the dataflow. */
  private gone: VariableSets | undefined
  /** How many variables the effects know. */
  private known = 0
  /** What it is passed, if others of its group call it. */
  parameters: readonly Parameter[] | undefined
  /** By block: the calls at its end that pass registers. */
  readonly directCalls: (readonly DirectCall[])[] = []
  /** What its calls do with its variables; undefined: anything. */
  callEffects: CallEffects | undefined
  /** The function that direct calls reach, if there are any. */
  direct: number | undefined

  constructor(
    readonly region: Region,
    readonly parts: RegionParts,
  ) {
    this.machine = parts.state.machine
    this.graph = region.graph
    this.code = new FunctionCode(REGION_PARAMETERS, parts.bodies)
    declareLocals(this.code, this.machine.pc)
    this.templates = chooseTemplates(this.graph, region.stacks, parts.state.placement)
    this.stacks = region.stacks && new RegionStacks(parts, this.graph, region.stacks, this.code)
    const byNumber = parts.sets.zeroes(registerNumbers(this.machine).count)
    this.variables = new Variables(byNumber, this.code, (file, number) => this.placeOf(file, number))
    this.effects = this.findEffects()
  }

  private findEffects(): RegionEffects {
    const effects = effectsOf(this.graph, this.templates, this.variables, this.parts.sets, this.stacks)
    this.known = this.variables.count
    this.gone = this.stacks?.popped(this.variables)
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
    const { calls, dirtyFirst, everywhere } = options
    const all = { calls, dirtyFirst, everywhere, pool: parts.sets, gone, leavesFirst }
    return new Dataflow(graph, effects, variables.count, all)
  }

  /** Whether leaving before the first instruction means that a call has not begun. */
  get canRefuse(): boolean {
    return this.parameters !== undefined && !this.graph.blocks[0].isLoop
  }

  /** Whether its calls have begun before it looks whether the fuel suffices. */
  get isBegunUnchecked(): boolean {
    return this.parameters !== undefined && !this.canRefuse
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

  /** The flow of registers, once everything is linked. */
  finish(): RegionFlow {
    const options = { calls: this.callEffects, dirtyFirst: this.dirtyFirst() }
    const flow = this.analyse(options)
    const exitPoints = this.findExitPoints(flow)
    if (exitPoints.size <= MOST_EXITS) return { flow, exitPoints }
    this.callEffects?.touched.fill(this.graph.blocks.length)
    this.callEffects?.written.fill(this.graph.blocks.length)
    const alike = this.analyse({ ...options, everywhere: true })
    return { flow: alike, exitPoints: this.findExitPoints(alike) }
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

  /** Whether nobody can look at a variable any more where the region returns. */
  isGoneBehindReturn(flow: Dataflow<Placed>, variable: number): boolean {
    const { gone, graph } = this
    return graph.blocks.some(({ index, steps }) => {
      const { leaves, template } = steps[steps.length - 1]
      return leaves === undefined && returns(template) && gone?.has(flow.point(index, steps.length), variable)
    })
  }

  /** Whether the region can be left at the start of a block, before its first instruction. */
  private canLeaveFirst({ index }: GraphBlock<Placed>): boolean {
    return (index === 0 && this.isBegunUnchecked) || this.stacks?.canLeaveAt(index) === true
  }

  /** Where a register lies while the region does not run. */
  private placeOf(file: RegisterFile, number: number): VariablePlace {
    const stack = stackOf(this.machine, file)
    if (this.stacks === undefined || stack === undefined)
      return { offset: this.parts.offsetOf(file, number), address: undefined }
    const code = number - registerNumbers(this.machine).first(file)
    return this.stacks.wordAt(stack.place, distanceOf(code))
  }

  /** Whether leaving before an instruction means that the call of the region has not begun. */
  isRefusal(block: number, position: number): boolean {
    return block === 0 && position === 0 && this.canRefuse
  }

  /** Points at which the region can be left, one for every set of dirty variables. */
  private findExitPoints(flow: Dataflow<Placed>): RegionFlow['exitPoints'] {
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
}
