// Modules of the JIT: a group of regions, the functions that compute flags, the stub.

import type { Machine } from '../../core/index.js'
import type { MachineState } from '../state.js'
import { finderFunction } from '../wasm/access.js'
import { ByteWriter } from '../wasm/bytes.js'
import { FunctionCode } from '../wasm/code.js'
import { ModuleBuilder } from '../wasm/module.js'
import { OP, type WasmType } from '../wasm/opcodes.js'
import { NOT_BEGUN } from './calls.js'
import { SetPool } from './dataflow.js'
import { RegionWriter } from './emit.js'
import { entryFunction, typesPassed } from './entry.js'
import { FLAGS_PARAMETERS, flagsFunction } from './flag-functions.js'
import type { RegionFlags } from './flags.js'
import { linkGroup } from './linking.js'
import type { Region } from './region.js'
import { RegionAnalysis } from './region-analysis.js'
import { type Callee, REGION_PARAMETERS, type RegionParts } from './region-parts.js'

/** The pc that the stub returns; no call is compiled that returns there. The mark in its fuel says what it means. */
export const NOWHERE = 1n

/** Bytes that the functions of a module get to begin with. */
const BODIES = 1 << 16

/** What the regions of a module have in common, besides what the module itself provides. */
export type CommonParts = Omit<
  RegionParts,
  'state' | 'callRegion' | 'computeFlags' | 'stored' | 'nowhere' | 'callee' | 'finder' | 'sets' | 'bodies'
>

/** Regions that call each other directly, because they are dropped together. */
export type RegionGroup = readonly Region[]

/**
 * The module of some groups of regions; it exports each region under its address. `placeOf` is undefined when calls are
 * not linked; `passRegisters` lets the regions of a group pass registers to each other.
 */
export function regionModule(
  state: MachineState,
  groups: readonly RegionGroup[],
  common: CommonParts,
  placeOf: ((address: bigint) => number) | undefined,
  passRegisters: boolean,
): Uint8Array {
  const module = new ModuleBuilder()
  const results: readonly WasmType[] = [state.machine.pc, 'i32']
  const stored = module.importFunction('stored', ['i32', 'i32'], [])
  const callRegion = module.importFunction('callRegion', [...REGION_PARAMETERS, 'i32'], results)
  const computeFlags = module.importFunction('computeFlags', [...FLAGS_PARAMETERS, 'i32'], ['i32'])
  const callees = new Map<bigint, Callee>()
  const parts: RegionParts = {
    ...common,
    state,
    callRegion,
    computeFlags,
    stored,
    nowhere: NOWHERE,
    finder: findersOf(state, module),
    sets: new SetPool(),
    bodies: new ByteWriter(BODIES),
    callee: (address) => {
      if (placeOf === undefined) return undefined
      return callees.get(address) ?? { kind: 'table', index: placeOf(address), anchors: undefined }
    },
  }
  for (const group of groups) {
    parts.sets.clear()
    callees.clear()
    const analyses = group.map((region) => new RegionAnalysis(region, parts))
    if (passRegisters) linkGroup(analyses)
    for (const analysis of analyses) {
      const { entry, stacks } = analysis.region
      const index = module.declare(REGION_PARAMETERS, results)
      callees.set(entry, { kind: 'function', index, anchors: stacks?.entry })
      module.exportFunction(`${entry}`, index)
      if (analysis.parameters !== undefined)
        analysis.direct = module.declare([...REGION_PARAMETERS, ...typesPassed(analysis)], results)
    }
    for (const analysis of analyses) {
      const { index } = callees.get(analysis.region.entry) as Callee
      const writer = new RegionWriter(analysis)
      if (analysis.direct === undefined) module.define(index, writer.write())
      else {
        module.define(index, entryFunction(writer, analysis.direct))
        module.define(analysis.direct, writer.write())
      }
    }
  }
  return module.finish()
}

/** Functions that find regions of memory, written when first asked for. */
function findersOf(state: MachineState, module: ModuleBuilder): RegionParts['finder'] {
  const finders = new Map<string, number>()
  return ({ space, bytes, writing }) => {
    const key = `${space.name} ${bytes} ${writing}`
    const found = finders.get(key)
    if (found !== undefined) return found
    const index = module.declare([space.address], ['i32'])
    finders.set(key, index)
    module.define(index, finderFunction(state.layout.regions, space, bytes, writing))
    return index
  }
}

/** The latest modules that compute flags, which machines of one kind share, and how many kinds those know. */
const flagsModules = new WeakMap<
  readonly RegionFlags[],
  { readonly kinds: number; readonly bytes: Uint8Array }
>()

/** The module of the functions that compute flags of so many kinds; it exports each under its place in the table. */
export function flagsModule(flags: readonly RegionFlags[], kinds: number): Uint8Array {
  const latest = flagsModules.get(flags)
  if (latest?.kinds === kinds) return latest.bytes
  const bytes = newFlagsModule(flags)
  flagsModules.set(flags, { kinds, bytes })
  return bytes
}

function newFlagsModule(flags: readonly RegionFlags[]): Uint8Array {
  const module = new ModuleBuilder()
  flags.forEach(({ kinds }, place) => {
    const index = module.declare(FLAGS_PARAMETERS, ['i32'])
    module.define(index, flagsFunction(kinds.kinds))
    module.exportFunction(`${place}`, index)
  })
  return module.finish()
}

/** The module of the stub: a region that stands for whatever is not compiled, does nothing and says so by a mark in the fuel. */
export function stubModule({ pc }: Machine): Uint8Array {
  const module = new ModuleBuilder()
  const index = module.declare(REGION_PARAMETERS, [pc, 'i32'])
  const code = new FunctionCode(REGION_PARAMETERS)
  module.define(
    index,
    (pc === 'i64' ? code.i64(NOWHERE) : code.i32(Number(NOWHERE))).get(1).i32(NOT_BEGUN).op(OP.i32_or),
  )
  module.exportFunction('stub', index)
  return module.finish()
}
