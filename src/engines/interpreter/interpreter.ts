// The interpreter engine: generated WebAssembly, records decoded on demand, single steps by the reference engine.

import {
  type Decoded,
  ENGINE,
  type HostCall,
  type HostImplementation,
  type PlacedRegion,
  type Undecoded,
} from '../../core/index.js'
import { type Engine, type ModuleListener, STOP, type StopCode } from '../engine.js'
import { ReferenceEngine } from '../reference/reference.js'
import type { MachineState } from '../state.js'
import { CODE_PAGE_BITS, clearGranules, markGranules } from '../wasm/code-pages.js'
import { ModuleBuilder } from '../wasm/module.js'
import { instructionsNearby } from './nearby.js'
import {
  type Flavour,
  fetchRegions,
  HANDLER,
  HEAT_BYTES,
  HOT,
  makePlan,
  type Plan,
  RECORD,
  REFUSED,
  SLOW_LOCATED,
  SLOW_STEP,
  type TierFacts,
  WINDOW_BYTES,
} from './plan.js'
import { compile, ILLEGAL, largestRecordOf, type Prepared, prepare, TRUNCATED } from './prepare.js'
import { importName } from './routines.js'
import { fits } from './variants.js'

/** A window of decoded records. */
interface Window {
  readonly region: PlacedRegion
  /** Distance of the window from the start of its region. */
  readonly distance: number
}

/** Changes of more bytes than this start the whole cache anew. */
const MOST_SINGLE_BYTES = 4096

/** Steps of the reference engine after which handlers that are missing are made. */
const MOST_MISSING = 200

/** Bytes of records after which the cache starts anew. */
const MOST_RECORD_BYTES = 2 ** 26
const POOL_BYTES = 2 ** 20

interface Exports {
  readonly run: (fuel: number) => number
  readonly invalidate: (offset: number, bytes: number) => void
  /** Only with a compiler behind the interpreter: how compiled code reaches the table. */
  readonly callRegion?: unknown
  readonly computeFlags?: unknown
  readonly stored?: unknown
}

/** A compiler that works behind an interpreter. */
export interface Tier extends TierFacts {
  /** Regions by number: functions (depth, fuel) → (pc, fuel). */
  readonly table: WebAssembly.Table
  /** Instructions were decoded from memory that guests can store to. */
  codeBecameWritable(): void
  /** An address became hot. */
  hot(address: bigint): void
  /** The region that begins at the pc did not start. */
  refused(address: bigint): void
  /** The number of the region that begins at an address, if there is one. */
  regionAt(address: bigint): number | undefined
  /** All records are gone, and with them the marks that let stores to compiled code be noticed. */
  recordsForgotten(): void
  /** The guest stored to bytes from which instructions were decoded. */
  stored(offset: number, bytes: number): void
}

/** Runs machines on generated code. Throws when the host does not allow code generation. */
export class InterpreterEngine implements Engine {
  readonly name = 'interpreter'
  private readonly plan: Plan
  /** Made when it is first asked for: by then the program is in memory. */
  private instance: Exports | undefined
  private readonly stepper: ReferenceEngine
  /** What `instance` was made of. */
  private prepared: Prepared | undefined
  private readonly poolBytes: number
  /** Instructions that were decoded and have no handler. */
  private unknown: Decoded[] = []
  private hasGeneral = false
  /** Steps that the reference engine took since the last module was made. */
  private missing = 0
  private readonly windows = new Map<number, Window>()
  /** Pools of record memory; `usedInPool` bytes of the last one are taken. */
  private readonly pools: number[] = []
  private currentPool = 0
  private usedInPool = 0

