// The WebAssembly module of a machine's interpreter.

import type { MachineState } from '../state.js'
import { FunctionCode } from '../wasm/code.js'
import { storedNearCode } from '../wasm/code-pages.js'
import { ModuleBuilder } from '../wasm/module.js'
import type { FlagsDeferral } from './deferral.js'
import type { Plan, TierFacts } from './plan.js'
import { Shared } from './routines.js'
import { type Handled, runFunction } from './run-code.js'
import type { TierParts } from './tier-code.js'
import { enterFunction, invalidateFunction } from './window-code.js'

/**
 * Writes the module. It exports `run` (fuel → stop) and `invalidate` (host offset, bytes). With a compiler's facts it
 * looks for hot jump targets and enters compiled regions through the table `host.table`.
 */
export function generateInterpreter(
  state: MachineState,
  plan: Plan,
  deferral: FlagsDeferral,
  handled: readonly Handled[],
  facts: TierFacts | undefined,
): Uint8Array {
  const module = new ModuleBuilder()
  const { pc } = state.machine
  const shared = new Shared(module, state, plan, deferral.files)
  const decode = module.importFunction('decode', ['i32', 'i32'], [])
  const newWindow = module.importFunction('newWindow', ['i32', 'i32'], ['i32'])
  const isBreakpoint = module.importFunction('isBreakpoint', [pc], ['i32'])
  const windowGlobals = {
    records: module.global('i32'),
    start: module.global(pc),
    units: module.global('i32'),
  }
  const stored = facts === undefined ? undefined : module.importFunction('stored', ['i32', 'i32'], [])
  const tier = facts && {
    threshold: facts.threshold,
    flagsLeft: facts.flagsLeft,
    flagNumbers: facts.flagNumbers,
    entryDepth: facts.entryDepth,
    regionType: module.typeIndex(['i32', 'i32'], [pc, 'i32']),
  }
  if (tier !== undefined) module.importTable()
  const invalidate = module.declare(['i32', 'i32'], [])
  const storedNear = stored === undefined ? invalidate : module.declare(['i32', 'i32'], [])
  shared.setInvalidator(storedNear)
  if (stored !== undefined) module.define(storedNear, storedNearCode(plan.codeGranules, stored))
  module.define(invalidate, invalidateFunction(state, plan))
  const enter = module.declare([pc], ['i32'])
  module.define(enter, enterFunction(state, plan, windowGlobals, newWindow))
  const run = module.declare(['i32'], ['i32'])
  module.define(
    run,
    runFunction({ shared, deferral, handled, windowGlobals, enter, decode, isBreakpoint, tier }),
  )
  module.exportFunction('run', run)
  module.exportFunction('invalidate', invalidate)
  if (tier !== undefined) {
    module.exportFunction('stored', storedNear)
    exportDispatchers(module, tier, pc)
  }
  return module.finish()
}

/**
 * Functions through which compiled code reaches the table: `callRegion` (depth, fuel, place) and `computeFlags` (kind,
 * numbers…, place). Compiled modules do not import the table themselves, because V8 keeps every instance that does so alive
 * as long as the table.
 */
function exportDispatchers(
  module: ModuleBuilder,
  { regionType, flagNumbers }: TierParts,
  pc: 'i32' | 'i64',
): void {
  const callRegion = module.declare(['i32', 'i32', 'i32'], [pc, 'i32'])
  module.define(
    callRegion,
    new FunctionCode(['i32', 'i32', 'i32']).get(0).get(1).get(2).callIndirect(regionType),
  )
  module.exportFunction('callRegion', callRegion)
  const parameters = Array.from({ length: flagNumbers + 1 }, () => 'i32' as const)
  const computeFlags = module.declare([...parameters, 'i32'], ['i32'])
  const code = new FunctionCode([...parameters, 'i32'])
  for (let index = 0; index <= parameters.length; index++) code.get(index)
  module.define(computeFlags, code.callIndirect(module.typeIndex(parameters, ['i32'])))
  module.exportFunction('computeFlags', computeFlags)
}
