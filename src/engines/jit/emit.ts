// Writes a region as one WebAssembly function: structured control flow, registers in locals, exact fuel.
//
// A region is (depth, fuel) → (pc, fuel). It loads the registers that matter, runs, and leaves through an exit that stores
// what it may have written. If it cannot start (too little fuel, another mode) it returns at once with everything unchanged.
// Bit 31 of the depth asks it to check the modes; regions compiled together need not.

import type { Constant, Machine, RegisterFile } from '../../core/index.js'
import { pushCounter } from '../interpreter/routines.js'
import type { MachineState } from '../state.js'
import { FunctionCode, type Label } from '../wasm/code.js'
import { pushHoldsCode } from '../wasm/code-pages.js'
import { OP } from '../wasm/opcodes.js'
import { Dataflow } from './dataflow.js'
import { effectsOf } from './effects.js'
import type { Graph, GraphBlock } from './graph.js'
import { chooseTemplates } from './kinds-of-region.js'
import type { RegisterKey } from './modes.js'
import type { Placed, Region } from './region.js'
import { registerNumbers } from './register-numbers.js'
import { declareLocals, type ExtraTemporary, type Filling, type Finder, LOCALS } from './template-code.js'
import { Variables } from './variables.js'

/** What regions need of the module they are in and of the engine. */
export interface RegionParts {
  readonly state: MachineState
  /** Values that mode registers are taken to have. */
  readonly modes: readonly { readonly register: RegisterKey; readonly value: Constant }[]
  /** How a call reaches an address: a function of the module, or a place in the table; undefined: it does not. */
  readonly callee: (
    address: bigint,
  ) => { readonly kind: 'function' | 'table'; readonly index: number } | undefined
  /** Function (depth, fuel, place in the table) → (pc, fuel). */
  readonly callRegion: number
  /** Function (offset, bytes): a store hit code. */
  readonly stored: number
  finder(finder: Finder): number
  /** Host offset of the byte per page that says whether it holds code. */
  readonly codePages: number
  /** Host offset of an i32 that changes whenever translations are dropped. */
  readonly generation: number
  /** Whether stores must look for code that they overwrite. */
  readonly checksStores: boolean
  /** Host offset of a register while no region runs, by its number. */
  readonly offsetOf: (file: RegisterFile, number: number) => number
  /** Function (kind, leaves…, place in the table) → flags register. */
  readonly computeFlags: number
  /** What the table's stub returns for addresses that are not compiled. */
  readonly nowhere: bigint
}

/** Nesting of guest calls at which regions go back to the dispatcher, so that the host's stack suffices. */
const DEEPEST = 2500
/** Set in the depth by callers that do not guarantee the modes. */
export const CHECK_MODES = 0x80000000 | 0
/** Most different exits; beyond that every exit stores everything the region writes. */
const MOST_EXITS = 64

/** Writes the function of a region. */
export function emitRegion(region: Region, parts: RegionParts): FunctionCode {
  return new RegionWriter(region, parts).write()
}

/** Where the writer is: an instruction, its block, and how many instructions of the block are paid for from here on. */
interface Position {
  readonly block: GraphBlock<Placed>
  readonly step: Placed
  readonly index: number
  readonly rest: number
}

class RegionWriter {
  private readonly state: MachineState
  private readonly code = new FunctionCode(['i32', 'i32'])
  private readonly machine: Machine
  private readonly graph: Graph<Placed>
  private readonly templates: ReturnType<typeof chooseTemplates>
  private readonly variables: Variables
  private readonly flow: Dataflow
  /** Points of the dataflow at which the region can be left, one for every set of dirty variables. */
  private readonly exitPoints: ReadonlyMap<string | number, number>
  /** Labels by block. */
  private readonly outside: (Label | undefined)[] = []
  private readonly heads: (Label | undefined)[] = []
  /** Exits by what they store. */
  private readonly exits = new Map<string | number, Label>()
  /** Fuel that suffices for any path through the region without a backward edge. */
  private readonly enough: number
  private readonly extraTemporaries = new Map<string, number>()
  private at!: Position
  /** Row of the set of variables that are dirty at the point being written. */
  private dirty = 0
  private hasStored = false

