// The engines of one machine: made when first asked for, and only where this host can be trusted with them.

import { ENGINE_NAMES, type Engine, type EngineName, type EngineOptions } from './engine.js'
import { ENGINES } from './registry.js'
import { wrongAnswersHere } from './self-test/self-test.js'
import type { MachineState } from './state.js'

const FASTEST_FIRST: readonly EngineName[] = [...ENGINE_NAMES].reverse()

/** Is told what deserves attention and changes no result. */
export type Warn = (message: string) => void

/** Engines by name, each at most once. */
export class AvailableEngines {
  private readonly made = new Map<EngineName, Engine>()

  constructor(
    private readonly state: MachineState,
    private readonly options: EngineOptions,
    private readonly warn: Warn = () => undefined,
  ) {}

  /**
   * The engine of this name. When WebAssembly computes something wrong here on which it relies, a warning and the fastest
   * slower engine that can be trusted. Throws a `WebAssembly.CompileError` when the host forbids code generation.
   */
  named(name: EngineName): Engine {
    const existing = this.made.get(name)
    if (existing !== undefined) return existing
    const trusted = this.trusted(name)
    const engine = trusted === name ? ENGINES[name](this.state, this.options) : this.named(trusted)
    this.made.set(name, engine)
    return engine
  }

  /** The fastest engine that this host allows. */
  fastest(): Engine {
    for (const name of FASTEST_FIRST) {
      try {
        return this.named(name)
      } catch (problem) {
        if (!(problem instanceof WebAssembly.CompileError)) throw problem
      }
    }
    return this.named('reference')
  }

  private trusted(name: EngineName): EngineName {
    if (name === 'reference') return name
    const [reason, ...more] = wrongAnswersHere().filter(({ engines }) => engines.includes(name))
    if (reason === undefined) return name
    const slower = ENGINE_NAMES[ENGINE_NAMES.indexOf(name) - 1]
    const others = more.length === 0 ? '' : `, and ${more.length} more`
    this.warn(
      `the ${name} engine is left out because WebAssembly computes wrongly here: ${reason.message}${others}`,
    )
    return slower
  }
}
