// The JIT engine: the interpreter finds hot code and enters regions; this compiles, links and drops them.

import { type Constant, known, type Machine, specialise } from '../../core/index.js'
import type { Engine, StopCode } from '../engine.js'
import { InterpreterEngine, type Tier } from '../interpreter/interpreter.js'
import { CODE_PAGE_BITS, type FlagsLeft } from '../interpreter/plan.js'
import type { MachineState } from '../state.js'
import { finderFunction } from '../wasm/access.js'
import { FunctionCode } from '../wasm/code.js'
import { ModuleBuilder } from '../wasm/module.js'
import { CHECK_MODES, emitRegion, type RegionParts } from './emit.js'
import { FLAGS_PARAMETERS, flagsFunction } from './flag-functions.js'
import { MOST_LEAVES } from './flag-kinds.js'
import { regionFlags } from './flags.js'
import { keyOf, modeRegisters } from './modes.js'
import { findRegion, type Region } from './region.js'
import { modeValue } from './translate.js'
import type { Tuning } from './tuning.js'

/** Regions that were compiled together; they call each other directly and are dropped together. */
interface Group {
  readonly entries: readonly bigint[]
  /** Host offsets of the bytes they were translated from, as [first, end). */
  readonly ranges: readonly (readonly [number, number])[]
}

/** Kind and leaves of a flags register. */
const FLAGS_BYTES = 4 * (1 + MOST_LEAVES)

/** Most regions that are compiled together. */
const MOST_IN_GROUP = 16
/** After so many translations of a page were overwritten it is left to the interpreter. */
const MOST_DROPS = 8

/** What a region returns for an address that is not compiled. No call can return there. */
const NOWHERE = 1n

/** Compiles hot code to WebAssembly. */
export class JitEngine implements Engine, Tier {
  readonly name = 'jit'
  readonly threshold: number
  readonly entryDepth = CHECK_MODES
  readonly table: WebAssembly.Table
  private readonly interpreter: InterpreterEngine
  /** Places in the table by address; those that are not compiled hold the stub. */
  private readonly places = new Map<bigint, number>()
  private readonly compiled = new Map<bigint, Group>()
  private readonly byPage = new Map<number, Set<Group>>()
  private readonly drops = new Map<number, number>()
  private readonly stub: unknown
  /** Host offset of the generation counter. */
  private readonly generation: number
  private readonly flags: RegionParts['flags']
  /** Kinds that the functions which compute flags know. */
  private kindsKnown = 0
  /** Whether guests could overwrite code that was decoded or translated. */
  private codeIsWritable = false