  constructor(
    private readonly region: Region,
    private readonly parts: RegionParts,
  ) {
    this.state = parts.state
    this.machine = parts.state.machine
    this.graph = region.graph
    this.enough = region.size
    declareLocals(this.code, this.machine.pc)
    this.templates = chooseTemplates(this.graph)
    this.variables = new Variables(registerNumbers(this.machine), this.code, parts.offsetOf)
    const effects = effectsOf(this.graph, this.templates, this.variables)
    this.flow = new Dataflow(this.graph, effects, this.variables.count)
    this.exitPoints = this.findExitPoints()
    if (this.exitPoints.size <= MOST_EXITS) return
    this.flow = new Dataflow(this.graph, effects, this.variables.count, true)
    this.exitPoints = this.findExitPoints()
  }

  /** Points at which the region can be left, one for every set of dirty variables. */
  private findExitPoints(): ReadonlyMap<string | number, number> {
    const { flow } = this
    const points = new Map<string | number, number>()
    const add = (point: number): unknown => points.set(flow.dirty.key(point), point)
    for (const { index, steps, isLoop } of this.graph.blocks) {
      if (isLoop) add(flow.point(index, 0))
      this.templates[index].forEach((template, position) => {
        if (template.canGoBack) add(flow.point(index, position))
        if (template.stores) add(flow.point(index, position + 1))
      })
      add(flow.point(index, steps.length))
    }
    return points
  }

  write(): FunctionCode {
    const { code, region, flow } = this
    this.refuseOtherModes()
    code.get(LOCALS.fuel).i32(this.enough).op(OP.i32_lt_u).if()
    this.returnAt(region.entry)
    code.end()
    if (this.parts.checksStores) this.pushGeneration().set(LOCALS.generation)
    this.variables.load(flow.live, 0)
    const points = [...this.exitPoints]
    for (const [key] of points) this.exits.set(key, code.block())
    this.tree(this.graph.blocks[0])
    for (const [, point] of points.reverse()) {
      code.end()
      this.variables.store(flow.dirty.members(point))
      code.get(LOCALS.pc).get(LOCALS.fuel).op(OP.return)
    }
    return code.op(OP.unreachable)
  }

  /** Returns to go on at an address, with everything in memory. */
  private returnAt(address: bigint): void {
    this.pushAddress(address)
    this.code.get(LOCALS.fuel).op(OP.return)
  }

  private pushGeneration(): FunctionCode {
    return this.code.i32(0).memory(OP.i32_load, this.parts.generation)
  }

  private refuseOtherModes(): void {
    const { code } = this
    code.get(LOCALS.depth).i32(0).op(OP.i32_lt_s).if()
    for (const { register, value } of this.parts.modes) {
      const { file, index } = register
      code
        .i32(0)
        .memory(file.type === 'i64' ? OP.i64_load : OP.i32_load, this.state.registerOffset(file, index))
      if (file.type === 'i64') code.i64(BigInt(value)).op(OP.i64_ne)
      else code.i32(Number(value)).op(OP.i32_ne)
      code.if()
      this.returnAt(this.region.entry)
      code.end()
    }
    code.get(LOCALS.depth).i32(~CHECK_MODES).op(OP.i32_and).set(LOCALS.depth)
    code.end()
  }

  private pushAddress(address: bigint): void {
    if (this.machine.pc === 'i64') this.code.i64(BigInt.asIntN(64, address))
    else this.code.i32(Number(BigInt.asIntN(32, address)))
  }

  private pushConstant(value: Constant): void {
    if (typeof value === 'bigint') this.code.i64(value)
    else this.code.i32(value)
  }

  // Structure: one traversal of the dominator tree (Ramsey, "Beyond Relooper").

  /** Writes a block and everything it dominates. */
  private tree(block: GraphBlock<Placed>): void {
    const merged = block.children.filter((child) => this.graph.blocks[child].isMerge)
    if (block.isLoop) {
      this.heads[block.index] = this.code.loop()
      this.dirty = this.flow.point(block.index, 0)
      this.checkFuel(block)
    }
    this.within(block, merged, merged.length)
    if (block.isLoop) this.code.end()
  }

  /** Opens a construct for each block that several edges lead to, the last in order outermost. */
  private within(block: GraphBlock<Placed>, merged: readonly number[], count: number): void {
    if (count === 0) return this.block(block)
    const outermost = merged[count - 1]
    this.outside[outermost] = this.code.block()
    this.within(block, merged, count - 1)
    this.code.end()
    this.tree(this.graph.blocks[outermost])
  }

