// The JIT engine: the interpreter finds hot code and enters regions; this compiles, links and drops them.

import {
  type Constant,
  known,
  type Machine,
  type PlacedRegion,
  type RegisterFile,
  specialise,
} from '../../core/index.js'
import type { Engine, ModuleListener, StopCode } from '../engine.js'
import { InterpreterEngine, type Tier } from '../interpreter/interpreter.js'
import type { FlagsLeft } from '../interpreter/plan.js'
import type { MachineState } from '../state.js'
import { flagsModule, type RegionGroup, regionModule, stubModule } from './compile.js'
import { CHECK_MODES, type RegionParts } from './emit.js'
import { fetchRegisters } from './fetch-proof.js'
import { MOST_LEAVES } from './flag-kinds.js'
import { type RegionFlags, regionFlags } from './flags.js'
import { keyOf, modeRegisters, type RegisterKey } from './modes.js'
import { PlacedInstructions, type Region, RegionFinder, type Surroundings } from './region.js'
import { registerNumbers } from './register-numbers.js'
import { Translations } from './translations.js'
import { modeValue, translatorFor } from './translator.js'
import type { Tuning } from './tuning.js'

/** Kind and leaves of a flags register. */
const FLAGS_BYTES = 4 * (1 + MOST_LEAVES)
/** Bytes before them: the generation counter. */
const HEADER_BYTES = 16
/** Most regions that call each other directly. */
const MOST_IN_GROUP = 16
/** Instructions beyond which a module takes no further group: V8 takes longer than proportionally. */
const FULL_MODULE = 8000

