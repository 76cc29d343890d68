// Rules: how text becomes an encoding (spec/asm-language.md section 8). Where rules come from does not matter here.

import type { NumberForm, Span } from '../../core/index.js'
import type { Expression } from '../syntax/expression.js'
import type { Context, OperandWords } from '../values/context.js'
import type { IntegerValue, Outcome, Value } from '../values/value.js'
import type { RuleSet } from './rule-set.js'

/** One step of matching. */
export type PatternPart =
  /** A character, lower case; unless `glued` to the one before, blanks and comments may precede it. */
  | { readonly kind: 'literal'; readonly code: number; readonly glued: boolean }
  /** A blank, or the end of the text; consumes nothing. */
  | { readonly kind: 'space' }
  | { readonly kind: 'parameter'; readonly index: number }

/** What may stand in the place of a parameter. */
export type ParameterType =
  | { readonly kind: 'any' }
  | { readonly kind: 'unsigned' | 'signed' | 'integer'; readonly bits: number }
  | NumberType
  /** `name` as messages show it. */
  | { readonly kind: 'rules'; readonly rules: RuleSet; readonly name: string }

/** A number with the range and the words of an operand of a machine. */
export interface NumberType {
  readonly kind: 'number'
  readonly form: NumberForm
  readonly words: OperandWords | undefined
  /** The number minus `bias` must be a multiple of `step`, or its low bits would be lost. */
  readonly step: bigint
  readonly bias: bigint
}

export interface Parameter {
  readonly name: string
  readonly type: ParameterType
}

/** What a rule yields. */
export interface RuleBody {
  /** The value for these arguments, of which there is one per parameter, in the context of the instruction. */
  evaluate(values: readonly Value[], context: Context, match: RuleMatch): Outcome
  /** Size in bits that the value has whenever there is one, if that is known beforehand. */
  fixedSize(match: RuleMatch): number | undefined
}

export interface Rule {
  readonly pattern: readonly PatternPart[]
  /** Number of literal characters in the pattern. */
  readonly literals: number
  readonly parameters: readonly Parameter[]
  readonly body: RuleBody
  /** The pattern as people write it, for messages. */
  readonly text: string
  /** Said whenever the rule is used. */
  readonly warning: string | undefined
  /** Where it is written, and the expression that its value comes from, if a program defines it. */
  readonly source?: { readonly pattern: Span; readonly result: Span }
  /** The body as it is written, if a program defines it. */
  readonly definition?: Expression
}

/** An argument: an expression with its place, or the match of a rule. */
export type Argument = Expression | RuleMatch

/** A part of a text. */
export interface Extent {
  readonly start: number
  readonly end: number
}

/** A rule that fits a text. */
export interface RuleMatch {
  readonly kind: 'match'
  readonly rule: Rule
  readonly arguments: readonly Argument[]
  /** The texts of the arguments as they are written, parentheses included; absent for plain rules. */
  readonly texts?: readonly Extent[]
  /** Literal characters of its pattern and of all nested matches. */
  readonly literals: number
  /** The text that it fits. */
  readonly start: number
  readonly end: number
}

/** A rule body that is always the same value. */
export function constantBody(value: IntegerValue): RuleBody {
  return { evaluate: () => value, fixedSize: () => value.size }
}

/** Number of literal characters in a pattern. */
export function literalsIn(pattern: readonly PatternPart[]): number {
  return pattern.filter(({ kind }) => kind === 'literal').length
}
