// Routines as WebAssembly functions that the handlers of the interpreter call.
//
// A routine that ends the instruction sets `ended` and returns; its callers return or branch away at once. The address of
// the next instruction travels in the global `target`, which the handler presets.

import {
  type CallStatement,
  type ContextValue,
  ENGINE,
  type HoleValue,
  type HostCall,
  type HostStatement,
  known,
  type RegisterFile,
  type Routine,
  type Space,
  type StopStatement,
  type TrapStatement,
  type Value,
  type ValueType,
} from '../../core/index.js'
import { STOP } from '../engine.js'
import type { MachineState } from '../state.js'
import { finderFunction } from '../wasm/access.js'
import { FunctionCode } from '../wasm/code.js'
import { pushHoldsCode } from '../wasm/code-pages.js'
import { BlockLowering, type Holder, type Surroundings } from '../wasm/lower.js'
import type { ModuleBuilder } from '../wasm/module.js'
import { OP, type WasmType } from '../wasm/opcodes.js'
import { routineFacts } from '../wasm/routine-facts.js'
import { wasmType } from '../wasm/values.js'
import type { Plan } from './plan.js'

/** Values of the global `ended`. */
export const ENDED = {
  /** The instruction goes on. */
  no: 0,
  /** It ended; `target` is the next instruction. */
  left: 1,
  /** It ended and the engine stops with the code in `reason`, at `target`. */
  stopped: 2,
} as const

/** Host calls are imported under a prefix, so that none can take the name of an engine's own import. */
export const importName = ({ name }: HostCall): string => `call ${name}`

/** Globals and functions that handlers and routines share. */
export class Shared {
  readonly ended: number
  readonly reason: number
  readonly target: number
  /** Address of the following instruction, for routines that ask for it. */
  readonly nextPc: number
  readonly pcType: 'i32' | 'i64'
  private readonly hosts = new Map<string, number>()
  private readonly registers = new Map<RegisterFile, readonly number[]>()
  private readonly routines = new Map<Routine, number>()
  private readonly finders = new Map<string, number>()
  private invalidator = -1

  constructor(
    readonly module: ModuleBuilder,
    readonly state: MachineState,
    readonly plan: Plan,
    pseudoFiles: readonly RegisterFile[],
  ) {
    this.pcType = state.machine.pc
    for (const call of state.machine.hostCalls()) {
      const result: WasmType[] = call.result === undefined ? [] : [wasmType(call.result)]
      this.hosts.set(
        call.name,
        module.importFunction(importName(call), Object.values(call.arguments).map(wasmType), result),
      )
    }
    this.ended = module.global('i32')
    this.reason = module.global('i32')
    this.target = module.global(this.pcType)
    this.nextPc = module.global(this.pcType)
    for (const file of pseudoFiles)
      this.registers.set(
        file,
        file.names.map(() => module.global('i32')),
      )
  }

  /** Names the function that forgets decoded instructions, once it exists. */
  setInvalidator(index: number): void {
    this.invalidator = index
  }

  holderOf(file: RegisterFile, index: Value): Holder | undefined {
    const number = this.registers.get(file)?.[Number(known(index) ?? 0)]
    return number === undefined ? undefined : { kind: 'global', index: number }
  }

  /** The function of a routine; written when first asked for. */
  routine(routine: Routine): number {
    const found = this.routines.get(routine)
    if (found !== undefined) return found
    const parameters = routine.parameters.map(({ type }) => wasmType(type))
    const index = this.module.declare(
      parameters,
      routine.result === undefined ? [] : [wasmType(routine.result)],
    )
    this.routines.set(routine, index)
    this.module.define(index, writeRoutine(this, routine))
    return index
  }

  /** A function from guest address to host offset (0: none), for all regions but the likeliest. */
  finder(space: Space, bytes: number, writing: boolean): number {
    const key = `${space.name} ${bytes} ${writing}`
    const found = this.finders.get(key)
    if (found !== undefined) return found
    const index = this.module.declare([space.address], ['i32'])
    this.finders.set(key, index)
    const code = finderFunction(this.state.layout.regions, space, bytes, writing)
    this.module.define(index, code)
    return index
  }

  /** Calls a host function whose arguments are on the stack. */
  callHost(code: FunctionCode, { call }: HostStatement): void {
    code.call(this.hosts.get(call.name) as number)
  }

  /** Forgets decoded instructions that a store overwrote. */
  stored(code: FunctionCode, local: number, offset: number, bytes: number): void {
    pushHoldsCode(code, this.plan.codePages, this.state.machine, { local, offset, bytes })
    code.if()
    code.get(local).i32(offset).op(OP.i32_add).i32(bytes).call(this.invalidator)
    code.end()
  }

