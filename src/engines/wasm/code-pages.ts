// Code pages: one byte per 256 bytes of memory that says whether instructions were decoded or compiled from them.

import type { Machine } from '../../core/index.js'
import { FunctionCode } from './code.js'
import { OP } from './opcodes.js'

/** log2 of the bytes that one code-page byte stands for. */
export const CODE_PAGE_BITS = 8

/** Pushes whether `bytes` bytes at the host offset in a local plus `offset` touch a page with code. */
export function pushHoldsCode(
  code: FunctionCode,
  codePages: number,
  machine: Machine,
  { local, offset, bytes }: { readonly local: number; readonly offset: number; readonly bytes: number },
): void {
  const pushPage = (last: number): void => {
    code
      .get(local)
      .i32(offset + last)
      .op(OP.i32_add)
      .i32(CODE_PAGE_BITS)
      .op(OP.i32_shr_u)
    code.memory(OP.i32_load8_u, codePages)
  }
  pushPage(0)
  // Aligned words never reach into a second page.
  if (bytes === 1 || machine.spaces.every(({ wordBytes }) => wordBytes !== undefined)) return
  pushPage(bytes - 1)
  code.op(OP.i32_or)
}

/** log2 of the bytes that one bit of the finer map of code stands for. */
export const GRANULE_BITS = 2

/** log2 of the bytes whose bits make up one byte of that map. */
const GROUP_BITS = GRANULE_BITS + 3

/** Bytes of the finer map for so many bytes of memory. */
export const granuleBytes = (bytes: number): number => (bytes >>> GROUP_BITS) + 1

/** Marks bytes in the map of code at `map`. */
export function markGranules(memory: Uint8Array, map: number, offset: number, bytes: number): void {
  for (let granule = offset >>> GRANULE_BITS; granule <= (offset + bytes - 1) >>> GRANULE_BITS; granule++) {
    memory[map + (granule >>> 3)] |= 1 << (granule & 7)
  }
}

/** Takes the marks of a page of code out of the map. */
export function clearGranules(memory: Uint8Array, map: number, page: number): void {
  const first = map + ((page << CODE_PAGE_BITS) >>> GROUP_BITS)
  memory.fill(0, first, first + (1 << (CODE_PAGE_BITS - GROUP_BITS)))
}

/** The function (host offset, bytes): calls `stored` with both if a store of at most 8 bytes hit code and not just its page. */
export function storedNearCode(map: number, stored: number): FunctionCode {
  const code = new FunctionCode(['i32', 'i32'])
  const [first, last] = [code.local('i32'), code.local('i32')]
  const pushMark = (granule: number): void => {
    code.get(granule).i32(3).op(OP.i32_shr_u).memory(OP.i32_load8_u, map)
    code.get(granule).i32(7).op(OP.i32_and, OP.i32_shr_u)
  }
  code.get(0).i32(GRANULE_BITS).op(OP.i32_shr_u).set(first)
  code.get(0).get(1).op(OP.i32_add).i32(1).op(OP.i32_sub).i32(GRANULE_BITS).op(OP.i32_shr_u).set(last)
  pushMark(first)
  pushMark(last)
  code.op(OP.i32_or)
  // Eight bytes can have a granule between the first and the last.
  code.get(last).i32(1).op(OP.i32_sub).get(first).get(last).get(first).op(OP.i32_gt_u, OP.select).set(first)
  pushMark(first)
  code.op(OP.i32_or).i32(1).op(OP.i32_and).if()
  code.get(0).get(1).call(stored)
  return code.end()
}
