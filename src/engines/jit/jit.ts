// The JIT engine: the interpreter finds hot code and enters regions; this compiles, links and drops them.

import { ENGINE, type Machine, type RegisterFile } from '../../core/index.js'
import type { Engine, ModuleListener, StopCode } from '../engine.js'
import { InterpreterEngine, type Tier } from '../interpreter/interpreter.js'
import type { FlagsLeft } from '../interpreter/plan.js'
import type { MachineState } from '../state.js'
import { CHECK_MODES } from './calls.js'
import { flagsModule, type RegionGroup, regionModule, stubModule } from './compile.js'
import { EntryAnchors } from './entry-anchors.js'
import { MOST_LEAVES } from './flag-kinds.js'
import { type RegionFlags, regionFlags } from './flags.js'
import { Refusals } from './refusals.js'
import type { Region } from './region.js'
import { RegionGroups } from './region-groups.js'
import { registerNumbers } from './register-numbers.js'
import { type Situation, situationOf } from './situation.js'
import { Translations } from './translations.js'
import type { Tuning } from './tuning.js'

/** Kind and leaves of a flags register. */
const FLAGS_BYTES = 4 * (1 + MOST_LEAVES)
/** Bytes before them: the generation counter. */
const HEADER_BYTES = 16
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
  /** Hot addresses that are not compiled yet, and what operand stacks looked like there. */
  private readonly pending = new Map<bigint, readonly number[] | undefined>()
  private readonly entryAnchors: EntryAnchors
  private readonly refusals = new Refusals()
  private readonly groups: RegionGroups
  /** What `offsetOf` found. */
  private readonly offsets = new Map<number, number>()
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
    this.entryAnchors = new EntryAnchors(state)
    this.groups = new RegionGroups(state, tuning, this.translations)
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
    if (this.pending.size > 0) this.compilePending()
    const code = this.interpreter.run(fuel)
    if (!this.isWarm()) this.warmUp(fuel)
    return code
  }

  private isWarm(): boolean {
    return (executedCold.get(this.state.machine) ?? 0) >= this.tuning.warmUp
  }

  /** What was hot before is perhaps over when compiling begins: jumps are counted anew. */
  private warmUp(executed: number): void {
    const { machine } = this.state
    executedCold.set(machine, (executedCold.get(machine) ?? 0) + executed)
    if (this.isWarm()) this.interpreter.coolDown()
  }

  invalidate(offset: number, bytes: number): void {
    this.groups.forget()
    this.entryAnchors.forget()
    this.refusals.forget()
    this.translations.dropOverlapping(offset, bytes)
    this.interpreter.invalidate(offset, bytes)
    // Other code, other heat.
    this.interpreter.coolDown()
  }

  breakpointsChanged(): void {
    this.groups.forget()
    this.translations.dropAll()
    this.interpreter.breakpointsChanged()
  }

  stored(offset: number, bytes: number): void {
    this.groups.forget()
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
    if (!this.isWarm() || this.groups.refuses(address)) return
    // A region that was compiled for other modes does not run.
    if (this.translations.has(address))
      this.translations.dropForOtherModes(address, situationOf(this.state, this.tuning).key)
    if (this.translations.has(address)) return
    this.pending.set(address, this.tuning.keepStacks ? this.entryAnchors.at(address) : undefined)
    if (this.pending.size >= this.tuning.batch) this.compilePending()
  }

  /** A region that is of no use as things are makes room for one that is; too little fuel is no reason. */
  refused(address: bigint): void {
    if (this.translations.dropForOtherModes(address, situationOf(this.state, this.tuning).key))
      return this.interpreter.coolDown()
    const compiledFor = this.translations.anchorsAt(address)
    if (compiledFor !== undefined && this.entryAnchors.refused(address, compiledFor)) {
      this.translations.dropAt(address)
      return this.interpreter.coolDown()
    }
    const { view, retired } = this.state
    if (view.getInt32(ENGINE.fuel, true) < this.tuning.mostInstructions) return
    if (!this.refusals.note(address, retired)) return
    this.groups.refuse(address)
    this.translations.dropAt(address)
  }

  /** Compiles a module's worth of what is hot; the rest waits for the next time. */
  private compilePending(): void {
    const now = situationOf(this.state, this.tuning)
    if (!now.canProve) return this.pending.clear()
    const groups = this.groups.take(this.pending, now)
    if (groups.length > 0) this.compile(groups, now)
  }

  private compile(groups: readonly RegionGroup[], { key, modes }: Situation): void {
    const { state, translations, tuning } = this
    const regions = groups.flat()
    if (translations.isFull || translations.size + regions.length > tuning.mostRegions) translations.clear()
    // Code that guests can write needs checks from now on, also in the stores of the regions compiled here.
    if (regions.some(dependsOnWritable)) this.codeBecameWritable()
    const common = {
      modes,
      checksStores: this.codeIsWritable,
      codePages: this.interpreter.codePages,
      generation: this.generation,
      offsetOf: (file: RegisterFile, number: number) => this.offsetOf(file, number),
    }
    const placeOf = tuning.linkCalls ? (target: bigint) => translations.placeOf(target) : undefined
    const bytes = regionModule(state, groups, common, placeOf, tuning.passRegisters)
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

  /** Host offset of a register while no region runs, by its number. */
  private offsetOf(file: RegisterFile, number: number): number {
    const known = this.offsets.get(number)
    if (known !== undefined) return known
    const index = number - registerNumbers(this.state.machine).first(file)
    const place = this.flags.findIndex((flags) => flags.file === file)
    const offset = place < 0 ? this.state.registerOffset(file, index) : this.flagsOffset(place) + 4 * index
    this.offsets.set(number, offset)
    return offset
  }

  /** Teaches the functions that compute flags the kinds that came up since the last time. */
  private updateFlagFunctions(): void {
    const kinds = this.flags.reduce((sum, { kinds }) => sum + kinds.kinds.length, 0)
    if (kinds === this.kindsKnown) return
    this.kindsKnown = kinds
    const exports = this.instantiate('flags', flagsModule(this.flags, kinds), {})
    for (const place of this.flags.keys()) this.table.set(place, exports[`${place}`] as never)
  }
}

const dependsOnWritable = ({ graph, memory }: Region): boolean =>
  memory.writable ||
  graph.blocks.some(({ steps }) => steps.some(({ dependencies }) => dependencies.length > 0))

/** Names a module after the regions in it. */
const nameOf = ([{ entry }, ...others]: readonly Region[]): string =>
  `region-0x${entry.toString(16)}${others.length === 0 ? '' : `-and-${others.length}-more`}`
