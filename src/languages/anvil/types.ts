// The types of Anvil.

import type { WordType } from '../../core/stack-code/index.js'

/** The type of a value. */
export type Scalar = 'int' | 'float' | 'bool'

/** The type of a variable. */
export type Type = Scalar | ArrayType

export interface ArrayType {
  readonly element: Scalar
  readonly length: number
}

/** A type as it is written. */
export const typeText = (type: Type): string =>
  typeof type === 'string' ? type : `${type.element}[${type.length}]`

/** How a value is represented: a truth value is the integer 0 or 1. */
export const wordTypeOf = (type: Scalar): WordType => (type === 'float' ? 'float' : 'int')
