// What translations depend on besides code: values of registers, and whether fetching is translated.

import { type Constant, known, type Machine, specialise } from '../../core/index.js'
import type { MachineState } from '../state.js'
import { fetchRegisters } from './fetch-proof.js'
import { keyOf, modeRegisters, type RegisterKey } from './modes.js'
import type { RegionParts } from './region-parts.js'
import { modeValue } from './translator.js'
import type { Tuning } from './tuning.js'

/** The modes in which code is compiled. */
export interface Situation {
  /** Equal for equal situations. */
  readonly key: string
  readonly modes: RegionParts['modes']
  readonly byKey: ReadonlyMap<string, Constant>
  /** Whether fetching is translated, so that every fetch has to be proven harmless. */
  readonly provesFetches: boolean
  /** Whether that is possible at all. */
  readonly canProve: boolean
}

/** Most modes of a machine of which it is remembered whether code is fetched unchecked. */
const MOST_KNOWN = 1024

/** The situation in which a machine is. */
export function situationOf(state: MachineState, { speculateOnModes }: Tuning): Situation {
  const { machine } = state
  const speculated = valuesOf(state, speculateOnModes ? modeRegisters(machine) : [])
  const direct = { ...withKeys(speculated), provesFetches: false, canProve: true }
  if (fetchIsDirect(machine, direct)) return direct
  const deciding = fetchRegisters(machine)
  const registers = new Map(speculated.map(({ register }) => [keyOf(register), register]))
  for (const register of deciding ?? []) registers.set(keyOf(register), register)
  const modes = valuesOf(state, [...registers.values()])
  return { ...withKeys(modes), provesFetches: true, canProve: deciding !== undefined }
}

const valuesOf = (state: MachineState, registers: readonly RegisterKey[]): RegionParts['modes'] =>
  registers.map((register) => ({ register, value: state.register(register.file, register.index) }))

function withKeys(modes: RegionParts['modes']): Pick<Situation, 'key' | 'modes' | 'byKey'> {
  const byKey = new Map(modes.map(({ register, value }) => [keyOf(register), value]))
  return { key: [...byKey].join(' '), modes, byKey }
}

/** What `fetchIsDirect` found out, by the keys of modes. */
const directFetches = new WeakMap<Machine, Map<string, boolean>>()

/** Whether code is fetched unchecked in these modes: then a region, which guards them, need not check either. */
function fetchIsDirect(machine: Machine, { byKey, key }: Pick<Situation, 'key' | 'byKey'>): boolean {
  const { direct, locate } = machine.fetch()
  if (direct === undefined) return locate === undefined
  const found = directFetches.get(machine) ?? new Map<string, boolean>()
  directFetches.set(machine, found)
  const before = found.get(key)
  if (before !== undefined) return before
  const { result } = specialise(direct, { read: (statement) => modeValue(statement, byKey) })
  const isDirect = result !== undefined && known(result) === 1
  if (found.size >= MOST_KNOWN) found.clear()
  found.set(key, isDirect)
  return isDirect
}
