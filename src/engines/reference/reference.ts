// The reference engine: walks the recorded semantics, one instruction at a time. Slow and obvious; the oracle.

import { type Block, type Constant, type Decoded, ENGINE, type Machine } from '../../core/index.js'
import { type Engine, STOP, type StopCode } from '../engine.js'
import type { MachineState } from '../state.js'
import type { Environment } from './evaluate.js'
import { Execution, type Outcome } from './execute.js'

/** What was fetched: something to execute, or the end of the instruction during the fetch. */
type Fetched =
  | {
      readonly kind: 'code'
      readonly block: Block
      readonly decoded: Decoded | undefined
      readonly length: number
    }
  | { readonly kind: 'ended'; readonly outcome: Outcome; readonly target: Constant | undefined }

/** Executes one instruction at a time by walking its description. */
export class ReferenceEngine implements Engine {
  readonly name = 'reference'
  private readonly machine: Machine

  constructor(
    private readonly state: MachineState,
    /** Told about stores, for engines that use this one for single steps. */
    private readonly stored: (offset: number, bytes: number) => void = () => undefined,
  ) {
    this.machine = state.machine
  }

  run(fuel: number): StopCode {
    for (let left = fuel; left > 0; left--) {
      if (left < fuel && this.state.breakpoints.has(this.state.pc)) return STOP.breakpoint
      const code = this.step()
      if (code !== STOP.fuel) return code
    }
    return STOP.fuel
  }

  invalidate(): void {
    // Nothing is cached.
  }

  breakpointsChanged(): void {
    // They are looked up at every step.
  }

  /**
   * Executes one instruction and accounts for it. `STOP.fuel` means that the machine can go on. `located` is the address
   * that the pc was already checked and translated to.
   */
  step(located?: bigint): StopCode {
    const { state } = this
    const fuel = state.view.getInt32(ENGINE.fuel, true)
    state.view.setInt32(ENGINE.fuel, fuel - 1, true)
    const pc = state.pc
    const environment = this.environment(pc, pc, undefined)
    const fetched = this.fetch(pc, environment, located)
    if (fetched.kind === 'ended') return this.finish(fetched.outcome, fetched.target, pc, pc, fuel)
    const nextPc = pc + BigInt(fetched.length)
    const execution = new Execution(state, this.environment(pc, nextPc, fetched.decoded), this.stored)
    const outcome = execution.block(fetched.block)
    return this.finish(outcome, execution.target, pc, nextPc, fuel)
  }

  private environment(pc: bigint, nextPc: bigint, decoded: Decoded | undefined): Environment {
    return { temporaries: new Map(), context: { pc, nextPc, counter: BigInt(this.state.retired) }, decoded }
  }

  private finish(
    outcome: Outcome,
    target: Constant | undefined,
    pc: bigint,
    nextPc: bigint,
    fuel: number,
  ): StopCode {
    const code = outcome.kind === 'stop' ? outcome.code : STOP.fuel
    const stays = code === STOP.trap || code === STOP.blocked
    this.state.pc = stays ? pc : target === undefined ? nextPc : BigInt(target)
    if (code === STOP.blocked) this.state.view.setInt32(ENGINE.fuel, fuel, true)
    return code
  }

  private fetch(pc: bigint, environment: Environment, located: bigint | undefined): Fetched {
    const { fetch, machine, state } = {
      fetch: this.machine.fetch(),
      machine: this.machine,
      state: this.state,
    }
    const execution = new Execution(state, environment, this.stored)
    const ended = (outcome: Outcome): Fetched => ({ kind: 'ended', outcome, target: execution.target })
    environment.temporaries.set(fetch.pc, this.signed(pc))
    let address = located ?? pc
    if (fetch.locate !== undefined && located === undefined) {
      const outcome = execution.block(fetch.locate, fetch.address)
      if (outcome.kind !== 'next') return ended(outcome)
      address = this.unsigned(environment.temporaries.get(fetch.address) as Constant)
    }
    const region = state.regionAt(fetch.space, address, 1)
    if (region !== undefined) {
      const at = Number(address - region.start)
      const bytes = Uint8Array.from(
        { length: Math.min(machine.decoder.longest, region.bytes - at) },
        (_, i) => state.guestByte(region, at + i),
      )
      return this.decode(bytes)
    }
    environment.temporaries.set(fetch.address, this.signed(address))
    const outcome = execution.block(fetch.outside, fetch.word)
    if (outcome.kind !== 'next') return ended(outcome)
    return this.decode(this.wordBytes(environment.temporaries.get(fetch.word) as Constant))
  }

  private signed(address: bigint): Constant {
    return this.machine.pc === 'i64' ? BigInt.asIntN(64, address) : Number(BigInt.asIntN(32, address))
  }

  private unsigned(address: Constant): bigint {
    return BigInt.asUintN(this.machine.pc === 'i64' ? 64 : 32, BigInt(address))
  }

  /** A word from outside memory as the bytes it would have in memory. */
  private wordBytes(word: Constant): Uint8Array {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setInt32(0, Number(word), this.machine.fetch().space.order === 'little')
    return bytes
  }

  private decode(bytes: Uint8Array): Fetched {
    const decoded = this.machine.decoder.decode(bytes)
    if (decoded === 'illegal') return this.code(this.machine.illegal(), undefined, this.machine.illegalLength)
    if (decoded === 'truncated') return this.code(this.machine.truncated(), undefined, bytes.length)
    return this.code(decoded.instruction.semantics(), decoded, decoded.instruction.encoding.length)
  }

  private code(block: Block, decoded: Decoded | undefined, length: number): Fetched {
    return { kind: 'code', block, decoded, length }
  }
}
