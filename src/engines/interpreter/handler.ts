// The handler of one variant of an instruction inside the interpreter function.

import {
  type Block,
  type CallStatement,
  ConstantValue,
  ContextValue,
  ENGINE,
  HoleValue,
  type HostStatement,
  OperationValue,
  type RegisterFile,
  rangeOf,
  type Space,
  type StopStatement,
  type TrapStatement,
  type Value,
  visitStatements,
} from '../../core/index.js'
import { STOP } from '../engine.js'
import type { MachineState } from '../state.js'
import type { FunctionCode, Label } from '../wasm/code.js'
import { BlockLowering, type Holder, jumpsLast, type Surroundings } from '../wasm/lower.js'
import { OP } from '../wasm/opcodes.js'
import { blockFacts, type Facts, routineFacts, type Written } from '../wasm/routine-facts.js'
import { LONGEST_SKIP } from './plan.js'
import { pushCounter, type Shared } from './routines.js'
import type { Handled, InterpreterLabels, InterpreterLocals } from './run-code.js'
import type { Slot } from './slots.js'

/** Writes handlers. Holds what is the same for all of them, and the handler being written. */
export class HandlerWriter implements Surroundings {
  readonly state: MachineState
  private handled!: Handled
  private labels!: InterpreterLabels
  private done!: Label
  /** Local with the address to go on at, in handlers that jump before their end. */
  private pending: number | undefined
  private readonly pendingLocal: number
  /** Registers on which unchecked fetching depends. */
  private readonly watched: readonly Written[]

  constructor(
    private readonly shared: Shared,
    readonly code: FunctionCode,
    private readonly locals: InterpreterLocals,
  ) {
    this.state = shared.state
    this.pendingLocal = code.local(shared.pcType)
    const direct = shared.state.machine.fetch().direct
    this.watched = direct === undefined ? [] : readsOf(direct)
  }

  private get wide(): boolean {
    return this.shared.pcType === 'i64'
  }

  /** Writes one handler; control leaves it by branches only. */
  write(handled: Handled, labels: InterpreterLabels): void {
    const { code, locals } = this
    const { block } = handled
    this.handled = handled
    this.labels = labels
    this.pending = jumpsLast(block) ? undefined : this.pendingLocal
    if (this.writesFetch(blockFacts(block))) this.checkFetchNext()
    if (this.pending !== undefined) {
      this.pushNextPc()
      code.set(this.pending)
    }
    this.done = code.block()
    new BlockLowering(block, this).block(block, true)
    code.end()
    if (this.pending === undefined) this.advance(handled.length)
    else code.get(this.pending).set(locals.target).br(labels.jump)
  }

  /** Makes the next instruction go through the checks of the fetch. */
  private checkFetchNext(): void {
    const { code, locals } = this
    code.get(locals.reserve).get(locals.budget).op(OP.i32_add).set(locals.reserve).i32(0).set(locals.budget)
  }

  private touchesFetch(facts: Facts): boolean {
    // A host call may have replaced code, and with it the window that is being executed.
    return facts.hosts || this.writesFetch(facts)
  }

  private writesFetch({ writes }: Facts): boolean {
    return writes.some((written) => this.watched.some((watched) => overlaps(written, watched)))
  }

  /** Goes on `bytes` further in memory. */
  private advance(bytes: number): void {
    const { plan } = this.shared
    const records = bytes >> plan.alignBits
    this.code
      .get(this.locals.ip)
      .i32(records << plan.recordBits)
      .op(OP.i32_add)
      .set(this.locals.ip)
      .br(this.labels.next)
  }

  /** Pushes the address of the current instruction. */
  pushPc(): void {
    const { code, locals, shared } = this
    code.get(locals.ip).get(locals.records).op(OP.i32_sub)
    code.i32(shared.plan.recordBits).op(OP.i32_shr_u)
    if (shared.plan.alignBits > 0) code.i32(shared.plan.alignBits).op(OP.i32_shl)
    if (this.wide) code.op(OP.i64_extend_i32_u)
    code.get(locals.start).op(this.wide ? OP.i64_add : OP.i32_add)
  }

  private pushNextPc(): void {
    this.pushPc()
    if (this.wide) this.code.i64(BigInt(this.handled.length)).op(OP.i64_add)
    else this.code.i32(this.handled.length).op(OP.i32_add)
  }

  private pushFuel(): void {
    this.code.get(this.locals.budget).get(this.locals.reserve).op(OP.i32_add)
  }

  readonly pushLeaf = (leaf: HoleValue | ContextValue): void => {
    if (leaf instanceof HoleValue) return this.pushHole(leaf)
    if (leaf.name === 'pc') this.pushPc()
    else if (leaf.name === 'nextPc') this.pushNextPc()
    else pushCounter(this.code, () => this.pushFuel())
  }

  private slotOf({ operand, part }: HoleValue): Slot {
    const slot = this.handled.slots.find((entry) => entry.operand === operand && entry.part === part)
    if (slot === undefined) throw new Error('an operand has no place in its record')
    return slot
  }

