// Writes a region as one WebAssembly function: structured control flow, registers in locals, exact fuel.
//
// A region is (depth, fuel) → (pc, fuel). It loads the registers that matter, runs, and leaves through an exit that stores
// what it may have written. If it cannot start (too little fuel, another mode) it returns at once with everything unchanged.
// Bit 31 of the depth asks it to check the modes; regions compiled together need not.

import {
  type CallStatement,
  type Constant,
  ConstantValue,
  type ContextValue,
  type HoleValue,
  type HostStatement,
  known,
  type Machine,
  type RegisterFile,
  type Space,
  type TrapStatement,
  type Value,
} from '../../core/index.js'
import { pushCounter } from '../interpreter/routines.js'
import type { MachineState } from '../state.js'
import { FunctionCode, type Label } from '../wasm/code.js'
import { pushHoldsCode } from '../wasm/code-pages.js'
import { BlockLowering, type Holder, type Surroundings } from '../wasm/lower.js'
import { OP } from '../wasm/opcodes.js'
import { analyseDataflow, type Dataflow } from './dataflow.js'
import { EffectsOfInstructions } from './effects.js'
import { FlagsInRegion, type RegionFlags } from './flags.js'
import type { GraphBlock } from './graph.js'
import type { RegisterKey } from './modes.js'
import type { Region } from './region.js'
import type { Translated } from './translate.js'
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
  finder(space: Space, bytes: number, writing: boolean): number
  /** Host offset of the byte per page that says whether it holds code. */
  readonly codePages: number
  /** Host offset of an i32 that changes whenever translations are dropped. */
  readonly generation: number
  /** Whether stores must look for code that they overwrite. */
  readonly checksStores: boolean
  /** The machine's flags registers, with the host offset of kind and leaves and the place of the computing function. */
  readonly flags: readonly {
    readonly registers: RegionFlags
    readonly offset: number
    readonly place: number
  }[]
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

class RegionWriter implements Surroundings {
  readonly state: MachineState
  readonly code = new FunctionCode(['i32', 'i32'])
  private readonly machine: Machine
  private readonly variables: Variables
  private readonly flags: FlagsInRegion
  /** The second parameter. */
  private readonly fuel = 1
  private readonly pcOut: number
  private readonly generation: number
  private readonly dirty: number
  private readonly labels = new Map<bigint, { block?: Label; loop?: Label }>()
  private readonly flow: Dataflow
  /** Exits by what they store. */
  private readonly exits = new Map<bigint, Label>()
  /** What is dirty at the point being written. */
  private dirtyNow = 0n
  /** Fuel that suffices for any path through the region without a backward edge. */
  private readonly enough: number
  private current!: { readonly block: GraphBlock; readonly instruction: Translated; readonly rest: number }
  private storedInInstruction = false

  constructor(
    private readonly region: Region,
    private readonly parts: RegionParts,
  ) {
    const { code } = this
    this.state = parts.state
    this.machine = parts.state.machine
    this.pcOut = code.local(this.machine.pc)
    this.generation = code.local('i32')
    this.dirty = code.local('i32')
    this.flags = new FlagsInRegion(parts.flags.map(({ registers }) => registers))
    this.enough = [...region.graph.blocks.values()].reduce(
      (sum, { instructions }) => sum + instructions.length,
      0,
    )
    this.variables = new Variables(region, parts.flags, this.state, code)
    this.flow = this.analyse()
  }

  private analyse(): Dataflow {
    const { graph } = this.region
    const effects = new EffectsOfInstructions(this.parts.flags, (file, index) =>
      this.variables.bitOf(file, index),
    )
    const flow = analyseDataflow(graph, (block) => effects.of(block))
    const exits = new Set([...flow.dirty.values()].flat())
    if (exits.size <= MOST_EXITS) return flow
    const everything = [...exits].reduce((all, one) => all | one, 0n)
    return analyseDataflow(graph, (block) => effects.of(block), everything)
  }

  write(): FunctionCode {
    const { code, region } = this
    this.refuseOtherModes()
    code.get(this.fuel).i32(this.enough).op(OP.i32_lt_u).if()
    this.returnAt(region.entry)
    code.end()
    if (this.parts.checksStores) this.pushGeneration().set(this.generation)
    this.variables.load(this.flow.live.get(region.entry) as bigint)
    const stores = [...new Set([...[...this.flow.dirty.values()].flat(), 0n])]
    for (const store of stores) this.exits.set(store, code.block())
    this.tree(region.entry)
    for (const store of stores.reverse()) {
      code.end()
      this.variables.store(store)
      code.get(this.pcOut).get(this.fuel).op(OP.return)
    }
    return code.op(OP.unreachable)
  }

  /** Returns to go on at an address, with everything in memory. */
  private returnAt(address: bigint): void {
    this.pushAddress(address)
    this.code.get(this.fuel).op(OP.return)
  }