  private checkFuel({ steps }: GraphBlock<Placed>): void {
    const { code } = this
    code.get(LOCALS.fuel).i32(this.enough).op(OP.i32_lt_u).if()
    this.exitTo(() => this.pushConstant(steps[0].pc), 0)
    code.end()
  }

  /** Leaves the region; `unused` instructions of the current block were paid for and not executed. */
  private exitTo(pushAddress: () => void, unused: number): void {
    const { code } = this
    if (unused > 0) code.get(LOCALS.fuel).i32(unused).op(OP.i32_add).set(LOCALS.fuel)
    pushAddress()
    code.set(LOCALS.pc).br(this.exit())
  }

  private exit(): Label {
    const label = this.exits.get(this.flow.dirty.key(this.dirty))
    if (label === undefined) throw new Error('an exit was not foreseen')
    return label
  }

  private block(block: GraphBlock<Placed>): void {
    const { code, flow } = this
    const { index, steps } = block
    const count = steps.length
    code.get(LOCALS.fuel).i32(count).op(OP.i32_sub).set(LOCALS.fuel)
    for (let position = 0; position < count; position++) {
      const step = steps[position]
      this.at = { block, step, index: position, rest: count - position }
      this.hasStored = false
      this.dirty = flow.point(index, position)
      this.fillIn(this.templates[index][position].code)
      this.dirty = flow.point(index, position + 1)
      if (step.template.fallsThrough && this.hasStored)
        this.leaveIfCodeChanged(() => this.pushConstant(step.nextPc), count - position - 1)
    }
    const last = steps[count - 1]
    if (last.template.fallsThrough) this.goTo(index, last.next, last.nextPc)
  }

  /** After a store that hit code: the rest of this region may be stale. */
  private leaveIfCodeChanged(pushAddress: () => void, unused: number): void {
    this.code.get(LOCALS.dirty).if()
    this.exitTo(pushAddress, unused)
    this.code.end()
  }

  private goTo(from: number, at: number, address: Constant): void {
    const to = this.graph.inside(from, at)
    if (to === undefined) return this.exitTo(() => this.pushConstant(address), 0)
    if (to.index <= from) this.code.br(this.heads[to.index] as Label)
    else if (to.isMerge) this.code.br(this.outside[to.index] as Label)
    else this.inline(to)
  }

  private inline(to: GraphBlock<Placed>): void {
    const { at, hasStored, dirty } = this
    this.tree(to)
    this.dirty = dirty
    this.at = at
    this.hasStored = hasStored
  }

  // Filling in templates.

  private fillIn({ instructions, marks }: Placed['template']['code']): void {
    const { code } = this
    let from = 0
    for (const { at, nesting, filling } of marks) {
      if (at > from) code.copy(instructions, from, at)
      from = at
      code.nest(nesting)
      this.fill(filling)
      code.nest(-nesting)
    }
    code.copy(instructions, from, instructions.length)
  }

  private fill(filling: Filling): void {
    const { code, parts, at } = this
    switch (filling.kind) {
      case 'local':
        return this.access(filling.opcode, filling.what)
      case 'constant':
        return this.pushTyped(filling.type, filling.value(at.step))
      case 'counter':
        return pushCounter(code, () => {
          code
            .get(LOCALS.fuel)
            .i32(at.rest - 1)
            .op(OP.i32_add)
        })
      case 'back':
        return this.exitTo(() => this.pushConstant(at.step.pc), at.rest)
      case 'jump':
        return this.jump(filling.target?.(at.step))
      case 'stored':
        return this.stored(filling)
      case 'find':
        code.call(parts.finder(filling))
        return
      case 'flags':
        code.i32(filling.place).call(parts.computeFlags)
    }
  }

  private pushTyped(type: 'i32' | 'i64' | 'f64', value: Constant): void {
    if (type === 'i64') this.code.i64(value as bigint)
    else if (type === 'i32') this.code.i32(value as number)
    else this.code.f64(value as number)
  }

  private access(opcode: number, what: Extract<Filling, { kind: 'local' }>['what']): void {
    const local = 'type' in what ? this.extraTemporary(what) : this.variables.local(what, this.at.step)
    if (opcode === OP.local_get) this.code.get(local)
    else if (opcode === OP.local_set) this.code.set(local)
    else this.code.tee(local)
  }

