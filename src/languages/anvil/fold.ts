// Constructors of values that fold: what can be computed before the program runs is a constant, with the word that the
// program would have computed.

import {
  type ArithmeticOperator,
  arithmetic,
  converted,
  holds,
  negated,
  type Relation,
  squareRoot,
} from '../../core/stack-code/index.js'
import type { Place } from './mistakes.js'
import type { UnaryOperator, Value } from './tree.js'
import { type Scalar, wordTypeOf } from './types.js'

const placeOf = ({ start, end }: Place): Place => ({ start, end })

/** A value that is known. */
export const constantValue = (type: Scalar, word: number, place: Place): Value => ({
  kind: 'constant',
  type,
  word,
  ...placeOf(place),
})

/** `left∘right` of two values of one type. An integer division by 0 is left to the program, where it fails. */
export function arithmeticValue(
  operator: ArithmeticOperator,
  left: Value,
  right: Value,
  place: Place,
): Value {
  const { type } = left
  if (left.kind === 'constant' && right.kind === 'constant') {
    const word = arithmetic(operator, wordTypeOf(type), left.word, right.word)
    if (word !== undefined) return constantValue(type, word, place)
  }
  return { kind: 'arithmetic', type, operator, left, right, ...placeOf(place) }
}

/** A relation between two values of one type. */
export function compareValue(relation: Relation, left: Value, right: Value, place: Place): Value {
  if (left.kind === 'constant' && right.kind === 'constant')
    return constantValue('bool', holds(relation, wordTypeOf(left.type), left.word, right.word) ? 1 : 0, place)
  return { kind: 'compare', type: 'bool', relation, left, right, ...placeOf(place) }
}

/** `and` or `or`. What the left side decides alone is not evaluated. */
export function logicValue(operator: 'and' | 'or', left: Value, right: Value, place: Place): Value {
  if (left.kind === 'constant') {
    const isDecided = (left.word === 1) === (operator === 'or')
    return { ...(isDecided ? left : right), ...placeOf(place) }
  }
  return { kind: 'logic', type: 'bool', operator, left, right, ...placeOf(place) }
}

const UNARY: Readonly<Record<UnaryOperator, (word: number, type: Scalar) => number>> = {
  negate: (word, type) => negated(wordTypeOf(type), word),
  not: (word) => 1 - word,
  sqrt: squareRoot,
  float: (word) => converted('float', word),
  int: (word) => converted('int', word),
  truth: (word) => word,
}

const RESULTS: Readonly<Record<UnaryOperator, Scalar | undefined>> = {
  negate: undefined,
  not: 'bool',
  sqrt: 'float',
  float: 'float',
  int: 'int',
  truth: 'int',
}

/** An operation on one value. */
export function unaryValue(operator: UnaryOperator, operand: Value, place: Place): Value {
  const type = RESULTS[operator] ?? operand.type
  if (operand.kind === 'constant')
    return constantValue(type, UNARY[operator](operand.word, operand.type), place)
  if (operator === 'not' && operand.kind === 'unary' && operand.operator === 'not')
    return { ...operand.operand, ...placeOf(place) }
  return { kind: 'unary', type, operator, operand, ...placeOf(place) }
}
