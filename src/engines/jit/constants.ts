// Constants in memory: what an instruction loads from an address that it names itself is taken as it is when the instruction is
// translated. A store there drops the translation, and memory that keeps changing is not taken so again.

import {
  type Access,
  type Block,
  type Constant,
  type LoadStatement,
  type Replacement,
  type Space,
  specialise,
  visitStatements,
} from '../../core/index.js'
import { loadValue } from '../reference/execute.js'
import type { MachineState } from '../state.js'
import type { Dependency } from './fetch-proof.js'
import { compileFixed, type Fixed, FixedValues, LoadedValue, type Site } from './fixed.js'

/** A load of a constant. */
export interface ConstantLoad {
  readonly space: Space
  readonly access: Access
  readonly address: Fixed
}

/** The block with its constant loads replaced, and what they are; undefined when there are none. */
export function withConstants(
  block: Block,
): { readonly block: Block; readonly loads: readonly ConstantLoad[] } | undefined {
  const fixed = new FixedValues()
  const loads: ConstantLoad[] = []
  // What the instruction itself stores it may load again.
  let mayHaveStored = hasLoop(block)
  const take = ({ address, access, space }: LoadStatement): Replacement | undefined => {
    if (mayHaveStored || !fixed.isFixed(address)) return undefined
    const number = loads.push({ space, access, address: compileFixed(address) }) - 1
    return { statements: [], value: new LoadedValue(access.type, number) }
  }
  const replaced = specialise(block, {
    load: take,
    statement: (statement) => {
      mayHaveStored ||= statement.kind === 'store'
      return undefined
    },
  })
  return loads.length === 0 ? undefined : { block: replaced, loads }
}

function hasLoop(block: Block): boolean {
  let found = false
  visitStatements(block, ({ kind }) => {
    found ||= kind === 'loop'
  })
  return found
}

/** The constants that an instruction loads, and where they can change; undefined when one of them is not a constant. */
export function loadConstants(
  state: MachineState,
  loads: readonly ConstantLoad[],
  site: Site,
  isChanging: (offset: number) => boolean,
): { readonly constants: readonly Constant[]; readonly dependencies: readonly Dependency[] } | undefined {
  const constants: Constant[] = []
  const dependencies: Dependency[] = []
  for (const { access, address, space } of loads) {
    const at = BigInt.asUintN(space.address === 'i64' ? 64 : 32, BigInt(address(site)))
    const memory = state.regionAt(space, at, access.bytes)
    if (memory === undefined) return undefined
    const offset = memory.offset + Number(at - memory.start)
    if (isChanging(offset)) return undefined
    constants.push(loadValue(state.view, offset, access))
    if (memory.writable) dependencies.push([offset, offset + access.bytes])
  }
  return { constants, dependencies }
}
