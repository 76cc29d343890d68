// Code pages: one byte per 256 bytes of memory that says whether instructions were decoded or compiled from them.

import type { Machine } from '../../core/index.js'
import type { FunctionCode } from './code.js'
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