  constructor(
    private readonly state: MachineState,
    private readonly tier?: Tier,
    private readonly onModule?: ModuleListener,
  ) {
    requireCodeGeneration()
    this.plan = makePlan(state, largestRecordOf(state.machine, this.flavour), this.flavour)
    const { alignBits, recordBits, spareRecords } = this.plan
    this.poolBytes = Math.max(POOL_BYTES, ((WINDOW_BYTES >> alignBits) + spareRecords) << recordBits)
    this.stepper = new ReferenceEngine(state, (offset, bytes) => {
      if (tier === undefined) this.invalidate(offset, bytes)
      else tier.stored(offset, bytes)
    })
  }

  private get flavour(): Flavour {
    return this.tier === undefined ? 'alone' : 'tiered'
  }

  private get exports(): Exports {
    this.instance ??= this.make(instructionsNearby(this.state))
    return this.instance
  }

  /** A module with handlers for these instructions. */
  private make(instructions: readonly Decoded[]): Exports {
    const prepared = prepare(this.state.machine, this.flavour, instructions, this.hasGeneral)
    this.prepared = prepared
    return this.instantiate(compile(this.state, this.plan, prepared, this.tier, this.onModule))
  }

  /** Adds the handlers that a program has shown to need, and those that it seems to need where it is now. */
  private addHandlers(): void {
    this.hasGeneral ||= this.unknown.some((decoded) => this.prepared?.isUsual(decoded) === false)
    this.instance = this.make([...this.unknown, ...instructionsNearby(this.state)])
    this.unknown = []
    this.missing = 0
    this.forgetEverything()
  }

  private instantiate(module: WebAssembly.Module): Exports {
    const { state } = this
    const host: Record<string, unknown> = {
      memory: state.memory,
      decode: (ip: number, records: number) => this.decode(ip, records),
      isBreakpoint: (pc: number | bigint) => Number(state.breakpoints.has(unsigned(pc))),
      newWindow: (region: number, index: number) => this.newWindow(region, index),
    }
    if (this.tier !== undefined) {
      host.table = this.tier.table
      host.stored = (offset: number, bytes: number) => this.tier?.stored(offset, bytes)
    }
    for (const call of state.machine.hostCalls()) host[importName(call)] = importable(call, state.host(call))
    const instance = new WebAssembly.Instance(module, { host } as never)
    return instance.exports as unknown as Exports
  }

  run(fuel: number): StopCode {
    const { state } = this
    // The first instruction of a run ignores a breakpoint on it.
    let left = fuel
    if (state.breakpoints.size > 0 && state.breakpoints.has(state.pc)) {
      const code = this.stepper.step()
      if (code !== STOP.fuel || --left === 0) return code
    }
    for (;;) {
      const code = this.exports.run(left)
      if (code === HOT) {
        this.tier?.hot(state.pc)
        left = state.view.getInt32(ENGINE.fuel, true)
        continue
      }
      if (code !== SLOW_STEP && code !== SLOW_LOCATED && code !== REFUSED) return code as StopCode
      if (code === REFUSED) this.tier?.refused(state.pc)
      const stop = code === SLOW_LOCATED ? this.stepper.step(this.located()) : this.stepper.step()
      if (code !== REFUSED && ++this.missing >= MOST_MISSING && this.unknown.length > 0) this.addHandlers()
      left = state.view.getInt32(ENGINE.fuel, true)
      if (stop !== STOP.fuel || left === 0) return stop
    }
  }

  /** The address that the generated code fetched from but could not execute. */
  private located(): bigint {
    const { machine, view } = this.state
    const { located } = this.plan
    return machine.pc === 'i64' ? view.getBigUint64(located, true) : BigInt(view.getUint32(located, true))
  }

  /** Whether there can be records and counters: nothing was decoded and no jump counted before there is a module. */
  private get hasStarted(): boolean {
    return this.instance !== undefined
  }

  invalidate(offset: number, bytes: number): void {
    if (!this.hasStarted) return
    for (const region of fetchRegions(this.state)) {
      const first = Math.max(offset, region.offset)
      const end = Math.min(offset + bytes, region.offset + region.bytes)
      if (first >= end || !this.hasCode(first, end)) continue
      if (end - first > MOST_SINGLE_BYTES) return this.forgetEverything()
      this.exports.invalidate(first, end - first)
    }
  }

