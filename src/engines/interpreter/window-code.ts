// Window functions of the generated interpreter: finding the records of an address, and forgetting records.

import type { PlacedRegion } from '../../core/index.js'
import type { MachineState } from '../state.js'
import { pushInside } from '../wasm/access.js'
import { FunctionCode } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { fetchRegions, HANDLER, type Plan, WINDOW_BITS, WINDOW_BYTES } from './plan.js'

/** Globals in which the entered window is returned. */
export interface WindowGlobals {
  /** Host offset of its first record. */
  readonly records: number
  /** Guest address of its first byte. */
  readonly start: number
  /** Number of addresses at which an instruction can start. */
  readonly units: number
}

/** (host offset, bytes): marks the records that were decoded from these bytes as undecoded. */
export function invalidateFunction(state: MachineState, plan: Plan): FunctionCode {
  const code = new FunctionCode(['i32', 'i32'])
  const [first, last, records] = [code.local('i32'), code.local('i32'), code.local('i32')]
  const before = state.machine.decoder.longest - 1
  fetchRegions(state).forEach((region, index) => {
    code.get(0).i32(region.offset).op(OP.i32_sub).tee(first).i32(region.bytes).op(OP.i32_lt_u).if()
    code.get(first).get(1).op(OP.i32_add).i32(1).op(OP.i32_sub).i32(plan.alignBits).op(OP.i32_shr_u).set(last)
    // The earliest instruction whose bytes reach the first changed one.
    code.get(first).i32(before).op(OP.i32_sub).i32(0).get(first).i32(before).op(OP.i32_ge_u, OP.select)
    code.i32(plan.alignBits).op(OP.i32_shr_u).set(first)
    const done = code.block()
    const again = code.loop()
    code.get(first).get(last).op(OP.i32_gt_u).brIf(done)
    pushDirectoryEntry(code, plan, index, first, plan.alignBits)
    code.memory(OP.i32_load, plan.directory).tee(records).if()
    code
      .get(records)
      .get(first)
      .i32((WINDOW_BYTES >> plan.alignBits) - 1)
      .op(OP.i32_and)
    code.i32(plan.recordBits).op(OP.i32_shl, OP.i32_add).i32(HANDLER.undecoded).memory(OP.i32_store16, 0)
    code.end()
    code.get(first).i32(1).op(OP.i32_add).set(first).br(again)
    code.end().end()
    code.end()
  })
  return code
}

/** Pushes 4 × the directory index of the window that holds unit `unit` (a local) of a region. */
function pushDirectoryEntry(
  code: FunctionCode,
  plan: Plan,
  region: number,
  unit: number,
  alignBits: number,
): void {
  code
    .get(unit)
    .i32(WINDOW_BITS - alignBits)
    .op(OP.i32_shr_u)
  if (plan.firstEntry[region] > 0) code.i32(plan.firstEntry[region]).op(OP.i32_add)
  code.i32(2).op(OP.i32_shl)
}

/** (address) → ip, or 0: finds the window of an address and leaves it in the window globals. */
export function enterFunction(
  state: MachineState,
  plan: Plan,
  windowGlobals: WindowGlobals,
  newWindow: number,
): FunctionCode {
  const code = new FunctionCode([state.machine.pc])
  const [distance, records] = [code.local('i32'), code.local('i32')]
  fetchRegions(state).forEach((region, position) => {
    pushInside(code, region, 2 ** plan.alignBits, 0, distance)
    code.if()
    pushDirectoryEntry(code, plan, position, distance, 0)
    code.memory(OP.i32_load, plan.directory).tee(records).op(OP.i32_eqz).if()
    code.i32(position).get(distance).i32(WINDOW_BITS).op(OP.i32_shr_u).call(newWindow).set(records)
    code.end()
    code.get(records).globalSet(windowGlobals.records)
    pushWindowStart(code, region, distance)
    code.globalSet(windowGlobals.start)
    pushWindowUnits(code, region, distance, plan)
    code.globalSet(windowGlobals.units)
    code
      .get(distance)
      .i32(WINDOW_BYTES - 1)
      .op(OP.i32_and)
      .i32(plan.alignBits)
      .op(OP.i32_shr_u)
    code.i32(plan.recordBits).op(OP.i32_shl).get(records).op(OP.i32_add, OP.return)
    code.end()
  })
  return code.i32(0)
}

function pushWindowStart(code: FunctionCode, { space, start }: PlacedRegion, distance: number): void {
  code.get(distance).i32(-WINDOW_BYTES).op(OP.i32_and)
  if (space.address === 'i64') code.op(OP.i64_extend_i32_u).i64(start).op(OP.i64_add)
  else if (start !== 0n) code.i32(Number(BigInt.asIntN(32, start))).op(OP.i32_add)
}

/** Units of the window: all it can hold, or what is left of the region. */
function pushWindowUnits(code: FunctionCode, { bytes }: PlacedRegion, distance: number, plan: Plan): void {
  const rest = code.local('i32')
  code.i32(bytes).get(distance).i32(-WINDOW_BYTES).op(OP.i32_and, OP.i32_sub).tee(rest)
  code.i32(WINDOW_BYTES).get(rest).i32(WINDOW_BYTES).op(OP.i32_lt_u, OP.select)
  code.i32(plan.alignBits).op(OP.i32_shr_u)
}