  constructor(
    private readonly state: MachineState,
    private readonly tuning: Tuning,
  ) {
    this.threshold = tuning.threshold
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: 256 })
    this.generation = state.allocate(16 + FLAGS_BYTES * state.machine.flags.length)
    this.flags = regionFlags(state.machine).map((registers, place) => ({
      registers,
      offset: this.generation + 16 + FLAGS_BYTES * place,
      place,
    }))
    this.interpreter = new InterpreterEngine(state, this)
    this.stub = this.makeStub()
  }

  run(fuel: number): StopCode {
    return this.interpreter.run(fuel)
  }

  invalidate(offset: number, bytes: number): void {
    this.dropOverlapping(offset, bytes)
    this.interpreter.invalidate(offset, bytes)
    // Other code, other heat.
    this.interpreter.coolDown()
  }

  breakpointsChanged(): void {
    this.dropAll()
    this.interpreter.breakpointsChanged()
  }

  stored(offset: number, bytes: number): void {
    this.interpreter.forget(offset, bytes)
    for (const group of this.dropOverlapping(offset, bytes)) this.noteDrop(group)
  }

  /** Flags registers as regions leave them behind. */
  get flagsLeft(): readonly FlagsLeft[] {
    return this.flags.map(({ registers: { kinds }, offset, place }) => ({
      register: this.state.registerOffset(kinds.flags.file, kinds.flags.index),
      offset,
      numbers: MOST_LEAVES,
      place,
    }))
  }

  codeBecameWritable(): void {
    if (this.codeIsWritable) return
    this.codeIsWritable = true
    this.dropAll()
  }

  regionAt(address: bigint): number | undefined {
    return this.compiled.has(address) ? this.places.get(address) : undefined
  }

  hot(address: bigint): void {
    if (this.compiled.has(address)) return
    const { machine } = this.state
    const registers = this.tuning.speculateOnModes ? modeRegisters(machine) : []
    const modes = registers.map((register) => ({
      register,
      value: this.state.register(register.file, register.index),
    }))
    const byKey = new Map<string, Constant>(modes.map(({ register, value }) => [keyOf(register), value]))
    if (!fetchIsDirect(machine, byKey)) return
    const regions = this.regionsFrom(address, byKey)
    if (regions.length === 0) return
    if (this.compiled.size + regions.length > this.tuning.mostRegions) this.dropAll()
    this.compileGroup(regions, modes)
  }

  /** The region at an address and those it calls, as far as they can be compiled and are not. */
  private regionsFrom(address: bigint, modes: ReadonlyMap<string, Constant>): readonly Region[] {
    const regions: Region[] = []
    const seen = new Set<bigint>()
    const pending = [address]
    for (let at = pending.shift(); at !== undefined && regions.length < MOST_IN_GROUP; at = pending.shift()) {
      if (seen.has(at) || this.compiled.has(at)) continue
      seen.add(at)
      const region = findRegion(this.state, at, modes, this.tuning)
      if (region === undefined || this.isUnstable(region)) continue
      regions.push(region)
      if (this.tuning.linkCalls) pending.push(...region.callees)
    }
    return regions
  }

  private isUnstable(region: Region): boolean {
    return pagesOf(rangesOf(region)).some((page) => (this.drops.get(page) ?? 0) >= MOST_DROPS)
  }

  private placeOf(address: bigint): number {
    const found = this.places.get(address)
    if (found !== undefined) return found
    const place = this.flags.length + this.places.size
    if (place >= this.table.length) this.table.grow(this.table.length)
    this.table.set(place, this.stub as never)
    this.places.set(address, place)
    return place
  }

  private compileGroup(regions: readonly Region[], modes: RegionParts['modes']): void {
    const { state } = this
    const module = new ModuleBuilder()
    const stored = module.importFunction('stored', ['i32', 'i32'], [])
    module.importTable()
    const { pc } = state.machine
    const regionType = module.typeIndex(['i32', 'i32'], [pc, 'i32'])
    const flagsType = module.typeIndex(FLAGS_PARAMETERS, ['i32'])
    // Code that guests can write needs checks from now on, also in the stores of the regions compiled here.
    if (regions.some(({ memory }) => memory.writable)) this.codeBecameWritable()
    const functions = new Map(
      regions.map(({ entry }) => [entry, module.declare(['i32', 'i32'], [pc, 'i32'])]),
    )
    const finders = new Map<string, number>()
    const parts: RegionParts = {
      state,
      modes,
      regionType,
      stored,
      flags: this.flags,
      flagsType,
      checksStores: this.codeIsWritable,
      codePages: this.interpreter.codePages,
      generation: this.generation,
      nowhere: NOWHERE,
      callee: (address) => this.calleeOf(address, functions),
      finder: (space, bytes, writing) => {
        const key = `${space.name} ${bytes} ${writing}`
        const found = finders.get(key)
        if (found !== undefined) return found
        const index = module.declare([space.address], ['i32'])
        finders.set(key, index)
        module.define(index, finderFunction(state.layout.regions, space, bytes, writing))
        return index
      },
    }
    for (const region of regions) {
      const index = functions.get(region.entry) as number
      module.define(index, emitRegion(region, parts))
      module.exportFunction(`${region.entry}`, index)
    }
    const bytes = module.finish()
    this.updateFlagFunctions()
    this.install(regions, bytes)
  }

  /** Teaches the functions that compute flags the kinds that came up since the last time. */
  private updateFlagFunctions(): void {
    const kinds = this.flags.reduce((sum, { registers }) => sum + registers.kinds.kinds.length, 0)
    if (kinds === this.kindsKnown) return
    this.kindsKnown = kinds
    const module = new ModuleBuilder()
    for (const { registers, place } of this.flags) {
      const index = module.declare(FLAGS_PARAMETERS, ['i32'])
      module.define(index, flagsFunction(registers.kinds.kinds))
      module.exportFunction(`${place}`, index)
    }
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(module.finish() as Uint8Array<ArrayBuffer>),
      { host: { memory: this.state.memory } } as never,
    )
    for (const { place } of this.flags) this.table.set(place, exports[`${place}`] as never)
  }

  private calleeOf(
    address: bigint,
    functions: ReadonlyMap<bigint, number>,
  ): ReturnType<RegionParts['callee']> {
    if (!this.tuning.linkCalls) return undefined
    const direct = functions.get(address)
    return direct === undefined
      ? { kind: 'table', index: this.placeOf(address) }
      : { kind: 'function', index: direct }
  }

  private install(regions: readonly Region[], bytes: Uint8Array): void {
    const host = {
      memory: this.state.memory,
      table: this.table,
      stored: (offset: number, count: number) => this.stored(offset, count),
    }
    const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
    const { exports } = new WebAssembly.Instance(module, { host } as never)
    const ranges = regions.flatMap(rangesOf)
    const group: Group = { entries: regions.map(({ entry }) => entry), ranges }
    for (const page of pagesOf(ranges)) {
      const groups = this.byPage.get(page)
      if (groups === undefined) this.byPage.set(page, new Set([group]))
      else groups.add(group)
    }
    for (const [first, end] of ranges) this.interpreter.markCode(first, end - first)
    for (const { entry, memory } of regions) {
      this.compiled.set(entry, group)
      this.table.set(this.placeOf(entry), exports[`${entry}`] as never)
      this.interpreter.forget(memory.offset + Number(entry - memory.start), 1)
    }
  }

  private dropOverlapping(offset: number, bytes: number): readonly Group[] {
    const groups = new Set<Group>()
    const pages = ((offset + bytes - 1) >>> CODE_PAGE_BITS) - (offset >>> CODE_PAGE_BITS)
    if (pages > this.byPage.size)
      for (const list of this.byPage.values()) for (const group of list) groups.add(group)
    else {
      for (let page = offset >>> CODE_PAGE_BITS; page <= (offset + bytes - 1) >>> CODE_PAGE_BITS; page++) {
        for (const group of this.byPage.get(page) ?? []) groups.add(group)
      }
    }
    const hit = [...groups].filter(({ ranges }) =>
      ranges.some(([first, end]) => offset < end && first < offset + bytes),
    )
    for (const group of hit) this.drop(group)
    return hit
  }

  private noteDrop({ ranges }: Group): void {
    for (const page of pagesOf(ranges)) this.drops.set(page, (this.drops.get(page) ?? 0) + 1)
  }

  private dropAll(): void {
    for (const group of new Set(this.compiled.values())) this.drop(group)
  }

  private drop(group: Group): void {
    const { view } = this.state
    view.setInt32(this.generation, view.getInt32(this.generation, true) + 1, true)
    for (const entry of group.entries) {
      this.compiled.delete(entry)
      this.table.set(this.placeOf(entry), this.stub as never)
      const memory = this.state.regionAt(this.state.machine.fetch().space, entry, 1)
      if (memory !== undefined) this.interpreter.forget(memory.offset + Number(entry - memory.start), 1)
    }
    for (const page of pagesOf(group.ranges)) this.byPage.get(page)?.delete(group)
  }

  private makeStub(): unknown {
    const { pc } = this.state.machine
    const module = new ModuleBuilder()
    const index = module.declare(['i32', 'i32'], [pc, 'i32'])
    const code = new FunctionCode(['i32', 'i32'])
    module.define(index, (pc === 'i64' ? code.i64(NOWHERE) : code.i32(Number(NOWHERE))).get(1))
    module.exportFunction('stub', index)
    const bytes = module.finish() as Uint8Array<ArrayBuffer>
    const host = { memory: this.state.memory }
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { host } as never).exports.stub
  }
}