  private pushGeneration(): FunctionCode {
    return this.code.i32(0).memory(OP.i32_load, this.parts.generation)
  }

  private refuseOtherModes(): void {
    const { code } = this
    code.get(0).i32(0).op(OP.i32_lt_s).if()
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
    code.get(0).i32(~CHECK_MODES).op(OP.i32_and).set(0)
    code.end()
  }

  private pushAddress(address: bigint): void {
    if (this.machine.pc === 'i64') this.code.i64(BigInt.asIntN(64, address))
    else this.code.i32(Number(BigInt.asIntN(32, address)))
  }

  /** Writes a block and everything it dominates (Ramsey, "Beyond Relooper": one traversal of the dominator tree). */
  private tree(address: bigint): void {
    const { graph } = this.region
    const merged = (graph.children.get(address) ?? [])
      .filter((child) => graph.merges.has(child))
      .sort((a, b) => (graph.order.get(b) as number) - (graph.order.get(a) as number))
    const isLoop = graph.loops.has(address)
    if (isLoop) {
      this.labels.set(address, { ...this.labels.get(address), loop: this.code.loop() })
      this.dirtyNow = this.dirtyAt(address, 0)
      this.checkFuel(address)
    }
    if (isLoop || graph.merges.has(address)) this.flags.certain = new Map()
    this.within(address, merged)
    if (isLoop) this.code.end()
  }

  private within(address: bigint, merged: readonly bigint[]): void {
    const [outermost, ...rest] = merged
    if (outermost === undefined) return this.block(this.region.graph.blocks.get(address) as GraphBlock)
    this.labels.set(outermost, { ...this.labels.get(outermost), block: this.code.block() })
    this.within(address, rest)
    this.code.end()
    this.tree(outermost)
  }

  /** What is dirty before instruction `position` of a block. */
  private dirtyAt(address: bigint, position: number): bigint {
    return (this.flow.dirty.get(address) as readonly bigint[])[position]
  }

  private checkFuel(address: bigint): void {
    const { code } = this
    code.get(this.fuel).i32(this.enough).op(OP.i32_lt_u).if()
    this.exitAt(address, 0)
    code.end()
  }

  /** Leaves the region; `unused` instructions of the current block were paid for and not executed. */
  private exitAt(address: bigint, unused: number): void {
    const { code } = this
    if (unused > 0) code.get(this.fuel).i32(unused).op(OP.i32_add).set(this.fuel)
    this.pushAddress(address)
    code.set(this.pcOut).br(this.exit())
  }

  private exit(): Label {
    const label = this.exits.get(this.dirtyNow)
    if (label === undefined) throw new Error('an exit was not foreseen')
    return label
  }

  private block(block: GraphBlock): void {
    const { code } = this
    const count = block.instructions.length
    code.get(this.fuel).i32(count).op(OP.i32_sub).set(this.fuel)
    block.instructions.forEach((instruction, position) => {
      this.current = { block, instruction, rest: count - position }
      this.storedInInstruction = false
      this.dirtyNow = this.dirtyAt(block.address, position)
      const body = this.flags.rewrite(instruction.block)
      new BlockLowering(body, this).block(body, true)
      this.dirtyNow = this.dirtyAt(block.address, position + 1)
      const next = instruction.address + BigInt(instruction.length)
      if (instruction.fallsThrough && this.storedInInstruction) this.leaveIfDirty(next, count - position - 1)
    })
    const last = block.instructions[count - 1]
    if (last.fallsThrough) this.goTo(block.address, last.address + BigInt(last.length))
  }

  /** After a store that hit code: the rest of this region may be stale. */
  private leaveIfDirty(next: bigint, unused: number): void {
    this.code.get(this.dirty).if()
    this.exitAt(next, unused)
    this.code.end()
  }

  private goTo(from: bigint, to: bigint): void {
    const { graph } = this.region
    if (!graph.isInside(from, to)) return this.exitAt(to, 0)
    const labels = this.labels.get(to)
    const isBackward = (graph.order.get(to) as number) <= (graph.order.get(from) as number)
    if (isBackward && labels?.loop !== undefined) this.code.br(labels.loop)
    else if (graph.merges.has(to) && labels?.block !== undefined) this.code.br(labels.block)
    else this.inline(to)
  }

  private inline(to: bigint): void {
    const { certain } = this.flags
    const { current, storedInInstruction, dirtyNow } = this
    this.tree(to)
    this.dirtyNow = dirtyNow
    this.flags.certain = certain
    this.current = current
    this.storedInInstruction = storedInInstruction
  }

  // What BlockLowering asks for.

  readonly pushLeaf = (leaf: HoleValue | ContextValue): void => {
    if (!('name' in leaf) || leaf.name !== 'counter')
      throw new Error('a leaf was not bound by the translation')
    const { code, current } = this
    pushCounter(code, () => {
      code
        .get(this.fuel)
        .i32(current.rest - 1)
        .op(OP.i32_add)
    })
  }

