// What the run function does for a compiler behind it: it counts jumps, and enters regions.

import type { FunctionCode, Label } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { type FlagsLeft, HOT, type Plan, RECORD, REFUSED, SLOW_LOCATED, type TierFacts } from './plan.js'
import type { Shared } from './routines.js'
import type { InterpreterLocals, RunParts } from './run-code.js'

/** What the run function needs to enter regions. */
export interface TierParts extends TierFacts {
  /** Index of the type of regions: (depth, fuel) → (pc, fuel). */
  readonly regionType: number
}

/** What a counter starts again with: 8192 jumps below 0, in 16 bits. */
const COOLED = 0x10000 - 8192

/** Counts a jump to a unit of the window; leaves when its target becomes hot, and again much later. */
export function countJump(
  { heat }: Plan,
  code: FunctionCode,
  unit: number,
  { threshold }: TierParts,
  reason: number,
  exit: Label,
): void {
  const [counter, count] = [code.local('i32'), code.local('i32')]
  code.get(unit).i32(1).op(OP.i32_shl).tee(counter)
  code
    .get(counter)
    .memory(OP.i32_load16_u, heat)
    .i32(1)
    .op(OP.i32_add)
    .tee(count)
    .memory(OP.i32_store16, heat)
  code.get(count).i32(threshold).op(OP.i32_eq).if()
  code.get(counter).i32(COOLED).memory(OP.i32_store16, heat)
  code.i32(HOT).set(reason).br(exit)
  code.end()
}

/**
 * Runs the region that begins here and goes on where it left off. One that executed nothing (too little fuel, another
 * mode) left everything as it was: then the reference engine executes the instruction.
 */
export function enterRegion(
  { deferral, shared }: RunParts,
  code: FunctionCode,
  { ip, budget, reason, reserve, target, units }: InterpreterLocals,
  tier: TierParts,
  to: { readonly jump: Label; readonly exit: Label },
): void {
  const before = code.local('i32')
  const after = code.local('i32')
  for (const routine of deferral.materialise) code.call(shared.routine(routine))
  code.get(budget).get(reserve).op(OP.i32_add).i32(1).op(OP.i32_add).set(before)
  code.i32(tier.entryDepth).get(before)
  code.get(ip).memory(OP.i32_load, RECORD.region).callIndirect(tier.regionType)
  code.set(after).set(target)
  code.get(after).get(before).op(OP.i32_eq).if()
  code.get(budget).i32(1).op(OP.i32_add).set(budget)
  // In an empty window the fetch has been checked already.
  code.i32(REFUSED).i32(SLOW_LOCATED).get(units).op(OP.select).set(reason).br(to.exit)
  code.end()
  for (const left of tier.flagsLeft) takeFlags(shared, code, left, tier.flagNumbers)
  code.get(after).set(budget).i32(0).set(reserve).br(to.jump)
}

/** Brings a flags register up to date that a region left as kind and numbers. */
function takeFlags(
  shared: Shared,
  code: FunctionCode,
  { register, offset, place }: FlagsLeft,
  numbers: number,
): void {
  const parameters = Array.from({ length: numbers + 1 }, () => 'i32' as const)
  code.i32(0).memory(OP.i32_load, offset).if()
  code.i32(0)
  for (let index = 0; index <= numbers; index++) code.i32(0).memory(OP.i32_load, offset + 4 * index)
  code.i32(place).callIndirect(shared.module.typeIndex(parameters, ['i32']))
  code.memory(OP.i32_store, register)
  code.i32(0).i32(0).memory(OP.i32_store, offset)
  code.end()
}
