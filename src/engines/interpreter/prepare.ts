// What interpreters of one machine have in common: variants, and modules by memory layout. Made once and kept.

import type { Instruction, Machine } from '../../core/index.js'
import type { ModuleListener } from '../engine.js'
import type { MachineState } from '../state.js'
import { FlagsDeferral } from './deferral.js'
import { generateInterpreter } from './generate.js'
import { type Flavour, HANDLER, type Plan, RECORD, type TierFacts } from './plan.js'
import type { Handled } from './run-code.js'
import { largestRecord } from './slots.js'
import { type Variant, variantsOf } from './variants.js'

/** Handler numbers behind `HANDLER.first`: two for bytes that are no instruction, then the variants. */
export const ILLEGAL = HANDLER.first
export const TRUNCATED = HANDLER.first + 1
const FIRST_VARIANT = HANDLER.first + 2

/** The machine-wide part of an interpreter. */
export interface Prepared {
  readonly deferral: FlagsDeferral
  readonly handled: readonly Handled[]
  /** The versions of each instruction in the order in which to try them. */
  readonly handlers: ReadonlyMap<
    Instruction,
    readonly { readonly variant: Variant; readonly handler: number }[]
  >
  /** Bytes of the largest record. */
  readonly largestRecord: number
  readonly modules: Map<string, WebAssembly.Module>
}

/** Modules kept per machine; the oldest goes first. */
const MOST_MODULES = 16

const prepared = new WeakMap<Machine, Map<string, Prepared>>()

/** The variants of a machine's instructions: the usual ones, or with the general ones as well. */
export function prepare(machine: Machine, flavour: Flavour, general: boolean): Prepared {
  const key = `${flavour} ${general}`
  const all = prepared.get(machine) ?? new Map<string, Prepared>()
  prepared.set(machine, all)
  const found = all.get(key)
  if (found !== undefined) return found
  const made = make(machine, RECORD.slots[flavour], general)
  all.set(key, made)
  return made
}

function make(machine: Machine, firstSlot: number, general: boolean): Prepared {
  const deferral = new FlagsDeferral(machine.flags)
  const variants = machine.instructions.map((instruction) =>
    variantsOf(machine, instruction, { rewriting: deferral.rewriting, firstSlot, general }),
  )
  let handler = FIRST_VARIANT
  const handlers = machine.instructions.map((instruction, index) => {
    const list = variants[index].map((variant) => ({ variant, handler: handler++ }))
    return [instruction, list] as const
  })
  const noInstruction = [machine.illegal(), machine.truncated()].map(
    (block): Handled => ({ block: deferral.rewrite(block), slots: [], length: machine.illegalLength }),
  )
  return {
    deferral,
    handled: [
      ...noInstruction,
      ...variants
        .flat()
        .map(({ block, slots, instruction }) => ({ block, slots, length: instruction.encoding.length })),
    ],
    handlers: new Map(handlers),
    largestRecord: Math.max(
      8,
      ...machine.instructions.map((instruction) => largestRecord(instruction, firstSlot)),
    ),
    modules: new Map(),
  }
}

/** The module for a state's memory layout; with a compiler's facts, one that finds hot code and enters regions. */
export function compile(
  state: MachineState,
  plan: Plan,
  { deferral, handled, modules }: Prepared,
  tier: TierFacts | undefined,
  onModule?: ModuleListener,
): WebAssembly.Module {
  const regions = state.layout.regions.map(({ space, start, bytes, writable, offset }) =>
    [space.name, start, bytes, writable, offset].join(),
  )
  const key = [...regions, plan.directory, plan.heat, tier?.threshold].join(' ')
  // Whoever wants to see modules sees also those that an earlier machine made.
  const found = onModule === undefined ? modules.get(key) : undefined
  if (found !== undefined) return found
  const bytes = generateInterpreter(state, plan, deferral, handled, tier)
  onModule?.({ name: 'interpreter', bytes })
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
  if (modules.size >= MOST_MODULES) modules.delete(modules.keys().next().value as string)
  modules.set(key, module)
  return module
}
