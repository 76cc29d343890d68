// A checked program: every name is resolved, every expression has a type, constants are folded. It has no mistakes.

import type { ArithmeticOperator, Relation } from '../../core/stack-code/index.js'
import type { Place } from './mistakes.js'
import type { Scalar, Type } from './types.js'

/** A variable, a parameter, or what a `for` counts with. */
export interface Variable extends Place {
  readonly name: string
  readonly type: Type
  readonly isMutable: boolean
}

export interface FunctionHead extends Place {
  readonly name: string
  readonly parameters: readonly (Variable & { readonly type: Scalar })[]
  readonly result: Scalar | undefined
}

/** Operations on one value; `truth` is the integer of a bool. */
export type UnaryOperator = 'negate' | 'not' | 'sqrt' | 'float' | 'int' | 'truth'

/** A call; its arguments are evaluated from the first to the last. */
export interface Call extends Place {
  readonly callee: FunctionHead
  readonly operands: readonly Value[]
}

/** An expression of some type. */
export type Value = Place & { readonly type: Scalar } & (
    | { readonly kind: 'constant'; readonly word: number }
    | { readonly kind: 'variable'; readonly variable: Variable }
    | { readonly kind: 'element'; readonly variable: Variable; readonly index: Value }
    | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Value }
    | {
        readonly kind: 'arithmetic'
        readonly operator: ArithmeticOperator
        readonly left: Value
        readonly right: Value
      }
    | { readonly kind: 'compare'; readonly relation: Relation; readonly left: Value; readonly right: Value }
    | { readonly kind: 'logic'; readonly operator: 'and' | 'or'; readonly left: Value; readonly right: Value }
    | { readonly kind: 'call'; readonly call: Call }
  )

/** What a variable begins with. An array gets its elements, or one value for all. */
export type Initial =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'list'; readonly elements: readonly Value[] }
  | { readonly kind: 'repeat'; readonly value: Value }

export interface Block extends Place {
  readonly statements: readonly Statement[]
}

export interface Arm {
  readonly condition: Value
  readonly body: Block
}

export interface ForLoop {
  readonly kind: 'for'
  readonly variable: Variable
  readonly from: Value
  readonly to: Value
  /** Whether the end belongs to the range. */
  readonly isInclusive: boolean
  /** Never 0. */
  readonly step: number
  readonly body: Block
}

export type Statement = Place &
  (
    | { readonly kind: 'declare'; readonly variable: Variable; readonly initial: Initial }
    | { readonly kind: 'assign'; readonly variable: Variable; readonly value: Value }
    | {
        readonly kind: 'assign-element'
        readonly variable: Variable
        /** Evaluated once, before the value. */
        readonly index: Value
        /** Applied to the element and the value; absent for `=`. */
        readonly operator: ArithmeticOperator | undefined
        readonly value: Value
      }
    | { readonly kind: 'if'; readonly arms: readonly Arm[]; readonly otherwise: Block | undefined }
    | { readonly kind: 'while'; readonly condition: Value; readonly body: Block }
    | ForLoop
    | { readonly kind: 'break' | 'continue' }
    | { readonly kind: 'return'; readonly value: Value | undefined }
    | { readonly kind: 'fail'; readonly message: string }
    | { readonly kind: 'print'; readonly value: Value }
    | { readonly kind: 'print-text'; readonly text: string }
    | { readonly kind: 'call'; readonly call: Call }
    | { readonly kind: 'block'; readonly body: Block }
  )

export interface CheckedFunction {
  readonly head: FunctionHead
  readonly body: Block
}

/** A program: statements that are executed, and functions that they can call. */
export interface CheckedProgram {
  readonly main: Block
  readonly functions: readonly CheckedFunction[]
}