  private pushHole(hole: HoleValue): void {
    const { offset, bytes, signed, scale } = this.slotOf(hole)
    const { code, locals } = this
    code.get(locals.ip)
    if (bytes === 8) {
      code.memory(OP.i64_load, offset)
      if (hole.type === 'i32') code.op(OP.i32_wrap_i64)
      return
    }
    code.memory(bytes === 4 ? OP.i32_load : signed ? OP.i32_load16_s : OP.i32_load16_u, offset)
    if (scale > 1) code.i32(Math.log2(scale)).op(OP.i32_shr_u)
    if (hole.type === 'i64') code.op(signed ? OP.i64_extend_i32_s : OP.i64_extend_i32_u)
  }

  pushScaledIndex(index: Value): boolean {
    if (!(index instanceof HoleValue)) return false
    const { offset, scale } = this.slotOf(index)
    if (scale === 1) return false
    this.code.get(this.locals.ip).memory(OP.i32_load16_u, offset)
    return true
  }

  holderOf(file: RegisterFile, index: Value): Holder | undefined {
    return this.shared.holderOf(file, index)
  }

  jump(target: Value, pushTarget: () => void, isLast: boolean): void {
    const { code, locals } = this
    if (this.pending !== undefined) {
      pushTarget()
      code.set(this.pending)
      return
    }
    if (!isLast) throw new Error('a jump that is not the last effect needs a pending address')
    const skip = this.skipOf(target)
    if (skip !== undefined) return this.advance(skip)
    pushTarget()
    code.set(locals.target).br(this.labels.jump)
  }

  /** The distance of a short forward jump relative to the instruction, which needs no check. */
  private skipOf(target: Value): number | undefined {
    if (!(target instanceof OperationValue) || !target.operator.endsWith('.add')) return undefined
    const [base, distance] = target.values
    if (!(base instanceof ContextValue) || base.name !== 'pc' || !(distance instanceof ConstantValue))
      return undefined
    const bytes = Number(distance.constant)
    const { align } = this.state.machine.fetch()
    return bytes > 0 && bytes % align === 0 && bytes <= LONGEST_SKIP * this.state.machine.decoder.longest
      ? bytes
      : undefined
  }

  leave(): void {
    this.code.br(this.done)
  }

  trap(statement: TrapStatement, pushValue: () => void): void {
    const { code, locals, labels } = this
    this.shared.recordStop(code, statement, pushValue)
    this.pushPc()
    code.set(locals.target).i32(STOP.trap).set(locals.reason).br(labels.exit)
  }

  stop(statement: StopStatement, pushValue: () => void): void {
    const { code, locals, labels } = this
    this.shared.recordStop(code, statement, pushValue)
    this.pushGoOn()
    code.set(locals.target).i32(STOP[statement.reason]).set(locals.reason).br(labels.exit)
  }

  /** Pushes the address at which the instruction would go on if it ended now. */
  private pushGoOn(): void {
    if (this.pending === undefined) this.pushNextPc()
    else this.code.get(this.pending)
  }

  /** Makes pc and fuel in memory right for whoever looks. */
  private synchronise(): void {
    const { code } = this
    code.i32(0)
    this.pushPc()
    code.memory(this.wide ? OP.i64_store : OP.i32_store, ENGINE.pc)
    code.i32(0)
    this.pushFuel()
    code.memory(OP.i32_store, ENGINE.fuel)
  }

  call({ routine }: CallStatement, pushArguments: () => void): void {
    const { code, shared } = this
    const facts = routineFacts(routine)
    if (facts.hosts || facts.ends || facts.contexts.size > 0) this.synchronise()
    if (facts.contexts.has('nextPc')) {
      this.pushNextPc()
      code.globalSet(shared.nextPc)
    }
    if (facts.ends || facts.jumps) {
      this.pushGoOn()
      code.globalSet(shared.target)
    }
    pushArguments()
    code.call(shared.routine(routine))
    if (this.touchesFetch(facts)) this.checkFetchNext()
    if (facts.ends) code.globalGet(shared.ended).brIf(this.labels.ended)
    if (this.pending !== undefined && facts.jumps) code.globalGet(shared.target).set(this.pending)
  }

  host(statement: HostStatement, pushArguments: () => void): void {
    const { code, locals, labels } = this
    this.synchronise()
    pushArguments()
    this.shared.callHost(code, statement)
    this.checkFetchNext()
    if (!statement.call.mayBlock) return
    code.i32(0).memory(OP.i32_load, ENGINE.blocked).if()
    code.i32(0).i32(0).memory(OP.i32_store, ENGINE.blocked)
    code.get(locals.budget).i32(1).op(OP.i32_add).set(locals.budget)
    this.pushPc()
    code.set(locals.target).i32(STOP.blocked).set(locals.reason).br(labels.exit)
    code.end()
  }

  finder(space: Space, bytes: number, writing: boolean): number {
    return this.shared.finder(space, bytes, writing)
  }

  stored(local: number, offset: number, bytes: number): void {
    this.shared.stored(this.code, local, offset, bytes)
  }
}

function readsOf(block: Block): readonly Written[] {
  const reads: Written[] = []
  visitStatements(block, (statement) => {
    if (statement.kind === 'read') reads.push(statement)
  })
  return reads
}

function overlaps(a: Written, b: Written): boolean {
  if (a.file !== b.file) return false
  const [left, right] = [rangeOf(a.index), rangeOf(b.index)]
  return left.low <= right.high && right.low <= left.high
}
