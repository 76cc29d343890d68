// The run function of a generated interpreter: enters windows, dispatches on records, leaves with an exact state.
//
// `ip` points at the record of the current instruction; the pc is derived from it. `budget` counts down to the next time
// the fetch must be checked again, `reserve` is the fuel beyond that; their sum is the fuel that is left.

import { type Block, ENGINE, type Machine, type Routine, type TemporaryValue } from '../../core/index.js'
import { STOP } from '../engine.js'
import { FunctionCode, type Label } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { routineFacts } from '../wasm/routine-facts.js'
import type { FlagsDeferral } from './deferral.js'
import { HandlerWriter } from './handler.js'
import { HANDLER, type Plan, RECORD, SLOW_LOCATED, SLOW_STEP, WINDOW_BYTES } from './plan.js'
import type { Shared } from './routines.js'
import type { Slot } from './slots.js'
import { countJump, enterRegion, type TierParts } from './tier-code.js'
import type { WindowGlobals } from './window-code.js'

/** What one handler executes. */
export interface Handled {
  /** With flags deferred. */
  readonly block: Block
  readonly slots: readonly Slot[]
  /** Length of the instruction in bytes. */
  readonly length: number
}

/** Locals of the interpreter function. */
export interface InterpreterLocals {
  readonly ip: number
  readonly budget: number
  readonly reserve: number
  /** Address to execute next, whenever control leaves the current window. */
  readonly target: number
  readonly reason: number
  readonly records: number
  readonly start: number
  readonly units: number
}

/** Labels that handlers branch to. */
export interface InterpreterLabels {
  readonly exit: Label
  readonly outer: Label
  readonly next: Label
  readonly jump: Label
  readonly ended: Label
}

/** Functions and globals of the module that the run function uses. */
export interface RunParts {
  readonly shared: Shared
  readonly deferral: FlagsDeferral
  readonly handled: readonly Handled[]
  readonly windowGlobals: WindowGlobals
  /** (address) → ip, or 0. */
  readonly enter: number
  /** (ip, records): decodes the instruction of a record. */
  readonly decode: number
  /** (address) → whether it has a breakpoint. */
  readonly isBreakpoint: number
  /** Present when a compiler provides regions. */
  readonly tier: TierParts | undefined
}

/** Writes the run function of a machine's interpreter: (fuel) → a code of `STOP`, `SLOW_STEP` or `SLOW_LOCATED`. */
export function runFunction(parts: RunParts): FunctionCode {
  return new RunWriter(parts).write()
}

class RunWriter {
  private readonly machine: Machine
  private readonly plan: Plan
  private readonly shared: Shared
  private readonly deferral: FlagsDeferral
  private readonly wide: boolean
  private readonly tier: TierParts | undefined

  constructor(private readonly parts: RunParts) {
    this.shared = parts.shared
    this.deferral = parts.deferral
    this.tier = parts.tier
    this.plan = parts.shared.plan
    this.machine = parts.shared.state.machine
    this.wide = this.machine.pc === 'i64'
  }

  write(): FunctionCode {
    const code = new FunctionCode(['i32'])
    const pc = this.machine.pc
    const locals: InterpreterLocals = {
      ip: code.local('i32'),
      budget: code.local('i32'),
      reserve: 0,
      target: code.local(pc),
      reason: code.local('i32'),
      records: code.local('i32'),
      start: code.local(pc),
      units: code.local('i32'),
    }
    code
      .i32(0)
      .memory(this.wide ? OP.i64_load : OP.i32_load, ENGINE.pc)
      .set(locals.target)
    const exit = code.block()
    const outer = code.loop()
    this.enterWindow(code, locals, exit, outer)
    const next = code.loop()
    this.dispatch(code, locals, exit, outer, next)
    code.end()
    code.end()
    code.end()
    this.leaveFunction(code, locals)
    return code
  }

  /** Makes the exit exact: flags, pc and fuel go to memory. */
  private leaveFunction(code: FunctionCode, { target, budget, reserve, reason }: InterpreterLocals): void {
    for (const routine of this.deferral.materialise) code.call(this.shared.routine(routine))
    code
      .i32(0)
      .get(target)
      .memory(this.wide ? OP.i64_store : OP.i32_store, ENGINE.pc)
    code.i32(0).get(budget).get(reserve).op(OP.i32_add).memory(OP.i32_store, ENGINE.fuel)
    code.get(reason)
  }

