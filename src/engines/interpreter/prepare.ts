// What interpreters of one machine have in common: variants, and modules by memory layout. Made once and kept.

import type { Decoded, Instruction, Machine } from '../../core/index.js'
import type { ModuleListener } from '../engine.js'
import type { MachineState } from '../state.js'
import { FlagsDeferral } from './deferral.js'
import { generateInterpreter } from './generate.js'
import { NeededVariants } from './needed-variants.js'
import { type Flavour, HANDLER, type Plan, RECORD, type TierFacts } from './plan.js'
import type { Handled } from './run-code.js'
import { largestRecord } from './slots.js'
import type { Variant, VariantOptions } from './variants.js'

/** Handler numbers behind `HANDLER.first`: two for bytes that are no instruction, then the variants. */
export const ILLEGAL = HANDLER.first
export const TRUNCATED = HANDLER.first + 1

/** A version of an instruction and the number under which records name it. */
export interface Handler {
  readonly variant: Variant
  readonly handler: number
}

/** The part of an interpreter that does not depend on the layout of memory. */
export interface Prepared {
  readonly deferral: FlagsDeferral
  readonly handled: readonly Handled[]
  /** The versions of each instruction in the order in which to try them. */
  readonly handlers: ReadonlyMap<Instruction, readonly Handler[]>
  /** False if none of the versions for what is common can accept a decoded instruction. */
  readonly isUsual: (decoded: Decoded) => boolean
  readonly modules: Map<string, WebAssembly.Module>
}

/** Modules kept per set of handlers; the oldest goes first. */
const MOST_MODULES = 16

const repertoires = new WeakMap<Machine, Map<Flavour, Repertoire>>()

/**
 * Handlers for these instructions and for all that were asked for before: the versions for what is common, or with the
 * general ones as well.
 */
export function prepare(
  machine: Machine,
  flavour: Flavour,
  instructions: readonly Decoded[],
  general: boolean,
): Prepared {
  const all = repertoires.get(machine) ?? new Map<Flavour, Repertoire>()
  repertoires.set(machine, all)
  const repertoire = all.get(flavour) ?? new Repertoire(machine, RECORD.slots[flavour])
  all.set(flavour, repertoire)
  return repertoire.prepare(instructions, general)
}

/**
 * The instructions that programs for one machine were found to contain, with the versions that they need. It only ever
 * grows, so that machines that run one after the other soon share one module.
 */
class Repertoire {
  private readonly deferral: FlagsDeferral
  private readonly options: VariantOptions
  /** What `ILLEGAL` and `TRUNCATED` execute. */
  private readonly noInstruction: readonly Handled[]
  private readonly variants = new Map<Instruction, NeededVariants>()
  /** For the versions as they are now, by whether the general ones are among them. */
  private readonly prepared = new Map<boolean, Prepared>()

  constructor(
    private readonly machine: Machine,
    firstSlot: number,
  ) {
    this.deferral = new FlagsDeferral(machine.flags)
    this.options = { rewriting: this.deferral.rewriting, firstSlot }
    this.noInstruction = [machine.illegal(), machine.truncated()].map((block) => ({
      block: this.deferral.rewrite(block),
      slots: [],
      length: machine.illegalLength,
    }))
  }

  prepare(instructions: readonly Decoded[], general: boolean): Prepared {
    if (this.grow(instructions)) this.prepared.clear()
    const made = this.prepared.get(general) ?? this.make(general)
    this.prepared.set(general, made)
    return made
  }

  /** An instruction that turns out to need more versions than before gets all: it shall not happen again. */
  private grow(instructions: readonly Decoded[]): boolean {
    const before = new Set(this.variants.keys())
    let grows = false
    for (const decoded of instructions) {
      const { instruction } = decoded
      const variants = this.variants.get(instruction) ?? this.begin(instruction)
      const adds = before.has(instruction) ? variants.complete(decoded) : variants.add(decoded)
      grows ||= adds
    }
    return grows || this.variants.size > before.size
  }

  private begin(instruction: Instruction): NeededVariants {
    const variants = new NeededVariants(this.machine, instruction, this.options)
    this.variants.set(instruction, variants)
    return variants
  }

  private make(general: boolean): Prepared {
    const handled = [...this.noInstruction]
    const handlers = new Map<Instruction, readonly Handler[]>()
    for (const instruction of this.machine.instructions) {
      const variants = this.variants.get(instruction)?.all(general)
      if (variants === undefined) continue
      const list = variants.map((variant): Handler => {
        const { block, slots } = variant
        const number = handled.push({ block, slots, length: instruction.encoding.length })
        return { variant, handler: ILLEGAL + number - 1 }
      })
      handlers.set(instruction, list)
    }
    return { deferral: this.deferral, handled, handlers, isUsual: this.isUsual, modules: new Map() }
  }

  private readonly isUsual = (decoded: Decoded): boolean =>
    this.variants.get(decoded.instruction)?.isUsual(decoded) ?? true
}

/** Bytes of the largest record that any instruction of a machine can need. */
export function largestRecordOf({ instructions }: Machine, flavour: Flavour): number {
  return Math.max(8, ...instructions.map((instruction) => largestRecord(instruction, RECORD.slots[flavour])))
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
