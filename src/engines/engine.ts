// The interface behind which all engines stand, and the stops that a run can end in.

import type { Tuning } from './jit/tuning.js'
import type { MachineState } from './state.js'

/** How a run ended, as engines report it. */
export const STOP = {
  /** The fuel is used up. */
  fuel: 0,
  /** The machine halted; it stays halted until it is reset. */
  halted: 1,
  /** The guest ended with an exit status; final as well. */
  exit: 2,
  /** The guest failed; pc is at the failing instruction. */
  trap: 3,
  /** A host call has nothing yet; the instruction did not happen. */
  blocked: 4,
  /** The next instruction has a breakpoint. */
  breakpoint: 5,
} as const

export type StopCode = (typeof STOP)[keyof typeof STOP]

/**
 * Executes a machine's instructions on its state. Engines keep nothing of the guest's state to themselves between calls,
 * so any engine can go on where another one stopped.
 */
export interface Engine {
  readonly name: EngineName
  /**
   * Executes at most `fuel` instructions (1 … 2^31−1). The caller has set `ENGINE.limit` and `ENGINE.fuel`; afterwards
   * pc, fuel, registers and memory are exact.
   */
  run(fuel: number): StopCode
  /** Tells the engine that bytes of the machine's memory changed behind its back. */
  invalidate(offset: number, bytes: number): void
  /** Tells the engine that the set of breakpoints changed. */
  breakpointsChanged(): void
}

/** Names by which engines are chosen. */
export const ENGINE_NAMES = ['reference', 'interpreter', 'jit'] as const
export type EngineName = (typeof ENGINE_NAMES)[number]

/** A WebAssembly module that an engine made. */
export interface GeneratedModule {
  /** What it is: `interpreter`, `region-0x1c4`, …; fit for a file name. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** Is shown every module that an engine makes, before it runs. */
export type ModuleListener = (module: GeneratedModule) => void

/** What engines are told besides the state. */
export interface EngineOptions {
  readonly tuning: Tuning
  readonly onModule?: ModuleListener | undefined
}

/** Makes an engine for a state. */
export type EngineFactory = (state: MachineState, options: EngineOptions) => Engine