  /** With the address in `target`: checks it, finds its window, sets `ip`, and divides the fuel. */
  private enterWindow(code: FunctionCode, locals: InterpreterLocals, exit: Label, outer: Label): void {
    const { target, budget, reserve, reason, ip, records, start, units } = locals
    const physical = code.local(this.machine.pc)
    const checked = code.local('i32')
    code.get(reserve).get(budget).op(OP.i32_add).set(reserve).i32(0).set(budget).i32(0).set(checked)
    code.get(reserve).op(OP.i32_eqz).if()
    code.i32(STOP.fuel).set(reason).br(exit)
    code.end()
    code.i32(0).memory(OP.i32_load, this.plan.watched).if()
    code.get(target).call(this.parts.isBreakpoint).if()
    code.i32(STOP.breakpoint).set(reason).br(exit)
    code.end()
    code.end()
    code.get(target).set(physical)
    this.locate(code, locals, { physical, checked, exit, outer })
    code.i32(0).get(physical)
    code.memory(this.wide ? OP.i64_store : OP.i32_store, this.plan.located)
    code.get(physical).call(this.parts.enter).tee(ip).op(OP.i32_eqz).if()
    code.i32(SLOW_LOCATED).i32(SLOW_STEP).get(checked).op(OP.select).set(reason).br(exit)
    code.end()
    code.globalGet(this.parts.windowGlobals.records).set(records)
    code.globalGet(this.parts.windowGlobals.start).set(start)
    code.globalGet(this.parts.windowGlobals.units).set(units)
    code.get(checked).if()
    // Every instruction must be checked: an empty window catches jumps, a budget of 1 catches everything else.
    code
      .get(start)
      .get(target)
      .op(this.wide ? OP.i64_add : OP.i32_add)
    code
      .get(physical)
      .op(this.wide ? OP.i64_sub : OP.i32_sub)
      .set(start)
    code.i32(0).set(units).i32(1).set(budget).get(reserve).i32(1).op(OP.i32_sub).set(reserve)
    code.else()
    code.get(reserve).set(budget).i32(0).set(reserve)
    code.end()
  }

  private locate(
    code: FunctionCode,
    locals: InterpreterLocals,
    to: { readonly physical: number; readonly checked: number; readonly exit: Label; readonly outer: Label },
  ): void {
    const { locate, direct, align } = this.machine.fetch()
    const { target } = locals
    const pushUnaligned = (): void => {
      code.get(target)
      if (this.wide) code.op(OP.i32_wrap_i64)
      code.i32(align - 1).op(OP.i32_and)
    }
    if (locate === undefined) {
      if (align === 1) return
      pushUnaligned()
      code.if()
      code.i32(SLOW_STEP).set(locals.reason).br(to.exit)
      code.end()
      return
    }
    const done = code.block()
    if (direct !== undefined) {
      pushUnaligned()
      code.op(OP.i32_eqz).if()
      this.pushDirect(code, direct)
      code.brIf(done)
      code.end()
    }
    this.callLocate(code, locals, to)
    code.end()
  }

  private pushDirect(code: FunctionCode, direct: Block): void {
    const block = this.deferral.rewrite(direct)
    const routine: Routine = {
      name: 'direct',
      names: {},
      parameters: [],
      result: 'bool',
      summary: '',
      body: () => block,
    }
    code.call(this.shared.routine(routine))
  }

  /** Runs the checks of a fetch as a routine; the attempt counts as an instruction if it ends there. */
  private callLocate(
    code: FunctionCode,
    { target, reserve, reason }: InterpreterLocals,
    { physical, checked, exit, outer }: { physical: number; checked: number; exit: Label; outer: Label },
  ): void {
    const { shared, wide } = this
    const fetch = this.machine.fetch()
    const block = this.deferral.rewrite(fetch.locate as Block)
    const parameters = [fetch.pc] as readonly TemporaryValue[]
    const routine: Routine = {
      name: 'locate',
      names: {},
      parameters,
      result: this.machine.pc,
      summary: '',
      body: () => block,
    }
    code.get(reserve).i32(1).op(OP.i32_sub).set(reserve)
    code
      .i32(0)
      .get(target)
      .memory(wide ? OP.i64_store : OP.i32_store, ENGINE.pc)
    code.i32(0).get(reserve).memory(OP.i32_store, ENGINE.fuel)
    code.get(target).globalSet(shared.target)
    code.get(target).globalSet(shared.nextPc)
    code.get(target).call(shared.routine(routine)).set(physical)
    if (routineFacts(routine).ends) {
      code.globalGet(shared.ended).if()
      code.globalGet(shared.target).set(target)
      this.finishEnded(code, { reason, fuel: reserve }, exit)
      code.br(outer)
      code.end()
    }
    code.get(reserve).i32(1).op(OP.i32_add).set(reserve)
    code.i32(1).set(checked)
  }

  /** After a routine ended the instruction, with its target taken: leaves if the engine stops, else falls through. */
  private finishEnded(
    code: FunctionCode,
    locals: { readonly reason: number; readonly fuel: number },
    exit: Label,
  ): void {
    const { shared } = this
    const stopped = code.local('i32')
    // ENDED.left is 1, ENDED.stopped is 2.
    code.globalGet(shared.ended).i32(1).op(OP.i32_gt_u).set(stopped).i32(0).globalSet(shared.ended)
    code.get(stopped).if()
    code.globalGet(shared.reason).tee(locals.reason).i32(STOP.blocked).op(OP.i32_eq).if()
    // A blocked instruction did not happen.
    code.get(locals.fuel).i32(1).op(OP.i32_add).set(locals.fuel)
    code.end()
    code.br(exit)
    code.end()
  }

