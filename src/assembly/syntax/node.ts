// Statements as the parser makes them (spec/asm-language.md section 3).

import type { SourceFile, Span } from '../../core/index.js'
import type { PatternPart } from '../rules/rule.js'
import type { Expression, InstructionText } from './expression.js'
import type { TokenList } from './tokens.js'

/** A file in the place where it is included. */
export interface SourceUnit {
  readonly file: SourceFile
  /** Its name below the project's root. */
  readonly path: string
  readonly includedBy: SourceUnit | undefined
  /** Of a text that substitution made: the place in a file that a part of it comes from. */
  readonly original?: (start: number, end: number) => Span
}

/** The place of a part of a unit in a file that people have. */
export function spanIn(unit: SourceUnit, start: number, end: number): Span {
  return unit.original === undefined ? { file: unit.file, start, end } : unit.original(start, end)
}

interface Place {
  readonly unit: SourceUnit
  readonly start: number
  readonly end: number
}

/** `start`…`end` is the name with its dots and colon. */
export interface LabelNode extends Place {
  readonly kind: 'label'
  readonly depth: number
  readonly name: string
}
export interface ConstantNode extends Place {
  readonly kind: 'constant'
  readonly depth: number
  readonly name: string
  readonly nameEnd: number
  readonly value: Expression
  /** Whether listings of symbols show it. */
  readonly isListed: boolean
}
/** A line that is to be matched against rules. There are many of them, so they only keep what nothing else says. */
export class InstructionNode implements Place, InstructionText {
  constructor(
    readonly unit: SourceUnit,
    readonly tokens: TokenList,
    readonly first: number,
    readonly last: number,
  ) {}

  get kind(): 'instruction' {
    return 'instruction'
  }

  get start(): number {
    return this.tokens.starts[this.first]
  }

  get end(): number {
    return this.last > this.first ? this.tokens.ends[this.last - 1] : this.start
  }
}
/** `bits` is absent for `#d`. */
export interface DataNode extends Place {
  readonly kind: 'data'
  readonly bits: number | undefined
  readonly elements: readonly Expression[]
  readonly layout?: DataLayout
}
/** How the elements of a directive beyond the original language become data. */
export type DataLayout =
  /** Every element is repeated. */
  | { readonly kind: 'fill'; readonly count: Expression }
  /** Every character takes the width of the directive; with a length, shorter strings are filled up. */
  | { readonly kind: 'text'; readonly length: Expression | undefined; readonly fill: Expression | undefined }
/** `#res`, `#align`, `#addr`. */
export interface MoveNode extends Place {
  readonly kind: 'reserve' | 'align' | 'address'
  readonly value: Expression
}
export interface AssertNode extends Place {
  readonly kind: 'assert'
  readonly condition: Expression
}
/** A directive that declares a name. */
interface Naming extends Place {
  readonly name: string
  readonly nameStart: number
  readonly nameEnd: number
}
export interface FunctionNode extends Naming {
  readonly kind: 'function'
  readonly parameters: readonly { readonly name: string; readonly fallback: Expression | undefined }[]
  readonly body: Expression
}
/** A field of a bank; `start`…`end` is its name. */
export interface BankField {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly value: Expression | undefined
}
/** `start`…`end` is the directive up to its name. */
export interface BankDefinitionNode extends Naming {
  readonly kind: 'bankdef'
  readonly fields: readonly BankField[]
}
export interface BankNode extends Naming {
  readonly kind: 'bank'
}
/** The declared type of a rule's parameter. */
export type TypeNode =
  | { readonly kind: 'any' }
  | { readonly kind: 'unsigned' | 'signed' | 'integer'; readonly bits: number }
  | { readonly kind: 'ruledef'; readonly name: string; readonly start: number; readonly end: number }
/** A rule; `start`…`end` is its pattern. */
export interface RuleNode {
  readonly pattern: readonly PatternPart[]
  readonly parameters: readonly ParameterNode[]
  readonly body: Expression
  readonly start: number
  readonly end: number
}
/** A parameter of a rule; `start`…`end` is its name. */
export interface ParameterNode {
  readonly name: string
  readonly type: TypeNode
  readonly start: number
  readonly end: number
}
export interface RulesNode extends Place {
  readonly kind: 'ruledef'
  /** Whether the rules match as parameters only. */
  readonly isSub: boolean
  readonly name: string | undefined
  readonly nameStart: number
  readonly nameEnd: number
  readonly rules: readonly RuleNode[]
  /** First words of rules with mistakes. */
  readonly broken: readonly string[]
}
/** Lines that are repeated; the variable counts from 0. */
export interface RepeatNode extends Place {
  readonly kind: 'repeat'
  readonly variable: string | undefined
  readonly count: Expression
  readonly body: readonly Node[]
}
/** A text that takes the place of a macro's parameter; without an expression it can only stand in instructions. */
export interface MacroArgument {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly expression: Expression | undefined
}
export interface MacroNode extends Naming {
  readonly kind: 'macro'
  readonly parameters: readonly { readonly name: string; readonly fallback: MacroArgument | undefined }[]
  readonly body: readonly Node[]
}
export interface UseNode extends Naming {
  readonly kind: 'use'
  readonly arguments: readonly MacroArgument[]
}
export interface EndianNode extends Place {
  readonly kind: 'endian'
  readonly isLittle: boolean
}
export interface IfNode extends Place {
  readonly kind: 'if'
  /** The condition of the last arm is absent when it is an `#else`. */
  readonly arms: readonly { readonly condition: Expression | undefined; readonly body: readonly Node[] }[]
}
/** `start`…`end` is the string. */
export interface IncludeNode extends Place {
  readonly kind: 'include'
  readonly path: string
}
export interface OnceNode extends Place {
  readonly kind: 'once'
}

export type Node =
  | LabelNode
  | ConstantNode
  | InstructionNode
  | DataNode
  | MoveNode
  | AssertNode
  | FunctionNode
  | IfNode
  | IncludeNode
  | OnceNode
  | BankDefinitionNode
  | BankNode
  | RulesNode
  | RepeatNode
  | MacroNode
  | UseNode
  | EndianNode