  holderOf(file: RegisterFile, index: Value): Holder | undefined {
    return { kind: 'local', index: this.variables.localOf(file, Number(known(index))) }
  }

  pushScaledIndex(): boolean {
    return false
  }

  jump(target: Value, pushTarget: () => void): void {
    const address = target instanceof ConstantValue ? this.addressOf(target.constant) : undefined
    const { dirtyNow } = this
    // A jump is the last effect.
    this.dirtyNow = this.dirtyAt(this.current.block.address, this.current.block.instructions.length)
    if (address === undefined) {
      pushTarget()
      this.code.set(this.pcOut).br(this.exit())
    } else this.jumpTo(address)
    this.dirtyNow = dirtyNow
  }

  private jumpTo(address: bigint): void {
    const { block, instruction } = this.current
    if (this.storedInInstruction) this.leaveIfDirty(address, 0)
    if (instruction.returnsTo === undefined) this.goTo(block.address, address)
    else this.callRegion(address, instruction.returnsTo)
  }

  private addressOf(value: Constant): bigint {
    return BigInt.asUintN(this.machine.pc === 'i64' ? 64 : 32, BigInt(value))
  }

  /** Calls a region; goes on behind the call if that is where it returns to, else passes its pc upward. */
  private callRegion(target: bigint, returnsTo: bigint): void {
    const { code, parts } = this
    const callee = parts.callee(target)
    if (callee === undefined || returnsTo === parts.nowhere) return this.exitAt(target, 0)
    code.get(0).i32(DEEPEST).op(OP.i32_ge_u).if()
    this.exitAt(target, 0)
    code.end()
    this.variables.store(this.dirtyNow)
    code.get(0).i32(1).op(OP.i32_add)
    if (callee.kind === 'table') code.i32(CHECK_MODES).op(OP.i32_or)
    code.get(this.fuel)
    if (callee.kind === 'function') code.call(callee.index)
    else code.i32(callee.index).call(parts.callRegion)
    code.set(this.fuel).tee(this.pcOut)
    this.pushAddress(returnsTo)
    this.pushDifferent()
    code.if()
    this.returnUpward(target)
    code.end()
    this.resume(returnsTo)
  }

  private pushDifferent(): void {
    this.code.op(this.machine.pc === 'i64' ? OP.i64_ne : OP.i32_ne)
  }

  private returnUpward(target: bigint): void {
    const { code } = this
    this.pushAddress(target)
    code.get(this.pcOut)
    code.get(this.pcOut)
    this.pushAddress(this.parts.nowhere)
    code.op(this.machine.pc === 'i64' ? OP.i64_eq : OP.i32_eq)
    code.op(OP.select).get(this.fuel).op(OP.return)
  }

  /** Behind a call: takes the state back, unless translations were dropped meanwhile or the fuel does not suffice. */
  private resume(returnsTo: bigint): void {
    const { code, parts, region } = this
    code.get(this.fuel).i32(this.enough).op(OP.i32_lt_u)
    if (parts.checksStores) this.pushGeneration().get(this.generation).op(OP.i32_ne, OP.i32_or)
    code.if()
    this.returnAt(returnsTo)
    code.end()
    const from = this.current.block.address
    if (!region.graph.isInside(from, returnsTo)) return this.returnAt(returnsTo)
    this.variables.load(this.flow.live.get(returnsTo) as bigint)
    const { certain } = this.flags
    this.flags.certain = new Map()
    this.dirtyNow = 0n
    this.goTo(from, returnsTo)
    this.flags.certain = certain
  }

  leave(): void {
    throw new Error('an instruction that leaves early is not plain')
  }

  /** The only trap of a region is the way back to the interpreter. */
  trap(_statement: TrapStatement): void {
    this.exitAt(this.current.instruction.address, this.current.rest)
  }

  stop(): void {
    throw new Error('an instruction that stops is not plain')
  }

  /** The only routines that regions call compute flags. */
  call({ routine }: CallStatement, pushArguments: () => void): void {
    const found = this.parts.flags.find(({ registers }) => registers.compute === routine)
    if (found === undefined) throw new Error('an instruction that calls a routine is not plain')
    pushArguments()
    this.code.i32(found.place).call(this.parts.computeFlags)
  }

  host(_statement: HostStatement): void {
    throw new Error('an instruction that calls the host is not plain')
  }

  finder(space: Space, bytes: number, writing: boolean): number {
    return this.parts.finder(space, bytes, writing)
  }

  stored(local: number, offset: number, bytes: number): void {
    const { code, parts } = this
    if (!parts.checksStores) return
    this.storedInInstruction = true
    pushHoldsCode(code, parts.codePages, this.machine, { local, offset, bytes })
    code.if()
    code.get(local).i32(offset).op(OP.i32_add).i32(bytes).call(parts.stored)
    this.pushGeneration().get(this.generation).op(OP.i32_ne).set(this.dirty)
    code.end()
  }
}