/** Instructions executed so far on machines of a kind of which nothing has been compiled in this process. */
const executedCold = new WeakMap<Machine, number>()

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
  private readonly flags: readonly RegionFlags[]
  /** Hot addresses that are not compiled yet. */
  private readonly pending = new Set<bigint>()
  /** Instructions placed in the modes `placedModes`, by memory. */
  private readonly placed = new Map<PlacedRegion, PlacedInstructions>()
  private placedModes = ''
  /** Hot addresses at which nothing can be compiled as things are. */
  private readonly refused = new Set<bigint>()
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
    this.flags = regionFlags(machine)
    this.translations = new Translations(
      machine.flags.length,
      () => this.instantiate('stub', stubModule(machine), {}).stub,
      (entries) => this.forgetEntries(entries),
    )
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
    if (this.pending.size > 0 && this.isWarm()) this.compilePending()
    const code = this.interpreter.run(fuel)
    const { machine } = this.state
    const executed = executedCold.get(machine) ?? 0
    if (executed < this.tuning.warmUp) executedCold.set(machine, executed + fuel)
    return code
  }

  private isWarm(): boolean {
    return (executedCold.get(this.state.machine) ?? 0) >= this.tuning.warmUp
  }

  invalidate(offset: number, bytes: number): void {
    this.forgetPlaced()
    this.translations.dropOverlapping(offset, bytes)
    this.interpreter.invalidate(offset, bytes)
    // Other code, other heat.
    this.interpreter.coolDown()
  }

  breakpointsChanged(): void {
    this.forgetPlaced()
    this.translations.dropAll()
    this.interpreter.breakpointsChanged()
  }

  stored(offset: number, bytes: number): void {
    this.forgetPlaced()
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

  /** Host offset of the kind of a flags register; the leaves follow. */
  private flagsOffset(place: number): number {
    return this.generation + HEADER_BYTES + FLAGS_BYTES * place
  }

  /** Flags registers as regions leave them behind. */
  get flagsLeft(): readonly FlagsLeft[] {
    return this.flags.map(({ kinds: { flags } }, place) => ({
      register: this.state.registerOffset(flags.file, flags.index),
      offset: this.flagsOffset(place),
      place,
    }))
  }

  recordsForgotten(): void {
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
    if (this.refused.has(address)) return
    // A region that was compiled for other modes does not run.
    if (this.translations.has(address)) this.translations.dropForOtherModes(address, this.situation().key)
    if (this.translations.has(address)) return
    this.pending.add(address)
    if (this.pending.size >= this.tuning.batch && this.isWarm()) this.compilePending()
  }

  /** What translations made now would depend on besides code; undefined when none can be made. */
  private situation(): Situation {
    const { machine } = this.state
    const speculated = this.valuesOf(this.tuning.speculateOnModes ? modeRegisters(machine) : [])
    if (fetchIsDirect(machine, byKeyOf(speculated))) return situation(speculated, false)
    const registers = new Map(speculated.map(({ register }) => [keyOf(register), register]))
    for (const register of fetchRegisters(machine) ?? []) registers.set(keyOf(register), register)
    return situation(this.valuesOf([...registers.values()]), true)
  }

  private valuesOf(registers: readonly RegisterKey[]): RegionParts['modes'] {
    return registers.map((register) => ({
      register,
      value: this.state.register(register.file, register.index),
    }))
  }

  /** Compiles a module's worth of what is hot; the rest waits for the next time. */
  private compilePending(): void {
    const now = this.situation()
    if (now.provesFetches && fetchRegisters(this.state.machine) === undefined) return this.pending.clear()
    const groups = this.groupsFromPending(now)
    if (groups.length > 0) this.compile(groups, now)
  }

  private groupsFromPending({ key, byKey, provesFetches }: Situation): readonly RegionGroup[] {
    // What was placed in code that can change may have changed unnoticed.
    for (const memory of this.placed.keys()) if (memory.writable || provesFetches) this.placed.delete(memory)
    if (key !== this.placedModes) this.forgetPlaced()
    this.placedModes = key
    const surroundings = {
      translator: translatorFor(this.state, byKey),
      tuning: this.tuning,
      provesFetches,
      endsBefore: (address: bigint) => this.endsBefore(address),
    }
    const groups: RegionGroup[] = []
    const taken = new Set<bigint>()
    let size = 0
    for (const address of this.pending) {
      if (size >= FULL_MODULE) break
      this.pending.delete(address)
      const group = this.groupFrom(address, surroundings, taken)
      for (const region of group) size += region.size
      if (group.length > 0) groups.push(group)
      else this.refused.add(address)
    }
    return groups
  }

  /** Whether other regions end before an address, because one begins there and enough of them contain it. */
  private endsBefore(address: bigint): boolean {
    const memory = this.translations.has(address) ? this.memoryAt(address) : undefined
    if (memory === undefined) return false
    const copies = this.translations.copiesOf(memory.offset + Number(address - memory.start))
    return copies >= this.tuning.mostCopies
  }

  private forgetPlaced(): void {
    this.placed.clear()
    this.refused.clear()
  }

  private placedIn(memory: PlacedRegion): PlacedInstructions {
    const found = this.placed.get(memory) ?? new PlacedInstructions()
    this.placed.set(memory, found)
    return found
  }

  private memoryAt(address: bigint) {
    return this.state.regionAt(this.state.machine.fetch().space, address, 1)
  }

  /** The region at an address and those it calls, as far as they can be compiled and are not. */
  private groupFrom(address: bigint, surroundings: Surroundings, taken: Set<bigint>): RegionGroup {
    const regions: Region[] = []
    const pending = [address]
    for (let at = pending.shift(); at !== undefined && regions.length < MOST_IN_GROUP; at = pending.shift()) {
      if (taken.has(at) || this.translations.has(at)) continue
      taken.add(at)
      const memory = this.memoryAt(at)
      const region =
        memory && new RegionFinder(this.state, memory, surroundings, this.placedIn(memory)).find(at)
      if (region === undefined || this.translations.isUnstable(region)) continue
      regions.push(region)
      if (this.tuning.linkCalls) pending.push(...region.callees)
    }
    return regions
  }

  private compile(groups: readonly RegionGroup[], { key, modes }: Situation): void {
    const { state, translations, tuning } = this
    const regions = groups.flat()
    if (translations.isFull || translations.size + regions.length > tuning.mostRegions) translations.clear()
    // Code that guests can write needs checks from now on, also in the stores of the regions compiled here.
    if (regions.some(dependsOnWritable)) this.codeBecameWritable()
    const numbers = registerNumbers(state.machine)
    const common = {
      modes,
      checksStores: this.codeIsWritable,
      codePages: this.interpreter.codePages,
      generation: this.generation,
      offsetOf: (file: RegisterFile, number: number) => this.offsetOf(file, number - numbers.first(file)),
    }
    const placeOf = tuning.linkCalls ? (target: bigint) => translations.placeOf(target) : undefined
    const bytes = regionModule(state, groups, common, placeOf)
    this.updateFlagFunctions()
    const exports = this.instantiate(nameOf(regions), bytes, this.interpreter.dispatchers)
    for (const group of groups) {
      const { ranges } = translations.add(group, key, (entry) => exports[`${entry}`])
      for (const [first, end] of ranges) this.interpreter.markCode(first, end - first)
    }
    for (const { entry, memory } of regions) {
      this.interpreter.forget(memory.offset + Number(entry - memory.start), 1)
    }
  }

  /** Host offset of a register while no region runs. */
  private offsetOf(file: RegisterFile, index: number): number {
    const place = this.flags.findIndex((flags) => flags.file === file)
    return place < 0 ? this.state.registerOffset(file, index) : this.flagsOffset(place) + 4 * index
  }

  /** Teaches the functions that compute flags the kinds that came up since the last time. */
  private updateFlagFunctions(): void {
    const kinds = this.flags.reduce((sum, { kinds }) => sum + kinds.kinds.length, 0)
    if (kinds === this.kindsKnown) return
    this.kindsKnown = kinds
    const exports = this.instantiate('flags', flagsModule(this.flags), {})
    for (const place of this.flags.keys()) this.table.set(place, exports[`${place}`] as never)
  }
}

/** Modes in which code is compiled. */
interface Situation {
  readonly key: string
  readonly modes: RegionParts['modes']
  readonly byKey: ReadonlyMap<string, Constant>
  /** Whether fetching is translated. */
  readonly provesFetches: boolean
}

const byKeyOf = (modes: RegionParts['modes']): ReadonlyMap<string, Constant> =>
  new Map(modes.map(({ register, value }) => [keyOf(register), value]))

function situation(modes: RegionParts['modes'], provesFetches: boolean): Situation {
  const byKey = byKeyOf(modes)
  return { key: [...byKey].join(' '), modes, byKey, provesFetches }
}

const dependsOnWritable = ({ graph, memory }: Region): boolean =>
  memory.writable ||
  graph.blocks.some(({ steps }) => steps.some(({ dependencies }) => dependencies.length > 0))

/** Names a module after the regions in it. */
const nameOf = ([{ entry }, ...others]: readonly Region[]): string =>
  `region-0x${entry.toString(16)}${others.length === 0 ? '' : `-and-${others.length}-more`}`

/** Whether code is fetched unchecked in these modes: then a region, which guards them, need not check either. */
function fetchIsDirect(machine: Machine, modes: ReadonlyMap<string, Constant>): boolean {
  const { direct, locate } = machine.fetch()
  if (direct === undefined) return locate === undefined
  const { result } = specialise(direct, { read: (statement) => modeValue(statement, modes) })
  return result !== undefined && known(result) === 1
}
