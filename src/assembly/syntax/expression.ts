// Expressions as the parser makes them (spec/asm-language.md section 5). Offsets are in the file of the surrounding node.

import type { Value } from '../values/value.js'
import type { TokenList } from './tokens.js'

interface Place {
  readonly start: number
  readonly end: number
}

export type UnaryOperator = '-' | '!'
export type BinaryOperator =
  | ('@' | '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=')
  | ('|' | '^' | '&' | '<<' | '>>' | '+' | '-' | '*' | '/' | '%')

export interface LiteralExpression extends Place {
  readonly kind: 'literal'
  readonly value: Value
}
/** A name with the number of dots in front of it. */
export interface NameExpression extends Place {
  readonly kind: 'name'
  readonly dots: number
  readonly name: string
}
export interface UnaryExpression extends Place {
  readonly kind: 'unary'
  readonly operator: UnaryOperator
  readonly operand: Expression
}
export interface BinaryExpression extends Place {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
}
export interface TernaryExpression extends Place {
  readonly kind: 'ternary'
  readonly condition: Expression
  readonly then: Expression
  readonly otherwise: Expression | undefined
}
export interface AssignmentExpression extends Place {
  readonly kind: 'assignment'
  readonly target: Expression
  readonly value: Expression
}
export interface SliceExpression extends Place {
  readonly kind: 'slice'
  readonly operand: Expression
  readonly high: Expression
  readonly low: Expression
}
export interface CastExpression extends Place {
  readonly kind: 'cast'
  readonly operand: Expression
  readonly size: Expression
}
export interface MemberExpression extends Place {
  readonly kind: 'member'
  readonly object: Expression
  readonly name: string
  /** Where the name begins. */
  readonly nameStart: number
}
export interface CallExpression extends Place {
  readonly kind: 'call'
  readonly callee: Expression
  readonly arguments: readonly Expression[]
}
export interface BlockExpression extends Place {
  readonly kind: 'block'
  readonly body: readonly Expression[]
}
/** Named members, in the order in which they are evaluated. */
export interface StructExpression extends Place {
  readonly kind: 'struct'
  readonly members: readonly { readonly name: string; readonly value: Expression }[]
}
/** The tokens `first`…`last` (exclusive) of a text that is to be matched against rules. */
export interface InstructionText extends Place {
  readonly tokens: TokenList
  readonly first: number
  readonly last: number
}
export interface AsmInstruction extends InstructionText {
  readonly kind: 'instruction'
}
export interface AsmLabel extends Place {
  readonly kind: 'label'
  readonly name: string
}
/** A statement that a block may not contain. */
export interface AsmMisplaced extends Place {
  readonly kind: 'misplaced'
}
export type AsmLine = AsmInstruction | AsmLabel | AsmMisplaced
/** Instructions as a value: their encodings one after the other. */
export interface AsmExpression extends Place {
  readonly kind: 'asm'
  readonly lines: readonly AsmLine[]
}
/** Stands for an expression whose mistake was reported. */
export interface InvalidExpression extends Place {
  readonly kind: 'invalid'
}

export type Expression =
  | LiteralExpression
  | NameExpression
  | UnaryExpression
  | BinaryExpression
  | TernaryExpression
  | AssignmentExpression
  | SliceExpression
  | CastExpression
  | MemberExpression
  | CallExpression
  | BlockExpression
  | StructExpression
  | AsmExpression
  | InvalidExpression
