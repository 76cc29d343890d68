// One machine instance: state, engine, host functions. What embedders hold in their hands.

import {
  type Constant,
  ENGINE,
  type GuestAccess,
  type HostImplementation,
  type Machine,
  type Region,
  type RegisterFile,
  type Space,
} from '../core/index.js'
import { AvailableEngines, type Warn } from './available.js'
import { type Engine, type EngineName, type ModuleListener, STOP, type StopCode } from './engine.js'
import { DEFAULT_TUNING, type Tuning } from './jit/tuning.js'
import { type Snapshot, snapshotOf, takeSnapshot } from './snapshot.js'
import { MachineState } from './state.js'

/**
 * An engine by name, or `auto`: the fastest one that this host allows; it starts by interpreting and compiles what that pays
 * for. Where WebAssembly computes wrongly, a slower engine takes the place of the one that was asked for.
 */
export type EngineChoice = EngineName | 'auto'

/** How a run ended. `pc` is the next instruction, or the failing one after a trap. */
export type Stop =
  | { readonly kind: 'fuel' | 'halted' | 'blocked' | 'breakpoint'; readonly pc: bigint }
  | { readonly kind: 'exit'; readonly pc: bigint; readonly status: number }
  | {
      readonly kind: 'trap'
      readonly pc: bigint
      readonly trap: string
      readonly message: string
      readonly value: bigint
    }

/** What surrounds a machine. */
export interface VirtualMachineOptions {
  /** Directly accessible memory; everything else goes through the host functions. */
  readonly regions: readonly Region[]
  readonly host: (guest: GuestAccess) => Readonly<Record<string, HostImplementation>>
  /** State outside the machine that belongs into snapshots. */
  readonly devices?: { readonly save: () => unknown; readonly restore: (saved: unknown) => void }
  readonly engine?: EngineChoice
  /** Switches and thresholds of the JIT; they never change a result. */
  readonly tuning?: Partial<Tuning>
  /** Is shown every WebAssembly module that engines make. */
  readonly onModule?: ModuleListener
  /** Is told when an engine is replaced by a slower one because WebAssembly computes wrongly on this host. */
  readonly warn?: Warn
}

/**
 * Instructions per call of an engine: few at first, so that what became hot is compiled soon, then always twice as many up to
 * a limit. V8 replaces generated code by its optimised version only at calls, so that must not be far away either.
 */
const FIRST_SLICE = 1 << 16
const LONGEST_SLICE = 1 << 20

/** A machine with its state, running on an engine of choice. */
export class VirtualMachine {
  readonly state: MachineState
  private readonly engines: AvailableEngines
  private engine: Engine

  constructor(
    readonly machine: Machine,
    private readonly options: VirtualMachineOptions,
  ) {
    const guest: GuestAccess = {
      block: () => this.state.view.setInt32(ENGINE.blocked, 1, true),
      register: (name) => this.register(name),
      setRegister: (name, value) => this.setRegister(name, value),
    }
    this.state = new MachineState(machine, options.regions, options.host(guest))
    const { tuning, onModule, warn } = options
    const engineOptions = { tuning: { ...DEFAULT_TUNING, ...tuning }, onModule }
    this.engines = new AvailableEngines(this.state, engineOptions, warn)
    this.engine = this.engineFor(options.engine ?? 'auto')
    this.reset()
  }

  /** Name of the engine in use. */
  get engineName(): EngineName {
    return this.engine.name
  }

  /** Goes on with another engine; the state stays exactly as it is. */
  useEngine(choice: EngineChoice): void {
    this.engine = this.engineFor(choice)
    this.engine.invalidate(0, this.state.layout.bytes)
    this.engine.breakpointsChanged()
  }

  private engineFor(choice: EngineChoice): Engine {
    return choice === 'auto' ? this.engines.fastest() : this.engines.named(choice)
  }

  /** Address of the next instruction. */
  get pc(): bigint {
    return this.state.pc
  }

  set pc(address: bigint) {
    this.state.pc = address
  }

  /** Instructions executed since the last reset. */
  get retired(): number {
    return this.state.retired
  }

  /** Returns registers, pc and the instruction count to their initial values. Memory and devices stay as they are. */
  reset(): void {
    const { layout, view } = this.state
    this.state.bytes.fill(0, 0, layout.guestStart)
    for (const { register, value } of this.machine.initial)
      this.state.setRegister(register.file, register.index, value)
    view.setInt32(ENGINE.finished, 0, true)
  }

  /**
   * Runs at most `fuel` instructions. A machine that halted or exited gives that stop again, at once. Never throws
   * because of what the guest does.
   */
  run(fuel = Number.MAX_SAFE_INTEGER): Stop {
    const finished = this.state.view.getInt32(ENGINE.finished, true) as StopCode
    if (finished !== STOP.fuel) return this.describe(finished)
    let left = Math.max(0, Math.floor(fuel))
    let longest = FIRST_SLICE
    for (let first = true; left > 0; first = false) {
      if (!first && this.state.breakpoints.has(this.state.pc)) return this.describe(STOP.breakpoint)
      const slice = Math.min(left, longest)
      const code = this.runSlice(slice)
      if (code !== STOP.fuel) return this.describe(code)
      left -= slice
      longest = Math.min(2 * longest, LONGEST_SLICE)
    }
    return this.describe(STOP.fuel)
  }

