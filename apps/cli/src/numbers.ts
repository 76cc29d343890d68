// Numbers on the command line, and numbers in its messages.

import type { Machine } from 'isaforge/core'
import { usageFailure } from './failure.js'

/** A positive whole number given to an option; underscores may separate digits. */
export function positiveInteger(option: string, text: string): number {
  const number = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN
  if (Number.isSafeInteger(number) && number > 0) return number
  const limit = Number.MAX_SAFE_INTEGER
  throw usageFailure(
    'invalid-number',
    `${option} needs a whole number, not '${text}'`,
    `write digits: 1 … ${limit}, 1_000_000 for example`,
  )
}

/** A whole number with its digits in groups: `1,234,567`. */
export const grouped = (number: number | bigint): string => String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',')

/** An address or a word: at least eight hexadecimal digits for 32 bits, sixteen for 64. */
export const hexadecimal = (number: number | bigint, bits: number): string =>
  `0x${BigInt.asUintN(bits, BigInt(number))
    .toString(16)
    .toUpperCase()
    .padStart(bits / 4, '0')}`

/** An address in as many digits as the machine's addresses have. */
export const address = ({ pc }: Machine, value: bigint): string => hexadecimal(value, pc === 'i64' ? 64 : 32)