  /** Records why the engine stops. The value is pushed by `pushValue` as an i64. */
  recordStop(code: FunctionCode, statement: TrapStatement | StopStatement, pushValue: () => void): void {
    if (statement.kind === 'trap') {
      const number = this.state.machine.traps().indexOf(statement.trap)
      code.i32(0).i32(number).memory(OP.i32_store, ENGINE.trap)
    }
    code.i32(0)
    pushValue()
    code.memory(OP.i64_store, ENGINE.value)
  }
}

/** Pushes the instruction counter, given what pushes the fuel that is left. */
export function pushCounter(code: FunctionCode, pushFuel: () => void): void {
  code.i32(0).memory(OP.i64_load, ENGINE.limit)
  pushFuel()
  code.op(OP.i64_extend_i32_u, OP.i64_sub)
}

function writeRoutine(shared: Shared, routine: Routine): FunctionCode {
  const code = new FunctionCode(routine.parameters.map(({ type }) => wasmType(type)))
  const body = routine.body()
  const lowering = new BlockLowering(body, new RoutineSurroundings(shared, code, routine.result))
  routine.parameters.forEach((parameter, index) => {
    lowering.values.locals.set(parameter, index)
  })
  const { result } = body
  if (result === undefined) {
    lowering.block(body, false)
    if (routine.result !== undefined) pushDummy(code, routine.result)
    return code
  }
  lowering.function(body)
  return code
}

function pushDummy(code: FunctionCode, type: ValueType): void {
  if (type === 'i64') code.i64(0n)
  else if (type === 'f64') code.f64(0)
  else code.i32(0)
}

class RoutineSurroundings implements Surroundings {
  readonly state: MachineState

  constructor(
    private readonly shared: Shared,
    readonly code: FunctionCode,
    private readonly result: ValueType | undefined,
  ) {
    this.state = shared.state
  }

  readonly pushLeaf = (leaf: HoleValue | ContextValue): void => {
    const { code, shared } = this
    if (!('name' in leaf)) throw new Error('a routine cannot refer to operands')
    if (leaf.name === 'counter') pushCounter(code, () => code.i32(0).memory(OP.i32_load, ENGINE.fuel))
    else if (leaf.name === 'nextPc') code.globalGet(shared.nextPc)
    else code.i32(0).memory(shared.pcType === 'i64' ? OP.i64_load : OP.i32_load, ENGINE.pc)
  }

  holderOf(file: RegisterFile, index: Value): Holder | undefined {
    return this.shared.holderOf(file, index)
  }

  pushScaledIndex(): boolean {
    return false
  }

  jump(_target: Value, pushTarget: () => void): void {
    pushTarget()
    this.code.globalSet(this.shared.target)
  }

  leave(): void {
    this.end(ENDED.left)
  }

  private end(how: number): void {
    this.code.i32(how).globalSet(this.shared.ended)
    this.return()
  }

  private return(): void {
    if (this.result !== undefined) pushDummy(this.code, this.result)
    this.code.op(OP.return)
  }

  trap(statement: TrapStatement, pushValue: () => void): void {
    this.shared.recordStop(this.code, statement, pushValue)
    this.stayHere(STOP.trap)
  }

  /** Ends with the pc at this instruction. */
  private stayHere(reason: number): void {
    const { code, shared } = this
    code
      .i32(0)
      .memory(shared.pcType === 'i64' ? OP.i64_load : OP.i32_load, ENGINE.pc)
      .globalSet(shared.target)
    code.i32(reason).globalSet(shared.reason)
    this.end(ENDED.stopped)
  }

  stop(statement: StopStatement, pushValue: () => void): void {
    this.shared.recordStop(this.code, statement, pushValue)
    this.code.i32(STOP[statement.reason]).globalSet(this.shared.reason)
    this.end(ENDED.stopped)
  }

  call({ routine }: CallStatement, pushArguments: () => void): void {
    pushArguments()
    this.code.call(this.shared.routine(routine))
    if (!routineFacts(routine).ends) return
    this.code.globalGet(this.shared.ended).if()
    this.return()
    this.code.end()
  }

  host(statement: HostStatement, pushArguments: () => void): void {
    const { code } = this
    pushArguments()
    this.shared.callHost(code, statement)
    if (!statement.call.mayBlock) return
    code.i32(0).memory(OP.i32_load, ENGINE.blocked).if()
    code.i32(0).i32(0).memory(OP.i32_store, ENGINE.blocked)
    this.stayHere(STOP.blocked)
    code.end()
  }

  finder(space: Space, bytes: number, writing: boolean): number {
    return this.shared.finder(space, bytes, writing)
  }

  stored(local: number, offset: number, bytes: number): void {
    this.shared.stored(this.code, local, offset, bytes)
  }
}
