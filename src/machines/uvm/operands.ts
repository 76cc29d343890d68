// uVM's operands and its instruction format: an opcode byte, then the operand, little-endian (spec/uvm.md section 3).

import {
  type Format,
  instructionsIn,
  numberOperand,
  type OperandKind,
  slice,
  space,
} from '../../core/index.js'

/** The code: bytes that no instruction can read or write. */
export const code = space('code', 'i32', {
  order: 'little',
  summary: 'The program; only executed, never read or written',
})

/** A word that is pushed as it is. */
export const integer = numberOperand('integer', { bits: 32, signed: true })
/** The bit pattern of a binary32. */
export const pattern = numberOperand('float', { bits: 32, signed: true })
/** A count or the number of an argument or local. */
export const byte = numberOperand('byte', { bits: 8 })
/** An address that a byte can hold. */
export const near = numberOperand('near', { bits: 8 })
/** Any address. */
export const far = numberOperand('far', { bits: 32 })

const bytesOf = ({ forms: [form] }: OperandKind): 1 | 4 => (form.kind === 'number' && form.bits === 8 ? 1 : 4)

const format: Format<number> = (opcode, operands) => {
  const places = operands.map(({ kind }) => {
    const bytes = bytesOf(kind)
    return { bytes, slices: [slice(bytes, 'little', 8 * bytes - 1, 0, 1)] }
  })
  return {
    length: places.reduce((length, { bytes }) => length + bytes, 1),
    match: [{ slice: slice(1, 'little', 7, 0), value: opcode }],
    operands: places.map(({ slices }) => [{ slices }]),
  }
}

/** Defines a uVM instruction by opcode. */
export const define = instructionsIn(format)