  /** Whether instructions were decoded from the pages of these bytes. */
  private hasCode(first: number, end: number): boolean {
    const { codePages } = this.plan
    const pages = this.state.bytes.subarray(
      codePages + (first >>> CODE_PAGE_BITS),
      codePages + ((end - 1) >>> CODE_PAGE_BITS) + 1,
    )
    return pages.some((page) => page !== 0)
  }

  /** Functions through which compiled code calls regions, computes flags, and tells that it stored near code. */
  get dispatchers(): {
    readonly callRegion: unknown
    readonly computeFlags: unknown
    readonly stored: unknown
  } {
    const { callRegion, computeFlags, stored } = this.exports
    return { callRegion, computeFlags, stored }
  }

  /** Counts jumps from the beginning. */
  coolDown(): void {
    if (!this.hasStarted) return
    this.state.bytes.fill(0, this.plan.heat, this.plan.heat + HEAT_BYTES)
  }

  /** Forgets the records of instructions that overlap these bytes. */
  forget(offset: number, bytes: number): void {
    this.instance?.invalidate(offset, bytes)
  }

  /** Marks pages from which a compiler translated, so that stores to them are noticed. */
  markCode(offset: number, bytes: number): void {
    if (this.tier !== undefined && this.isWritable(offset)) this.tier.codeBecameWritable()
    for (let page = offset >>> CODE_PAGE_BITS; page <= (offset + bytes - 1) >>> CODE_PAGE_BITS; page++) {
      this.state.bytes[this.plan.codePages + page] = 1
    }
    if (this.tier !== undefined) markGranules(this.state.bytes, this.plan.codeGranules, offset, bytes)
  }

  private isWritable(offset: number): boolean {
    return this.state.layout.regions.some(
      (region) => region.writable && offset >= region.offset && offset < region.offset + region.bytes,
    )
  }

  /** Where the byte per page lies that says whether instructions were decoded from it. */
  get codePages(): number {
    return this.plan.codePages
  }

  breakpointsChanged(): void {
    this.state.view.setInt32(this.plan.watched, Number(this.state.breakpoints.size > 0), true)
    if (this.hasStarted) this.forgetEverything()
  }

  private forgetEverything(): void {
    const { directory, codePages, directoryEntries } = this.plan
    const pages = this.state.layout.bytes >> CODE_PAGE_BITS
    this.state.bytes.fill(0, directory, directory + 4 * directoryEntries)
    if (this.tier !== undefined) this.clearGranules(codePages, pages)
    this.state.bytes.fill(0, codePages, codePages + pages + 1)
    this.windows.clear()
    this.currentPool = 0
    this.usedInPool = 0
    this.tier?.recordsForgotten()
  }

  private clearGranules(codePages: number, pages: number): void {
    const { bytes } = this.state
    for (
      let at = bytes.indexOf(1, codePages);
      at >= 0 && at <= codePages + pages;
      at = bytes.indexOf(1, at + 1)
    ) {
      clearGranules(bytes, this.plan.codeGranules, at - codePages)
    }
  }

  /** Makes an empty window and enters it into the directory; returns the offset of its records. */
  private newWindow(regionIndex: number, index: number): number {
    const { state, plan } = this
    const region = fetchRegions(state)[regionIndex]
    const distance = index * WINDOW_BYTES
    const units = Math.min(WINDOW_BYTES, region.bytes - distance) >> plan.alignBits
    const recordBytes = 1 << plan.recordBits
    const bytes = (units + plan.spareRecords) * recordBytes
    const records = this.recordMemory(bytes)
    state.bytes.fill(0, records, records + bytes)
    for (let spare = 0; spare < plan.spareRecords; spare++) {
      state.view.setUint16(records + (units + spare) * recordBytes, HANDLER.windowEnd, true)
    }
    this.windows.set(records, { region, distance })
    state.view.setInt32(plan.directory + 4 * (plan.firstEntry[regionIndex] + index), records, true)
    return records
  }

