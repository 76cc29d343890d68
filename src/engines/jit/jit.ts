// The JIT engine: the interpreter finds hot code and enters regions; this compiles, links and drops them.

import { type Constant, known, type Machine, specialise } from '../../core/index.js'
import type { Engine, ModuleListener, StopCode } from '../engine.js'
import { InterpreterEngine, type Tier } from '../interpreter/interpreter.js'
import type { FlagsLeft } from '../interpreter/plan.js'
import type { MachineState } from '../state.js'
import { flagsModule, regionModule, stubModule } from './compile.js'
import { CHECK_MODES, type RegionParts } from './emit.js'
import { MOST_LEAVES } from './flag-kinds.js'
import { regionFlags } from './flags.js'
import { keyOf, modeRegisters } from './modes.js'
import { findRegion, type Region } from './region.js'
import { modeValue, type Translated } from './translate.js'
import { Translations } from './translations.js'
import type { Tuning } from './tuning.js'

/** Kind and leaves of a flags register. */
const FLAGS_BYTES = 4 * (1 + MOST_LEAVES)
/** Bytes before them: the generation counter. */
const HEADER_BYTES = 16
/** Most regions that are compiled together. */
const MOST_IN_GROUP = 16
/** Most translated instructions kept for later regions. */
const MOST_CACHED = 50_000

/** Compiles hot code to WebAssembly. */
export class JitEngine implements Engine, Tier {
  readonly name = 'jit'
  readonly threshold: number
  readonly entryDepth = CHECK_MODES
  readonly flagNumbers = MOST_LEAVES
  private readonly interpreter: InterpreterEngine
  private readonly translations: Translations
  /** Host offset of an i32 that changes whenever translations are dropped. */
  private readonly generation: number
  private readonly flags: RegionParts['flags']
  /** Instructions translated in the modes `cachedModes`, also those that cannot be compiled. */
  private readonly cache = new Map<bigint, Translated | undefined>()
  private cachedModes = ''
  /** Kinds that the functions which compute flags know. */
  private kindsKnown = 0
  /** Whether guests could overwrite code that was decoded or translated. */
  private codeIsWritable = false

  constructor(
    private readonly state: MachineState,
    private readonly tuning: Tuning,
    private readonly onModule?: ModuleListener,
  ) {
    const { machine } = state
    this.threshold = tuning.threshold
    this.generation = state.allocate(HEADER_BYTES + FLAGS_BYTES * machine.flags.length)
    this.flags = regionFlags(machine).map((registers, place) => ({
      registers,
      offset: this.generation + HEADER_BYTES + FLAGS_BYTES * place,
      place,
    }))
    const { stub } = this.instantiate('stub', stubModule(machine), {})
    this.translations = new Translations(machine.flags.length, stub, (entries) => this.forgetEntries(entries))
    this.interpreter = new InterpreterEngine(state, this, onModule)
  }

  private instantiate(
    name: string,
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ): Record<string, unknown> {
    this.onModule?.({ name, bytes })
    const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
    const host = { memory: this.state.memory, ...imports }
    return new WebAssembly.Instance(module, { host } as never).exports as Record<string, unknown>
  }

  get table(): WebAssembly.Table {
    return this.translations.table
  }

  run(fuel: number): StopCode {
    return this.interpreter.run(fuel)
  }

  invalidate(offset: number, bytes: number): void {
    this.cache.clear()
    this.translations.dropOverlapping(offset, bytes)
    this.interpreter.invalidate(offset, bytes)
    // Other code, other heat.
    this.interpreter.coolDown()
  }

  breakpointsChanged(): void {
    this.cache.clear()
    this.translations.dropAll()
    this.interpreter.breakpointsChanged()
  }

  stored(offset: number, bytes: number): void {
    this.cache.clear()
    this.interpreter.forget(offset, bytes)
    this.translations.overwritten(offset, bytes)
  }

  /** Dropped regions: running ones notice the generation, records decode their instructions again. */
  private forgetEntries(entries: readonly bigint[]): void {
    const { view, machine } = this.state
    view.setInt32(this.generation, view.getInt32(this.generation, true) + 1, true)
    for (const entry of entries) {
      const memory = this.state.regionAt(machine.fetch().space, entry, 1)
      if (memory !== undefined) this.interpreter.forget(memory.offset + Number(entry - memory.start), 1)
    }
  }

