// MVM's operands and its instruction format (spec/mvm.md 4.5).

import {
  type Format,
  geU,
  instructionsIn,
  numberOperand,
  readRegister,
  registerOperand,
  shl,
  slice,
  type Value,
  when,
  writeRegister,
  zeroExtend64,
} from '../../core/index.js'
import { WORD } from './memory.js'
import { registers } from './registers.js'
import { failAt } from './traps.js'

/** Registers are numbered slots of eight bytes; a number without a register is an address outside of them. */
function check(code: Value<'i32'>): void {
  when(geU(code, registers.names.length), () => failAt(shl(zeroExtend64(code), 3)))
}

/** A register. Whether it exists is found out when it is read or written, not when it is fetched. */
export const reg = registerOperand(registers, {
  read: (code) => {
    check(code)
    return readRegister(registers, code)
  },
  write: (code, value) => {
    check(code)
    writeRegister(registers, code, value)
  },
})

/** Where a value, or the code to go to, lies. */
export const address = numberOperand('address', { bits: 64, type: 'i64' })

/** Opcode, then operands in order: a byte for a register, eight bytes for an address. */
const format: Format<number> = (opcode, operands) => {
  let length = 1
  const places = operands.map(({ kind }) => {
    const bytes = kind === reg ? 1 : WORD
    const at = length
    length += bytes
    return [{ slices: [slice(bytes, 'big', 8 * bytes - 1, 0, at)] }]
  })
  return { length, match: [{ slice: slice(1, 'big', 7, 0), value: opcode }], operands: places }
}

/** Defines an MVM instruction by opcode. */
export const define = instructionsIn(format)