  private extraTemporary({ type, position }: ExtraTemporary): number {
    const key = `${type} ${position}`
    const local = this.extraTemporaries.get(key) ?? this.code.local(type)
    this.extraTemporaries.set(key, local)
    return local
  }

  private jump(target: Constant | undefined): void {
    const { block, step } = this.at
    const { dirty } = this
    // A jump is the last effect.
    this.dirty = this.flow.point(block.index, block.steps.length)
    if (target === undefined) this.code.set(LOCALS.pc).br(this.exit())
    else {
      if (this.hasStored) this.leaveIfCodeChanged(() => this.pushConstant(target), 0)
      if (step.calls) this.callRegion(target)
      else this.goTo(block.index, this.distance(target), target)
    }
    this.dirty = dirty
  }

  private distance(target: Constant): number {
    const { start } = this.region.memory
    const wide = this.machine.pc === 'i64'
    return wide
      ? Number(BigInt.asUintN(64, BigInt(target) - start))
      : ((target as number) - Number(BigInt.asIntN(32, start))) >>> 0
  }

  /** Calls a region; goes on behind the call if that is where it returns to, else passes its pc upward. */
  private callRegion(target: Constant): void {
    const { code, parts } = this
    const { nextPc } = this.at.step
    const leave = (): void => this.exitTo(() => this.pushConstant(target), 0)
    const callee = parts.callee(this.unsigned(target))
    if (callee === undefined || this.unsigned(nextPc) === parts.nowhere) return leave()
    code.get(LOCALS.depth).i32(DEEPEST).op(OP.i32_ge_u).if()
    leave()
    code.end()
    this.variables.store(this.flow.dirty.members(this.dirty))
    code.get(LOCALS.depth).i32(1).op(OP.i32_add)
    if (callee.kind === 'table') code.i32(CHECK_MODES).op(OP.i32_or)
    code.get(LOCALS.fuel)
    if (callee.kind === 'function') code.call(callee.index)
    else code.i32(callee.index).call(parts.callRegion)
    code.set(LOCALS.fuel).tee(LOCALS.pc)
    this.pushConstant(nextPc)
    code.op(this.machine.pc === 'i64' ? OP.i64_ne : OP.i32_ne).if()
    this.returnUpward(target)
    code.end()
    this.resume()
  }

  private unsigned(address: Constant): bigint {
    return BigInt.asUintN(this.machine.pc === 'i64' ? 64 : 32, BigInt(address))
  }

  private returnUpward(target: Constant): void {
    const { code } = this
    this.pushConstant(target)
    code.get(LOCALS.pc)
    code.get(LOCALS.pc)
    this.pushAddress(this.parts.nowhere)
    code.op(this.machine.pc === 'i64' ? OP.i64_eq : OP.i32_eq)
    code.op(OP.select).get(LOCALS.fuel).op(OP.return)
  }

  /** Behind a call: takes the state back, unless translations were dropped meanwhile or the fuel does not suffice. */
  private resume(): void {
    const { code, parts, graph } = this
    const { block, step } = this.at
    const returnAt = (): void => {
      this.pushConstant(step.nextPc)
      code.get(LOCALS.fuel).op(OP.return)
    }
    code.get(LOCALS.fuel).i32(this.enough).op(OP.i32_lt_u)
    if (parts.checksStores) this.pushGeneration().get(LOCALS.generation).op(OP.i32_ne, OP.i32_or)
    code.if()
    returnAt()
    code.end()
    const to = graph.inside(block.index, step.next)
    if (to === undefined) return returnAt()
    this.variables.load(this.flow.live, to.index)
    this.goTo(block.index, step.next, step.nextPc)
  }

  private stored({ local, offset, bytes }: Extract<Filling, { kind: 'stored' }>): void {
    const { code, parts } = this
    if (!parts.checksStores) return
    this.hasStored = true
    const held = typeof local === 'number' ? local : this.extraTemporary(local)
    pushHoldsCode(code, parts.codePages, this.machine, { local: held, offset, bytes })
    code.if()
    code.get(held).i32(offset).op(OP.i32_add).i32(bytes).call(parts.stored)
    this.pushGeneration().get(LOCALS.generation).op(OP.i32_ne).set(LOCALS.dirty)
    code.end()
  }
}
