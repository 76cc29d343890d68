// Loads and stores on directly accessible memory: address check, access, byte order.

import type { Access, PlacedRegion, Space } from '../../core/index.js'
import { FunctionCode } from './code.js'
import { OP } from './opcodes.js'

const LOAD_32 = {
  1: [OP.i32_load8_u, OP.i32_load8_s],
  2: [OP.i32_load16_u, OP.i32_load16_s],
  4: [OP.i32_load, OP.i32_load],
}
const LOAD_64 = {
  1: [OP.i64_load8_u, OP.i64_load8_s],
  2: [OP.i64_load16_u, OP.i64_load16_s],
  4: [OP.i64_load32_u, OP.i64_load32_s],
  8: [OP.i64_load, OP.i64_load],
}
const STORE_32 = { 1: OP.i32_store8, 2: OP.i32_store16, 4: OP.i32_store }
const STORE_64 = { 1: OP.i64_store8, 2: OP.i64_store16, 4: OP.i64_store32, 8: OP.i64_store }

/** Loads from the host address on the stack plus `offset`; leaves the value. */
export function emitLoad(code: FunctionCode, access: Access, offset: number): void {
  const { bytes, type, order, signed } = access
  const swap = order === 'big' && bytes > 1
  const sign = signed && !swap ? 1 : 0
  const opcode = type === 'i64' ? LOAD_64[bytes][sign] : LOAD_32[bytes as 1 | 2 | 4][sign]
  code.memory(opcode, offset)
  if (!swap) return
  emitSwap(code, access)
  if (signed) emitSignExtend(code, access)
}

/** Stores the value on the stack to the host address below it, plus `offset`. */
export function emitStore(code: FunctionCode, access: Access, offset: number): void {
  const { bytes, type, order } = access
  if (order === 'big' && bytes > 1) emitSwap(code, access)
  code.memory(type === 'i64' ? STORE_64[bytes] : STORE_32[bytes as 1 | 2 | 4], offset)
}

/** Reverses the low `bytes` bytes of the value on the stack; higher bytes of the result are 0. */
function emitSwap(code: FunctionCode, { bytes, type }: Access): void {
  if (type === 'i32') {
    emitSwap32(code)
    if (bytes === 2) code.i32(16).op(OP.i32_shr_u)
  } else {
    emitSwap64(code)
    if (bytes < 8) code.i64(BigInt(64 - 8 * bytes)).op(OP.i64_shr_u)
  }
}

function emitSwap32(code: FunctionCode): void {
  const value = code.borrow('i32')
  code.tee(value).i32(8).op(OP.i32_rotl).i32(0x00ff00ff).op(OP.i32_and)
  code.get(value).i32(8).op(OP.i32_rotr).i32(0xff00ff00).op(OP.i32_and, OP.i32_or)
  code.release('i32', value)
}

function emitSwap64(code: FunctionCode): void {
  const value = code.borrow('i64')
  const step = (shift: bigint, mask: bigint): void => {
    code.set(value)
    code.get(value).i64(mask).op(OP.i64_and).i64(shift).op(OP.i64_shl)
    code.get(value).i64(shift).op(OP.i64_shr_u).i64(mask).op(OP.i64_and, OP.i64_or)
  }
  step(8n, 0x00ff00ff00ff00ffn)
  step(16n, 0x0000ffff0000ffffn)
  code.set(value)
  code.get(value).i64(32n).op(OP.i64_rotl)
  code.release('i64', value)
}

function emitSignExtend(code: FunctionCode, { bytes, type }: Access): void {
  if (type === 'i32') {
    if (bytes < 4) code.op(bytes === 1 ? OP.i32_extend8_s : OP.i32_extend16_s)
  } else if (bytes < 8)
    code.op(bytes === 1 ? OP.i64_extend8_s : bytes === 2 ? OP.i64_extend16_s : OP.i64_extend32_s)
}

/** Regions of a space that an access can touch directly, the largest writable one first. */
export function candidates(
  regions: readonly PlacedRegion[],
  space: Space,
  bytes: number,
  writing: boolean,
): readonly PlacedRegion[] {
  return regions
    .filter((region) => region.space === space && region.bytes >= bytes && (region.writable || !writing))
    .sort((a, b) => Number(b.writable) - Number(a.writable) || b.bytes - a.bytes)
}

/**
 * Puts the distance of the guest address in local `address` from the region's start into local `distance`, and pushes
 * whether all of `bytes` bytes lie in the region.
 */
export function pushInside(
  code: FunctionCode,
  region: PlacedRegion,
  bytes: number,
  address: number,
  distance: number,
): void {
  if (region.space.address === 'i32') {
    code.get(address)
    if (region.start !== 0n) code.i32(Number(BigInt.asIntN(32, region.start))).op(OP.i32_sub)
    code
      .tee(distance)
      .i32(region.bytes - bytes)
      .op(OP.i32_le_u)
    return
  }
  const wide = code.borrow('i64')
  code.get(address).i64(region.start).op(OP.i64_sub).tee(wide).op(OP.i32_wrap_i64).set(distance)
  code
    .get(wide)
    .i64(BigInt(region.bytes - bytes))
    .op(OP.i64_le_u)
  code.release('i64', wide)
}

/** A function (address) → host offset, or 0: looks through all candidate regions but the likeliest. */
export function finderFunction(
  regions: readonly PlacedRegion[],
  space: Space,
  bytes: number,
  writing: boolean,
): FunctionCode {
  const code = new FunctionCode([space.address])
  const distance = code.local('i32')
  for (const region of candidates(regions, space, bytes, writing).slice(1)) {
    pushInside(code, region, bytes, 0, distance)
    code.if()
    code.get(distance).i32(region.offset).op(OP.i32_add, OP.return)
    code.end()
  }
  return code.i32(0)
}
