// A board: components in order, mapped into the machine's space; memory directly, devices through the bus.

import {
  type BoardView,
  type Component,
  type HostServices,
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
  private memory: BoardMemory | undefined

  constructor(
    plan: readonly PlannedComponent<Facts>[],
    readonly space: Space,
    private readonly host: HostServices,
  ) {
    this.components = plan.map(({ component }) => component)
    this.map = new MemoryMap(this.components.map(bytesOf))
    const mapped = plan.flatMap(({ mapped }, index) => (mapped ? [index] : []))
    const results = this.map.mapContiguously(mapped)
    this.results = mapped.map((component, index) => ({ component, result: results[index] }))
    this.states = this.components.map((component) => this.initialState(component))
  }

  private initialState({ behaviour }: Component): unknown {
    return behaviour.kind === 'device' ? behaviour.device.reset(this.host) : undefined
  }

  /** The directly accessible memory of the board: what a machine is built with. */
  regions(): readonly Region[] {
    return this.map.mappings.flatMap(({ component, start }) => {
      const { behaviour } = this.components[component]
      if (behaviour.kind !== 'memory') return []
      const { bytes, writable } = behaviour.memory
      return [{ space: this.space, start, bytes, writable }]
    })
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
    return behaviour.device.read(this.states[mapping.component], relative(mapping, address), this.host)
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
        this.host,
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

  /** Resets every component in order. */
  resetAll(): void {
    for (let index = 0; index < this.components.length; index++) this.reset(index)
  }

  /** The devices' states as plain data, for snapshots. */
  save(): unknown {
    return structuredClone(this.states)
  }

  /** Takes back what `save` gave. */
  restore(saved: unknown): void {
    if (!Array.isArray(saved) || saved.length !== this.states.length) {
      throw new RangeError('the saved device states do not belong to this board')
    }
    structuredClone(saved).forEach((state: unknown, index: number) => {
      this.states[index] = state
    })
  }
}

const relative = (mapping: Mapping, address: number): number => (address >>> 0) - Number(mapping.start)