  private dispatch(
    code: FunctionCode,
    locals: InterpreterLocals,
    exit: Label,
    outer: Label,
    next: Label,
  ): void {
    const { ip, budget, target, reason } = locals
    const writer = new HandlerWriter(this.shared, code, locals)
    code.get(budget).op(OP.i32_eqz).if()
    writer.pushPc()
    code.set(target).br(outer)
    code.end()
    code.get(budget).i32(1).op(OP.i32_sub).set(budget)
    const jump = code.block()
    const ended = code.block()
    const labels: Label[] = []
    const total = HANDLER.first + this.parts.handled.length
    for (let index = total - 1; index >= 0; index--) labels[index] = code.block()
    code.get(ip).memory(OP.i32_load16_u, RECORD.handler).brTable(labels, labels[HANDLER.slow])
    code.end()
    this.undecoded(code, locals, next)
    code.end()
    this.giveBack(code, locals)
    writer.pushPc()
    code.set(target).br(outer)
    code.end()
    this.stepElsewhere(code, writer, locals, exit)
    code.end()
    this.stopBefore(code, writer, locals, STOP.breakpoint, exit)
    code.end()
    if (this.tier === undefined) code.op(OP.unreachable)
    else enterRegion(this.parts, code, locals, this.tier, { jump, exit })
    for (const handled of this.parts.handled) {
      code.end()
      writer.write(handled, { exit, outer, next, jump, ended })
    }
    code.end()
    code.globalGet(this.shared.target).set(target)
    this.finishEnded(code, { reason, fuel: budget }, exit)
    code.end()
    this.jumpInWindow(code, locals, next, exit)
    code.br(outer)
  }

  /** The dispatch that found no instruction costs no fuel. */
  private giveBack(code: FunctionCode, { budget }: InterpreterLocals): void {
    code.get(budget).i32(1).op(OP.i32_add).set(budget)
  }

  private undecoded(code: FunctionCode, locals: InterpreterLocals, next: Label): void {
    this.giveBack(code, locals)
    code.get(locals.ip).get(locals.records).call(this.parts.decode).br(next)
  }

  /** Leaves an instruction to the reference engine. In an empty window the fetch has been checked already. */
  private stepElsewhere(
    code: FunctionCode,
    writer: HandlerWriter,
    locals: InterpreterLocals,
    exit: Label,
  ): void {
    this.giveBack(code, locals)
    writer.pushPc()
    code.set(locals.target)
    code.i32(SLOW_STEP).i32(SLOW_LOCATED).get(locals.units).op(OP.select).set(locals.reason).br(exit)
  }

  private stopBefore(
    code: FunctionCode,
    writer: HandlerWriter,
    locals: InterpreterLocals,
    reason: number,
    exit: Label,
  ): void {
    this.giveBack(code, locals)
    writer.pushPc()
    code.set(locals.target).i32(reason).set(locals.reason).br(exit)
  }

  /** With the address in `target`: goes on there if it is aligned and in the window. */
  private jumpInWindow(
    code: FunctionCode,
    { target, start, units, ip, records, reason }: InterpreterLocals,
    next: Label,
    exit: Label,
  ): void {
    const { alignBits, recordBits } = this.plan
    const unit = code.local('i32')
    if (this.wide) {
      const distance = code.local('i64')
      code.get(target).get(start).op(OP.i64_sub).i64(BigInt(alignBits)).op(OP.i64_rotr).tee(distance)
      code.op(OP.i32_wrap_i64).set(unit)
      code.get(distance).get(units).op(OP.i64_extend_i32_u, OP.i64_lt_u).if()
    } else {
      code.get(target).get(start).op(OP.i32_sub)
      if (alignBits > 0) code.i32(alignBits).op(OP.i32_rotr)
      code.tee(unit).get(units).op(OP.i32_lt_u).if()
    }
    if (this.tier !== undefined) countJump(this.plan, code, unit, this.tier, reason, exit)
    code.get(unit).i32(recordBits).op(OP.i32_shl).get(records).op(OP.i32_add).set(ip).br(next)
    code.end()
    if (this.tier !== undefined) this.countFarJump(code, this.tier, { target, reason, unit }, exit)
  }

  /** Jumps into other windows are counted, too, and those within a window that is empty because every fetch is checked. */
  private countFarJump(
    code: FunctionCode,
    tier: TierParts,
    { target, reason, unit }: Pick<InterpreterLocals, 'target' | 'reason'> & { readonly unit: number },
    exit: Label,
  ): void {
    const { alignBits } = this.plan
    code.get(target)
    if (this.wide) code.op(OP.i32_wrap_i64)
    code
      .i32(WINDOW_BYTES - 1)
      .op(OP.i32_and)
      .i32(alignBits)
      .op(OP.i32_shr_u)
      .set(unit)
    countJump(this.plan, code, unit, tier, reason, exit)
  }
}
