// The words that literals stand for.

import { wordOfFloat } from '../../../core/stack-code/index.js'
import type { Mistakes } from '../mistakes.js'
import type { Token } from './tokens.js'

const LARGEST = 2 ** 31 - 1
const LARGEST_PATTERN = 2 ** 32 - 1

const DECIMAL = /^\d+(?:_\d+)*$/
const HEXADECIMAL = /^0x[0-9a-f]+(?:_[0-9a-f]+)*$/i
const BINARY = /^0b[01]+(?:_[01]+)*$/i
const FLOAT = /^\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:e[+-]?\d+)?$/i

/** The word of an integer literal, negated if a minus stands before it. A mistake is reported and gives 0. */
export function integerWord(token: Token, isNegative: boolean, mistakes: Mistakes): number {
  const isPattern = HEXADECIMAL.test(token.text) || BINARY.test(token.text)
  if (!isPattern && !DECIMAL.test(token.text)) return badNumber(token, mistakes)
  const value = Number(token.text.replaceAll('_', ''))
  const largest = isPattern ? LARGEST_PATTERN : LARGEST + (isNegative ? 1 : 0)
  if (value <= largest) return (isNegative ? -value : value) | 0
  const range = isPattern ? 'int has 32 bits' : `int ends at ${LARGEST}`
  mistakes.error('number-range', token, `${token.text} is too large`, { help: range })
  return 0
}

/** The bit pattern of a float literal. Decimals are rounded to binary64, then to binary32, as the assembler does. */
export function floatWord(token: Token, mistakes: Mistakes): number {
  if (!FLOAT.test(token.text)) return badNumber(token, mistakes)
  const value = Number(token.text.replaceAll('_', ''))
  if (!Number.isFinite(Math.fround(value)))
    mistakes.error('number-range', token, `${token.text} is too large for a float`)
  return wordOfFloat(value)
}

function badNumber(token: Token, mistakes: Mistakes): number {
  const help = 'numbers look like 12, 1_000, 0xFF, 0b101, 1.5 or 1e-3'
  mistakes.error('bad-number', token, `${token.text} is no number`, { help })
  return 0
}
