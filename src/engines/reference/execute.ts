// Effects, executed the obvious way: statement after statement, on the machine's state.

import {
  type Access,
  type Block,
  type CallStatement,
  type Constant,
  ENGINE,
  type HostStatement,
  type LoadStatement,
  normalise,
  type SetFlagsStatement,
  type Statement,
  type StoreStatement,
  type TemporaryValue,
} from '../../core/index.js'
import { STOP, type StopCode } from '../engine.js'
import type { MachineState } from '../state.js'
import { type Environment, evaluate } from './evaluate.js'

/** How a block ended: ran through, left the instruction, or stopped the engine. */
export type Outcome = { readonly kind: 'next' | 'left' } | { readonly kind: 'stop'; readonly code: StopCode }

const NEXT: Outcome = { kind: 'next' }
const LEFT: Outcome = { kind: 'left' }

/** Executes the effects of one instruction. */
export class Execution {
  /** Where the instruction jumped last, if it did. */
  target: Constant | undefined

  constructor(
    private readonly state: MachineState,
    private readonly environment: Environment,
    /** Called for every store, with its offset and length. */
    private readonly stored: (offset: number, bytes: number) => void,
  ) {}

  /** Runs a block; binds its result to `target` when it ran through. */
  block(block: Block, target?: TemporaryValue): Outcome {
    for (const statement of block.statements) {
      const outcome = this.statement(statement)
      if (outcome.kind !== 'next') return outcome
    }
    if (target !== undefined && block.result !== undefined)
      this.bind(target, evaluate(block.result, this.environment))
    return NEXT
  }

  private bind(target: TemporaryValue | undefined, value: Constant | undefined): void {
    if (target === undefined) return
    if (value === undefined) throw new Error(`${target.label ?? 'a temporary'} gets no value`)
    this.environment.temporaries.set(target, normalise(target.type, value))
  }

  private value(value: Parameters<typeof evaluate>[0]): Constant {
    return evaluate(value, this.environment)
  }

  protected statement(statement: Statement): Outcome {
    switch (statement.kind) {
      case 'read':
        this.bind(statement.target, this.readRegister(statement.file, Number(this.value(statement.index))))
        return NEXT
      case 'write':
        this.state.setRegister(
          statement.file,
          Number(this.value(statement.index)),
          this.value(statement.value),
        )
        return NEXT
      case 'setFlags':
        return this.setFlags(statement)
      case 'load':
        return this.load(statement)
      case 'store':
        return this.store(statement)
      case 'when':
        return this.block(
          this.value(statement.condition) ? statement.then : statement.otherwise,
          statement.target,
        )
      case 'loop':
        return this.loop(statement.condition, statement.body)
      case 'jump':
        this.target = this.value(statement.target)
        return NEXT
      case 'leave':
        return LEFT
      case 'trap':
        this.state.view.setInt32(ENGINE.trap, this.state.machine.traps().indexOf(statement.trap), true)
        this.setStopValue(statement.value === undefined ? 0n : this.value(statement.value))
        return { kind: 'stop', code: STOP.trap }
      case 'stop':
        this.setStopValue(statement.value === undefined ? 0n : this.value(statement.value))
        return { kind: 'stop', code: STOP[statement.reason] }
      case 'call':
        return this.call(statement)
      case 'host':
        return this.callHost(statement)
    }
  }

  private readRegister(file: Parameters<MachineState['register']>[0], index: number): Constant {
    // The description turns accesses to the pc register into jumps and context values; slots are plain memory here.
    const offset = this.state.registerOffset(file, index)
    if (file.type === 'i64') return this.state.view.getBigInt64(offset, true)
    return file.type === 'f64'
      ? this.state.view.getFloat64(offset, true)
      : this.state.view.getInt32(offset, true)
  }

  private setStopValue(value: Constant): void {
    this.state.view.setBigInt64(ENGINE.value, BigInt(value), true)
  }

  private setFlags({ flags, inputs }: SetFlagsStatement): Outcome {
    const values = inputs.map((input) => this.value(input))
    flags.parameters.forEach((parameter, index) => {
      this.bind(parameter, values[index])
    })
    this.state.setRegister(flags.file, flags.index, this.value(flags.word))
    return NEXT
  }

  private load(statement: LoadStatement): Outcome {
    const offset = this.offsetLoaded(statement)
    if (offset === undefined) return this.block(statement.missing, statement.target)
    this.bind(statement.target, loadValue(this.state.view, offset, statement.access))
    return NEXT
  }

  /** Host offset that a load reads; undefined when it is not all in memory. */
  protected offsetLoaded(statement: LoadStatement): number | undefined {
    const address = BigInt.asUintN(64, BigInt(unsigned(this.value(statement.address))))
    const region = this.state.regionAt(statement.space, address, statement.access.bytes)
    return region && region.offset + Number(address - region.start)
  }

  private store(statement: StoreStatement): Outcome {
    const address = BigInt.asUintN(64, BigInt(unsigned(this.value(statement.address))))
    const { bytes } = statement.access
    const region = this.state.regionAt(statement.space, address, bytes)
    if (region === undefined || !region.writable) return this.block(statement.missing)
    const offset = region.offset + Number(address - region.start)
    storeValue(this.state.view, offset, this.value(statement.value), statement.access)
    this.stored(offset, bytes)
    return NEXT
  }

  private loop(condition: Block, body: Block): Outcome {
    for (;;) {
      const test = this.block(condition)
      if (test.kind !== 'next') return test
      if (condition.result === undefined || !this.value(condition.result)) return NEXT
      const outcome = this.block(body)
      if (outcome.kind !== 'next') return outcome
    }
  }

  private call({ routine, values, target }: CallStatement): Outcome {
    const inputs = values.map((value) => this.value(value))
    routine.parameters.forEach((parameter, index) => {
      this.bind(parameter, inputs[index])
    })
    return this.block(routine.body(), target)
  }

  private callHost({ call, values, target }: HostStatement): Outcome {
    const result = this.state.host(call)(...values.map((value) => this.value(value)))
    if (call.mayBlock && this.state.view.getInt32(ENGINE.blocked, true) !== 0) {
      this.state.view.setInt32(ENGINE.blocked, 0, true)
      return { kind: 'stop', code: STOP.blocked }
    }
    this.bind(target, result)
    return NEXT
  }
}

const unsigned = (value: Constant): Constant =>
  typeof value === 'bigint' ? BigInt.asUintN(64, value) : value >>> 0

/** The number that an access reads at a host offset, in normal form. */
export function loadValue(view: DataView, offset: number, { bytes, order, signed, type }: Access): Constant {
  const little = order === 'little'
  const raw =
    bytes === 8
      ? view.getBigUint64(offset, little)
      : BigInt(
          bytes === 4
            ? view.getUint32(offset, little)
            : bytes === 2
              ? view.getUint16(offset, little)
              : view.getUint8(offset),
        )
  return normalise(type, signed ? BigInt.asIntN(bytes * 8, raw) : raw)
}

function storeValue(view: DataView, offset: number, value: Constant, { bytes, order }: Access): void {
  const raw = BigInt.asUintN(64, BigInt(value))
  for (let index = 0; index < bytes; index++) {
    const position = order === 'little' ? index : bytes - 1 - index
    view.setUint8(offset + position, Number((raw >> BigInt(8 * index)) & 0xffn))
  }
}