  private runSlice(slice: number): StopCode {
    const { state } = this
    const { view } = state
    view.setBigInt64(ENGINE.limit, BigInt(state.retired + slice), true)
    view.setInt32(ENGINE.fuel, slice, true)
    const code = this.engine.run(slice)
    if (code === STOP.halted || code === STOP.exit) state.view.setInt32(ENGINE.finished, code, true)
    return code
  }

  private describe(code: StopCode): Stop {
    const { pc, view } = this.state
    const value = BigInt.asUintN(64, view.getBigInt64(ENGINE.value, true))
    switch (code) {
      case STOP.exit:
        return { kind: 'exit', pc, status: Number(value & 0xffn) }
      case STOP.trap: {
        const trap = this.machine.traps()[view.getInt32(ENGINE.trap, true)]
        const message = trap.message
          .replace('{value}', `${value}`)
          .replace('{value:hex}', `0x${value.toString(16)}`)
        return { kind: 'trap', pc, trap: trap.name, message, value }
      }
      case STOP.halted:
        return { kind: 'halted', pc }
      case STOP.blocked:
        return { kind: 'blocked', pc }
      case STOP.breakpoint:
        return { kind: 'breakpoint', pc }
      case STOP.fuel:
        return { kind: 'fuel', pc }
    }
  }

  /** Value of a register by its guest name: i32 and i64 as unsigned numbers. */
  register(name: string): Constant {
    const { file, index } = this.find(name)
    const value = this.state.register(file, index)
    if (file.type === 'f64') return value
    return typeof value === 'bigint' ? BigInt.asUintN(64, value) : value >>> 0
  }

  /** Assigns a register by its guest name; values wrap to its width. */
  setRegister(name: string, value: Constant): void {
    const { file, index } = this.find(name)
    this.state.setRegister(file, index, value)
  }

  private find(name: string): { readonly file: RegisterFile; readonly index: number } {
    for (const file of this.machine.registers) {
      const index = file.names.indexOf(name)
      if (index >= 0) return { file, index }
    }
    throw new RangeError(`${this.machine.name} has no register called ${name}`)
  }

  /** Guest's bytes from `address` on. Throws a `RangeError` outside directly accessible memory. */
  readMemory(space: Space, address: bigint, bytes: number): Uint8Array {
    const region = this.regionOrThrow(space, address, bytes)
    const at = Number(address - region.start)
    return Uint8Array.from({ length: bytes }, (_, index) => this.state.guestByte(region, at + index))
  }

  /** Replaces guest's bytes, read-only memory included. Throws a `RangeError` outside directly accessible memory. */
  writeMemory(space: Space, address: bigint, contents: Uint8Array): void {
    if (contents.length > 0) this.fillMemory(space, address, contents.length, contents)
  }

  /** Sets `bytes` guest's bytes to `contents` followed by zeros. */
  fillMemory(space: Space, address: bigint, bytes: number, contents: Uint8Array): void {
    const region = this.regionOrThrow(space, address, bytes)
    const at = Number(address - region.start)
    const given = contents.subarray(0, bytes)
    given.forEach((byte, index) => {
      this.state.setGuestByte(region, at + index, byte)
    })
    this.state.clearGuestBytes(region, at + given.length, at + bytes)
    // In whole words, because bytes may lie elsewhere in the word than the guest says.
    const word = space.wordBytes ?? 1
    const first = at - (at % word)
    this.engine.invalidate(region.offset + first, Math.ceil((at + bytes - first) / word) * word)
  }

  private regionOrThrow(space: Space, address: bigint, bytes: number) {
    const region = this.state.regionAt(space, address, bytes)
    if (region === undefined) {
      throw new RangeError(
        `${bytes} bytes at 0x${address.toString(16)} are not all in memory of ${space.name}`,
      )
    }
    return region
  }

  /** Stops runs before the instructions at these addresses; the first instruction of a run is exempt. */
  setBreakpoints(addresses: Iterable<bigint>): void {
    this.state.breakpoints.clear()
    for (const address of addresses) this.state.breakpoints.add(address)
    this.engine.breakpointsChanged()
  }

  /** A copy of everything: registers, memory, counters, devices. */
  snapshot(): Snapshot {
    return takeSnapshot(this.state, this.options.devices?.save())
  }

  /** Continues from a snapshot of the same machine on the same memory layout. Throws a `RangeError` otherwise. */
  restore(snapshot: Snapshot): void {
    const bytes = snapshotOf(this.state, snapshot)
    // The devices first: they may refuse, and then nothing has changed.
    this.options.devices?.restore(snapshot.devices)
    this.state.bytes.set(bytes)
    this.engine.invalidate(0, this.state.layout.bytes)
  }
}
