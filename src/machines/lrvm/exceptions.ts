// LRVM's exceptions (spec/lrvm.md section 6): guest-visible redirections, not stops.

import { and, bit, type GuestAccess, i32, jump, leave, or, routine, shl } from '../../core/index.js'
import { et, ev, inSupervisorMode, smt } from './registers.js'

/** Exception codes. */
export const EXCEPTION = {
  UNKNOWN_OPCODE: 0x01,
  UNKNOWN_REGISTER: 0x02,
  REGISTER_NOT_READABLE: 0x03,
  REGISTER_NOT_WRITABLE: 0x04,
  UNALIGNED_ADDRESS: 0x05,
  MMU_REFUSED: 0x06,
  SUPERVISOR_ONLY: 0x09,
  DIVISION_BY_ZERO: 0x0a,
  DIVISION_OVERFLOW: 0x0b,
  UNKNOWN_FLAG: 0x0c,
  UNKNOWN_CONDITION: 0x0d,
  UNKNOWN_COMPONENT: 0x10,
  UNKNOWN_INFORMATION: 0x11,
  UNMAPPED_COMPONENT: 0x12,
  HARDWARE: 0xa0,
  INTERRUPTION: 0xf0,
} as const

/**
 * Raises an exception: records it in `et`, enters supervisor mode, continues at `ev` and abandons the instruction. The
 * MMU stays as it is and no return address is saved.
 */
export const raise = routine(
  'raise',
  { code: 'i32', associated: 'i32' },
  {
    summary: 'Raises an exception: et = mode, code and associated value; continue at ev in supervisor mode',
    names: { code: EXCEPTION },
  },
  ({ code, associated }) => {
    const mode = shl(bit(inSupervisorMode()), 24)
    et.set(or(or(mode, shl(code, 16)), and(associated, 0xffff)))
    smt.set(1)
    jump(ev.get())
    leave()
  },
)

/** Raises an exception with a fixed code. */
export const raiseCode = (
  code: number,
  associated: Parameters<typeof raise>[0]['associated'] | number,
): void =>
  raise({ code: i32(code), associated: typeof associated === 'number' ? i32(associated) : associated })

const hexadecimal = (value: number, digits: number): string =>
  `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`

/** Says what the last exception was: `et` stays set until the next one, and programs without a handler meet it again. */
export function explainException(guest: Pick<GuestAccess, 'register'>): readonly string[] {
  const record = Number(guest.register(et.name))
  if (record === 0) return []
  const [code, associated] = [(record >>> 16) & 0xff, record & 0xffff]
  const name = Object.entries(EXCEPTION).find(([, known]) => known === code)?.[0] ?? 'unknown'
  const mode = record >>> 24 === 0 ? 'userland' : 'supervisor mode'
  const handler = Number(guest.register(ev.name))
  return [
    `the last exception was ${name} (${hexadecimal(code, 2)}) with value ${hexadecimal(associated, 4)}, raised in ${mode}`,
    `exceptions continue at ev = ${hexadecimal(handler, 8)}${handler === 0 ? ', which starts the program again' : ''}`,
  ]
}
