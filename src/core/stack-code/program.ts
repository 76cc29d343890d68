// Stack code: what compilers of languages hand to machines. Typed functions of small operations on an operand stack.
//
// Values are words of 32 bits: an integer in two's complement, or the bit pattern of a binary32. A truth value is the
// integer 0 or 1. Locals and arrays belong to one call of a function; nothing is shared between functions.

import type { Span } from '../diagnostics/source.js'

/** What a word means. */
export type WordType = 'int' | 'float'

export const RELATIONS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const
export type Relation = (typeof RELATIONS)[number]

export const OPERATORS = ['add', 'sub', 'mul', 'div', 'rem'] as const
export type ArithmeticOperator = (typeof OPERATORS)[number]

/** A place in the body of a function. Labels are numbered per function. */
export type LabelNumber = number

/**
 * One operation. Pictures: operands before the arrow, the top of the stack last.
 *
 * A run-time failure (`fail`, an index outside of its array, an integer division by 0) ends the program. Failures of the
 * first two kinds are the compiler's: a machine reports where they happened, and tools say what they mean.
 */
export type Operation =
  /** `-> word` */
  | { readonly kind: 'push'; readonly type: WordType; readonly word: number }
  /** `-> value` */
  | { readonly kind: 'get'; readonly local: number }
  /** `value ->` */
  | { readonly kind: 'set'; readonly local: number }
  /** `index -> value`; fails unless 0 ≤ index < length. */
  | { readonly kind: 'get-element'; readonly local: number }
  /** `index value ->`; fails unless 0 ≤ index < length. */
  | { readonly kind: 'set-element'; readonly local: number }
  /** `-> value` */
  | { readonly kind: 'get-element-at'; readonly local: number; readonly index: number }
  /** `value ->` */
  | { readonly kind: 'set-element-at'; readonly local: number; readonly index: number }
  /** `value ->`, into every element. */
  | { readonly kind: 'fill'; readonly local: number }
  /** `a b -> a∘b`; integers wrap, division truncates, the remainder has the sign of a. */
  | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator; readonly type: WordType }
  /** `a -> −a`; of a float the sign bit is flipped. */
  | { readonly kind: 'negate'; readonly type: WordType }
  /** `a -> √a`, of floats */
  | { readonly kind: 'square-root' }
  /** `a -> a'`: an integer to the nearest float, or a float to an integer, truncated and saturated, NaN to 0. */
  | { readonly kind: 'convert'; readonly to: WordType }
  /** `truth -> truth` */
  | { readonly kind: 'not' }
  /** `a b -> truth`; with NaN only `ne` is true. */
  | { readonly kind: 'compare'; readonly relation: Relation; readonly type: WordType }
  /** `value ->` */
  | { readonly kind: 'drop' }
  /** `… second first -> result?`: the first argument is on top. */
  | { readonly kind: 'call'; readonly function: number }
  /** `value ->`; writes it and a line break. */
  | { readonly kind: 'print'; readonly type: WordType }
  /** `->`; writes a text and a line break. Not every machine can. */
  | { readonly kind: 'print-text'; readonly text: string }
  | { readonly kind: 'label'; readonly label: LabelNumber }
  | { readonly kind: 'jump'; readonly label: LabelNumber }
  /** `truth ->`; jumps if it is `when`. */
  | { readonly kind: 'branch'; readonly when: boolean; readonly label: LabelNumber }
  /** `result? ->`; ends the call, or the program. */
  | { readonly kind: 'return' }
  /** Ends the program with a failure. */
  | { readonly kind: 'fail'; readonly message: string }

export type OperationKind = Operation['kind']

/** An operation, and the text that it comes from. */
export interface Step {
  readonly operation: Operation
  readonly span: Span
}

/** A variable of one word or, with a length, an array of words. */
export interface Local {
  readonly name: string
  readonly type: WordType
  readonly length?: number
  readonly span: Span
}

/** A function. Its parameters are the first of its locals; the other locals have no value before they are set. */
export interface StackFunction {
  readonly name: string
  readonly parameters: number
  readonly result: WordType | undefined
  readonly locals: readonly Local[]
  readonly body: readonly Step[]
  readonly span: Span
}

/** A program. Its first function is where it begins and ends; that one has neither parameters nor a result. */
export interface StackProgram {
  readonly functions: readonly StackFunction[]
}

/** Whether what follows an operation is reached only through a label. */
export const endsPath = ({ kind }: Operation): boolean =>
  kind === 'jump' || kind === 'return' || kind === 'fail'

/** The label that an operation may lead to. */
export const targetOf = (operation: Operation): LabelNumber | undefined =>
  operation.kind === 'jump' || operation.kind === 'branch' ? operation.label : undefined