  private recordMemory(bytes: number): number {
    if (this.pools.length === 0 || this.usedInPool + bytes > this.poolBytes) this.nextPool()
    const offset = this.pools[this.currentPool] + this.usedInPool
    this.usedInPool += bytes
    return offset
  }

  /** Goes on in the next pool; starts the whole cache anew when all pools are full. */
  private nextPool(): void {
    if (this.pools.length > 0 && (this.currentPool + 2) * this.poolBytes > MOST_RECORD_BYTES) {
      return this.forgetEverything()
    }
    if (this.usedInPool > 0) this.currentPool++
    if (this.currentPool >= this.pools.length) this.pools.push(this.state.allocate(this.poolBytes))
    this.usedInPool = 0
  }

  /** Fills the record at `ip`, which lies in the window whose records start at `records`. */
  private decode(ip: number, records: number): void {
    const { state, plan } = this
    const { region, distance } = this.windows.get(records) as Window
    const at = distance + (((ip - records) >> plan.recordBits) << plan.alignBits)
    const { decoder } = state.machine
    const bytes = Uint8Array.from({ length: Math.min(decoder.longest, region.bytes - at) }, (_, index) =>
      state.guestByte(region, at + index),
    )
    const decoded = decoder.decode(bytes)
    const length = typeof decoded === 'string' ? bytes.length : decoded.instruction.encoding.length
    this.markCode(region.offset + at, length)
    const address = region.start + BigInt(at)
    const handler = this.handlerAt(address, decoded, ip)
    const compiled = handler >= HANDLER.first ? this.tier?.regionAt(address) : undefined
    if (compiled !== undefined) state.view.setInt32(ip + RECORD.region, compiled, true)
    state.view.setUint16(ip + RECORD.handler, compiled === undefined ? handler : HANDLER.region, true)
  }

  /** The handler for what was decoded; stores its operands in the record. */
  private handlerAt(address: bigint, decoded: Decoded | Undecoded, ip: number): number {
    if (this.state.breakpoints.has(address)) return HANDLER.breakpoint
    if (decoded === 'illegal') return ILLEGAL
    if (decoded === 'truncated') return TRUNCATED
    const handlers = this.prepared?.handlers.get(decoded.instruction)
    const found = handlers?.find(({ variant }) => fits(variant.assumptions, decoded))
    if (found === undefined) {
      this.unknown.push(decoded)
      return HANDLER.slow
    }
    for (const { operand, part, offset, bytes, scale } of found.variant.slots) {
      const number =
        part === 'form' ? BigInt(decoded.forms[operand]) : decoded.numbers[operand] * BigInt(scale)
      if (bytes === 2) this.state.view.setUint16(ip + offset, Number(BigInt.asUintN(16, number)), true)
      else if (bytes === 4) this.state.view.setUint32(ip + offset, Number(BigInt.asUintN(32, number)), true)
      else this.state.view.setBigUint64(ip + offset, BigInt.asUintN(64, number), true)
    }
    return found.handler
  }
}

/** Throws where code must not be generated: engines are chosen when they are made, modules are made later. */
function requireCodeGeneration(): void {
  new WebAssembly.Module(new ModuleBuilder().finish() as Uint8Array<ArrayBuffer>)
}

const unsigned = (address: number | bigint): bigint =>
  typeof address === 'bigint' ? BigInt.asUintN(64, address) : BigInt(address >>> 0)

/** A blocking function yields nothing, which WebAssembly cannot convert to an i64. */
function importable({ result }: HostCall, implementation: HostImplementation): HostImplementation {
  return result === 'i64' ? (...values) => implementation(...values) ?? 0n : implementation
}