  /** Flags registers as regions leave them behind. */
  get flagsLeft(): readonly FlagsLeft[] {
    return this.flags.map(({ registers: { kinds }, offset, place }) => ({
      register: this.state.registerOffset(kinds.flags.file, kinds.flags.index),
      offset,
      place,
    }))
  }

  recordsForgotten(): void {
    this.cache.clear()
    this.translations.dropAll()
  }

  codeBecameWritable(): void {
    if (this.codeIsWritable) return
    this.codeIsWritable = true
    this.translations.dropAll()
  }

  regionAt(address: bigint): number | undefined {
    return this.translations.regionAt(address)
  }

  hot(address: bigint): void {
    const { machine } = this.state
    if (this.translations.has(address)) return
    const registers = this.tuning.speculateOnModes ? modeRegisters(machine) : []
    const modes = registers.map((register) => ({
      register,
      value: this.state.register(register.file, register.index),
    }))
    const byKey = new Map<string, Constant>(modes.map(({ register, value }) => [keyOf(register), value]))
    if (!fetchIsDirect(machine, byKey)) return
    const regions = this.regionsFrom(address, byKey)
    if (regions.length > 0) this.compile(regions, modes)
  }

  /** The region at an address and those it calls, as far as they can be compiled and are not. */
  private regionsFrom(address: bigint, modes: ReadonlyMap<string, Constant>): readonly Region[] {
    const surroundings = {
      modes,
      tuning: this.tuning,
      isCompiled: (target: bigint) => this.translations.has(target),
      cache: this.cacheFor(modes),
    }
    const regions: Region[] = []
    const seen = new Set<bigint>()
    const pending = [address]
    for (let at = pending.shift(); at !== undefined && regions.length < MOST_IN_GROUP; at = pending.shift()) {
      if (seen.has(at) || this.translations.has(at)) continue
      seen.add(at)
      const region = findRegion(this.state, at, surroundings)
      if (region === undefined || this.translations.isUnstable(region)) continue
      regions.push(region)
      if (this.tuning.linkCalls) pending.push(...region.callees)
    }
    return regions
  }

  /** Translated instructions of these modes; they are kept until memory or modes change. */
  private cacheFor(modes: ReadonlyMap<string, Constant>): Map<bigint, Translated | undefined> {
    const key = [...modes].join(' ')
    if (key !== this.cachedModes || this.cache.size > MOST_CACHED) this.cache.clear()
    this.cachedModes = key
    return this.cache
  }

  private compile(regions: readonly Region[], modes: RegionParts['modes']): void {
    const { state, translations, tuning } = this
    if (translations.isFull || translations.size + regions.length > tuning.mostRegions) translations.clear()
    // Code that guests can write needs checks from now on, also in the stores of the regions compiled here.
    if (regions.some(({ memory }) => memory.writable)) this.codeBecameWritable()
    const common = {
      modes,
      flags: this.flags,
      checksStores: this.codeIsWritable,
      codePages: this.interpreter.codePages,
      generation: this.generation,
    }
    const placeOf = tuning.linkCalls ? (target: bigint) => translations.placeOf(target) : undefined
    const bytes = regionModule(state, regions, common, placeOf)
    this.updateFlagFunctions()
    const exports = this.instantiate(`region-0x${regions[0].entry.toString(16)}`, bytes, {
      ...this.interpreter.dispatchers,
      stored: (offset: number, count: number) => this.stored(offset, count),
    })
    const { ranges } = translations.add(regions, (entry) => exports[`${entry}`])
    for (const [first, end] of ranges) this.interpreter.markCode(first, end - first)
    for (const { entry, memory } of regions) {
      this.interpreter.forget(memory.offset + Number(entry - memory.start), 1)
    }
  }

  /** Teaches the functions that compute flags the kinds that came up since the last time. */
  private updateFlagFunctions(): void {
    const kinds = this.flags.reduce((sum, { registers }) => sum + registers.kinds.kinds.length, 0)
    if (kinds === this.kindsKnown) return
    this.kindsKnown = kinds
    const exports = this.instantiate('flags', flagsModule(this.flags), {})
    for (const { place } of this.flags) this.table.set(place, exports[`${place}`] as never)
  }
}

/** Whether code is fetched unchecked in these modes: then a region, which guards them, need not check either. */
function fetchIsDirect(machine: Machine, modes: ReadonlyMap<string, Constant>): boolean {
  const { direct, locate } = machine.fetch()
  if (direct === undefined) return locate === undefined
  const { result } = specialise(direct, { read: (statement) => modeValue(statement, modes) })
  return result !== undefined && known(result) === 1
}
