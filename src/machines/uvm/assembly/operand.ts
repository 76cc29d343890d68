// The operand of an instruction in assembly text: a number in range, a float, or the name of a label.

import type { NumberForm, OperandKind } from '../../../core/index.js'
import { far, near, pattern } from '../operands.js'
import { Mistake } from './mistake.js'
import { floatBitsOf, integerOf } from './numbers.js'
import type { Token } from './tokens.js'

export const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** A label that an operand names; its address is known when everything has been read. */
export class Reference {
  constructor(readonly token: Token) {}
}

/** Reads an operand of some kind. */
export function operandOf(token: Token, kind: OperandKind): bigint | Reference | Mistake {
  if (kind === pattern) return floatOperand(token)
  if (isTarget(kind) && token.kind === 'word' && NAME.test(token.text)) return new Reference(token)
  return integerIn(token, formOf(kind))
}

/** Whether an operand is an address. */
export const isTarget = (kind: OperandKind): boolean => kind === near || kind === far

/** The numbers that an operand may be. */
export const formOf = ({ forms: [form] }: OperandKind): NumberForm => form as NumberForm

function floatOperand(token: Token): bigint | Mistake {
  const bits = floatBitsOf(token)
  return bits === undefined
    ? badOperand(token, 'a float, inf, -inf, nan or 0x and up to 8 digits')
    : BigInt(bits)
}

const badOperand = (token: Token, wanted: string): Mistake =>
  new Mistake('bad-operand', `${token.text} is not ${wanted}`, token)

/** What `.byte` accepts, in the terms of an operand. */
export const RAW_BYTE = { low: -128n, high: 255n, bits: 8, signed: false } as const

/** An integer within bounds. A signed number may also be written as its bit pattern. */
export function integerIn(
  token: Token,
  form: Pick<NumberForm, 'low' | 'high' | 'bits' | 'signed'>,
): bigint | Mistake {
  const integer = integerOf(token)
  if (integer === undefined) return badOperand(token, 'an integer')
  const isPattern = integer.isPattern && form.signed
  const high = isPattern ? 2n ** BigInt(form.bits) - 1n : form.high
  if (integer.value >= form.low && integer.value <= high) return integer.value
  return new Mistake('operand-range', `${token.text} is not between ${form.low} and ${high}`, token)
}
