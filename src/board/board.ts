// A board: components in order, mapped into the machine's space; memory directly, devices through the bus.

import {
  type BoardView,
  type Component,
  type HostServices,
  type KeptState,
  type Placement,
  type PlannedComponent,
  Refusal,
  type Region,
  type Space,
} from '../core/index.js'
import { type Mapping, type MappingError, MemoryMap } from './memory-map.js'

/** Where a board finds its memory components once a machine has been built around it. */
export interface BoardMemory {
  /** Fills the component's memory: `contents`, then zeros. */
  fill(start: bigint, bytes: number, contents: Uint8Array): void
  /** A copy of bytes; undefined when they are not all in memory. */
  read(address: bigint, bytes: number): Uint8Array | undefined
  /** Replaces bytes; says whether they are all in memory that guests can write. */
  write(address: bigint, contents: Uint8Array): boolean
}

const bytesOf = (component: Component): number =>
  component.behaviour.kind === 'memory' ? component.behaviour.memory.bytes : component.behaviour.device.bytes

/** A board of components mapped contiguously from address 0. */
export class Board<Facts = unknown> implements BoardView<Facts> {
  readonly components: readonly Component<Facts>[]
  /** The outcome of mapping each component that was to be mapped. */
  readonly results: readonly { readonly component: number; readonly result: Mapping | MappingError }[]
  private readonly map: MemoryMap
  private readonly states: unknown[]
  private readonly kept: KeptState[] = []
  private memory: BoardMemory | undefined

  constructor(
    plan: readonly PlannedComponent<Facts>[],
    readonly space: Space,
    readonly services: HostServices,
  ) {
    this.components = plan.map(({ component }) => component)
    this.map = new MemoryMap(this.components.map(bytesOf), space)
    const mapped = plan.flatMap(({ mapped }, index) => (mapped ? [index] : []))
    const results = this.map.mapContiguously(mapped)
    this.results = mapped.map((component, index) => ({ component, result: results[index] }))
    this.states = this.components.map((component) => this.initialState(component))
  }

  private initialState({ behaviour }: Component): unknown {
    return behaviour.kind === 'device' ? behaviour.device.reset(this.services) : undefined
  }

  /** The directly accessible memory of the board: what a machine is built with. */
  regions(): readonly Region[] {
    const regions = this.map.mappings.flatMap(({ component, start }): Region[] => {
      const { behaviour } = this.components[component]
      if (behaviour.kind !== 'memory') return []
      const { bytes, writable } = behaviour.memory
      return [{ space: this.space, start, bytes, writable }]
    })
    return this.space.wordBytes === undefined ? joined(regions) : regions
  }

  /** Connects the board to the machine built around it, whose memory is still zero, and powers its memory up. */
  connect(memory: BoardMemory): void {
    this.memory = memory
    for (const { component, start } of this.map.mappings) {
      const { behaviour } = this.components[component]
      if (behaviour.kind !== 'memory' || behaviour.memory.contents.length === 0) continue
      memory.fill(start, behaviour.memory.contents.length, behaviour.memory.contents)
    }
  }

  keep<S extends KeptState>(state: S): S {
    this.kept.push(state)
    return state
  }

  readMemory(address: bigint, bytes: number): Uint8Array | undefined {
    return this.memory?.read(address, bytes)
  }

  writeMemory(address: bigint, contents: Uint8Array): boolean {
    return this.memory?.write(address, contents) ?? false
  }

  private fill(component: number): void {
    const { behaviour } = this.components[component]
    const place = this.map.placement(component)
    if (behaviour.kind !== 'memory' || place === undefined) return
    this.memory?.fill(place.start, behaviour.memory.bytes, behaviour.memory.contents)
  }

  placement(component: number): Placement | undefined {
    return this.map.placement(component)
  }

  read(address: number): number | Refusal {
    const mapping = this.map.at(address)
    if (mapping === undefined) return 0
    const { behaviour } = this.components[mapping.component]
    if (behaviour.kind !== 'device') return 0
    return behaviour.device.read(this.states[mapping.component], relative(mapping, address), this.services)
  }

  write(address: number, word: number): Refusal | undefined {
    const mapping = this.map.at(address)
    if (mapping === undefined) return undefined
    const { behaviour } = this.components[mapping.component]
    if (behaviour.kind === 'device') {
      return behaviour.device.write(
        this.states[mapping.component],
        relative(mapping, address),
        word,
        this.services,
      )
    }
    const { storeRefusal } = behaviour.memory
    return storeRefusal === undefined ? undefined : new Refusal(storeRefusal)
  }

  reset(component: number): void {
    const target = this.components[component]
    this.states[component] = this.initialState(target)
    if (target.behaviour.kind === 'memory' && target.behaviour.memory.clearedByReset) this.fill(component)
  }

  /** Resets every component in order, and what host functions keep. */
  resetAll(): void {
    for (let index = 0; index < this.components.length; index++) this.reset(index)
    for (const kept of this.kept) kept.reset()
  }

  /** The states of devices, and behind them what host functions keep, as plain data for snapshots. */
  save(): unknown {
    return [...structuredClone(this.states), ...this.kept.map((kept) => kept.save())]
  }

  /** Takes back what `save` gave. */
  restore(saved: unknown): void {
    const { states, kept } = this
    if (!Array.isArray(saved) || saved.length !== states.length + kept.length) {
      throw new RangeError('the saved device states do not belong to this board')
    }
    // What is kept comes first: it may refuse, and then no device has changed.
    kept.forEach((each, index) => {
      each.restore(saved[states.length + index])
    })
    structuredClone(saved.slice(0, states.length)).forEach((state: unknown, index: number) => {
      states[index] = state
    })
  }
}

/** Memories side by side as one: where accesses need not be aligned, one may lie across the border. */
function joined(regions: readonly Region[]): readonly Region[] {
  const done: Region[] = []
  for (const region of regions) {
    const last = done.at(-1)
    if (last !== undefined && continues(last, region))
      done[done.length - 1] = { ...last, bytes: last.bytes + region.bytes }
    else done.push(region)
  }
  return done
}

const continues = (region: Region, next: Region): boolean =>
  region.start + BigInt(region.bytes) === next.start && region.writable === next.writable

const relative = (mapping: Mapping, address: number): number => (address >>> 0) - Number(mapping.start)