/** Whether code is fetched unchecked in these modes: then a region, which guards them, need not check either. */
function fetchIsDirect(machine: Machine, modes: ReadonlyMap<string, Constant>): boolean {
  const { direct, locate } = machine.fetch()
  if (direct === undefined) return locate === undefined
  const { result } = specialise(direct, { read: (statement) => modeValue(statement, modes) })
  return result !== undefined && known(result) === 1
}

/** Host offsets of the instructions of a region, joined where they touch. */
function rangesOf({ instructions, memory }: Region): readonly (readonly [number, number])[] {
  const sorted = [...instructions.values()]
    .map(({ address, length }): [number, number] => {
      const first = memory.offset + Number(address - memory.start)
      return [first, first + length]
    })
    .sort((a, b) => a[0] - b[0])
  const joined: [number, number][] = []
  for (const [first, end] of sorted) {
    const last = joined[joined.length - 1]
    if (last !== undefined && first <= last[1]) last[1] = Math.max(last[1], end)
    else joined.push([first, end])
  }
  return joined
}

function pagesOf(ranges: readonly (readonly [number, number])[]): readonly number[] {
  const pages = new Set<number>()
  for (const [first, end] of ranges) {
    for (let page = first >>> CODE_PAGE_BITS; page <= (end - 1) >>> CODE_PAGE_BITS; page++) pages.add(page)
  }
  return [...pages]
}
