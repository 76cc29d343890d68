// What the parser makes of a source: names are still words, types are not known.

import type { Place } from '../mistakes.js'
import type { Token } from './tokens.js'

/** A name where it stands. */
export interface Name extends Place {
  readonly text: string
}

interface ExpressionBase extends Place {
  /** Levels of expressions from here to the deepest literal or name. */
  readonly height: number
}

export type Expression = ExpressionBase &
  (
    | { readonly kind: 'number'; readonly type: 'int' | 'float'; readonly word: number }
    | { readonly kind: 'truth'; readonly value: boolean }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'name'; readonly name: Name }
    | { readonly kind: 'unary'; readonly operator: '-' | 'not'; readonly operand: Expression }
    | {
        readonly kind: 'binary'
        readonly operator: string
        readonly sign: Place
        readonly left: Expression
        readonly right: Expression
      }
    | { readonly kind: 'call'; readonly name: Name; readonly operands: readonly Expression[] }
    | { readonly kind: 'index'; readonly name: Name; readonly index: Expression }
    | { readonly kind: 'list'; readonly elements: readonly Expression[] }
    | { readonly kind: 'repeat'; readonly value: Expression; readonly count: Expression }
    | { readonly kind: 'invalid' }
  )

/** A type as it is written. */
export interface TypeText extends Place {
  readonly word: 'int' | 'float' | 'bool' | undefined
  /** Of an array. */
  readonly length?: Expression
}

export interface Block extends Place {
  readonly statements: readonly Statement[]
}

export interface Arm {
  readonly condition: Expression
  readonly body: Block
}

/** A variable or an element that is assigned. */
export interface Target extends Place {
  readonly name: Name
  readonly index?: Expression
}

export interface Declaration {
  readonly kind: 'declare'
  readonly word: 'let' | 'var' | 'const'
  readonly name: Name
  readonly type: TypeText | undefined
  readonly value: Expression | undefined
}

export interface FunctionText {
  readonly kind: 'function'
  readonly name: Name
  readonly parameters: readonly { readonly name: Name; readonly type: TypeText }[]
  readonly result: TypeText | undefined
  readonly body: Block
}

export type Statement = Place &
  (
    | Declaration
    | FunctionText
    | {
        readonly kind: 'assign'
        readonly target: Target
        /** `+` of `+=`; absent for `=`. */
        readonly operator: string | undefined
        readonly value: Expression
      }
    | { readonly kind: 'if'; readonly arms: readonly Arm[]; readonly otherwise: Block | undefined }
    | { readonly kind: 'while'; readonly condition: Expression; readonly body: Block }
    | {
        readonly kind: 'for'
        readonly name: Name
        readonly from: Expression
        readonly to: Expression
        readonly isInclusive: boolean
        readonly step: Expression | undefined
        readonly body: Block
      }
    | { readonly kind: 'break' | 'continue' }
    | { readonly kind: 'return'; readonly value: Expression | undefined }
    | { readonly kind: 'fail'; readonly message: Token | undefined }
    | { readonly kind: 'print'; readonly items: readonly Expression[] }
    | { readonly kind: 'evaluate'; readonly value: Expression }
    | { readonly kind: 'block'; readonly body: Block }
  )
