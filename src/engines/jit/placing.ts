// Puts instructions at their places in one memory: decodes them, proves their fetches, and looks up the constants that they load.

import type { Constant, PlacedRegion } from '../../core/index.js'
import type { MachineState } from '../state.js'
import { loadConstants } from './constants.js'
import { type Dependency, proveFetch } from './fetch-proof.js'
import { NO_ANCHORS } from './fixed.js'
import { Placed, type PlacedInstructions } from './placed.js'
import type { Template } from './template.js'
import type { Operation, Translator } from './translator.js'

const NOTHING: readonly Dependency[] = []
const NO_CONSTANTS: readonly Constant[] = []

/** What placing instructions depends on. */
export interface PlacingFacts {
  readonly translator: Translator
  /** Whether fetching is translated, so that every fetch must be proven harmless. */
  readonly provesFetches: boolean
  /** Whether what lies at a host offset is not to be taken as constant. */
  readonly isChanging: (offset: number) => boolean
}

/** How far an address, in normal form, is from the start of a memory; whatever lies outside is never found there. */
export const distanceFrom = ({ start }: PlacedRegion, address: Constant): number =>
  typeof address === 'bigint'
    ? Number(BigInt.asUintN(64, address - start))
    : (address - Number(BigInt.asIntN(32, start))) >>> 0

/** The instructions of one memory, placed when they are asked for. */
export class Placing {
  private readonly narrow: boolean
  private readonly start: number
  private readonly align: number

  constructor(
    private readonly state: MachineState,
    private readonly memory: PlacedRegion,
    private readonly around: PlacingFacts,
    private readonly placed: PlacedInstructions,
  ) {
    this.narrow = state.machine.pc === 'i32'
    this.start = Number(BigInt.asIntN(32, memory.start))
    this.align = state.machine.fetch().align
  }

  /** The guest's address of a distance from the start of memory. */
  address(at: number): bigint {
    return BigInt.asUintN(this.narrow ? 32 : 64, this.memory.start + BigInt(at))
  }

  /** The instruction at a distance; undefined where a region has to end. */
  readonly at = (at: number): Placed | undefined => {
    // An address outside can be anything.
    if (at < 0 || at >= this.memory.bytes) return undefined
    const known = this.placed.get(at)
    if (known !== null) return known
    const step = this.translate(at)
    this.placed.set(at, step)
    return step
  }

  private translate(at: number): Placed | undefined {
    const { memory, state } = this
    if (at % this.align !== 0) return undefined
    if (state.breakpoints.size > 0 && state.breakpoints.has(this.address(at))) return undefined
    const pc = this.constant(at)
    const checked = this.around.provesFetches ? proveFetch(state, pc) : NOTHING
    const operation = checked && this.around.translator.translate(state, memory, at)
    return operation && this.place(operation, at, pc, checked)
  }

  /** Puts an instruction at its place: with the constants that it loads, if they are some. */
  private place(
    { numbers, versions }: Operation,
    at: number,
    pc: Constant,
    checked: readonly Dependency[],
  ): Placed | undefined {
    const { constant, loading } = versions
    const { length } = (loading ?? constant) as Template
    const nextPc = this.constant(at + length)
    const { distance } = this
    if (constant !== undefined) {
      const site = { numbers, pc, nextPc, constants: NO_CONSTANTS, anchors: NO_ANCHORS }
      const loaded = loadConstants(this.state, constant.loads, site, this.around.isChanging)
      if (loaded !== undefined) {
        const dependencies = [...checked, ...loaded.dependencies]
        return new Placed(constant, at, numbers, pc, nextPc, loaded.constants, distance, dependencies)
      }
    }
    return loading && new Placed(loading, at, numbers, pc, nextPc, NO_CONSTANTS, distance, checked)
  }

  /** An address in normal form. */
  private constant(at: number): Constant {
    return this.narrow ? (this.start + at) | 0 : BigInt.asIntN(64, this.memory.start + BigInt(at))
  }

  private readonly distance = (address: Constant): number => distanceFrom(this.memory, address)
}
