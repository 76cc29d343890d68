// The words and signs of Anvil: the parser reads them from here, and so do the colours of editors.

import type { ArithmeticOperator, Relation } from '../../core/stack-code/index.js'

export const TYPE_WORDS = ['int', 'float', 'bool'] as const

export const STATEMENT_WORDS = [
  'break',
  'const',
  'continue',
  'else',
  'fail',
  'fn',
  'for',
  'if',
  'in',
  'let',
  'print',
  'return',
  'step',
  'var',
  'while',
] as const

export const LOGIC_WORDS = ['and', 'not', 'or'] as const

export const VALUE_WORDS = ['false', 'true'] as const

/** Words that cannot be names. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  ...TYPE_WORDS,
  ...STATEMENT_WORDS,
  ...LOGIC_WORDS,
  ...VALUE_WORDS,
])

/** Functions that every program has, besides the conversions `int` and `float`. */
export const BUILT_IN = ['sqrt', 'len'] as const

/** Signs, longer ones before those that they begin with. */
export const SYMBOLS = [
  ...['..=', '..', '->', '==', '!=', '<=', '>=', '+=', '-=', '*=', '/=', '%='],
  ...['=', '<', '>', '+', '-', '*', '/', '%', '(', ')', '[', ']', '{', '}', ',', ':', ';'],
] as const

export const ARITHMETIC: Readonly<Record<string, ArithmeticOperator>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'rem',
}

export const RELATION_SIGNS: Readonly<Record<string, Relation>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
}

/** How tightly binary operators bind; those of equal rank group from the left. */
export const RANKS: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  ...Object.fromEntries(Object.keys(RELATION_SIGNS).map((sign) => [sign, 3])),
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
}

/** The rank of relations, which do not chain. */
export const RELATION_RANK = 3
