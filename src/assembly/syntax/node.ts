// Statements as the parser makes them (spec/asm-language.md section 3).

import type { SourceFile } from '../../core/index.js'
import type { Expression } from './expression.js'
import type { TokenList } from './tokens.js'

/** A file in the place where it is included. */
export interface SourceUnit {
  readonly file: SourceFile
  /** Its name below the project's root. */
  readonly path: string
  readonly includedBy: SourceUnit | undefined
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
/** The tokens `first`…`last` (exclusive) of a line that is to be matched against rules. */
export interface InstructionNode extends Place {
  readonly kind: 'instruction'
  readonly tokens: TokenList
  readonly first: number
  readonly last: number
}
/** `bits` is absent for `#d`. */
export interface DataNode extends Place {
  readonly kind: 'data'
  readonly bits: number | undefined
  readonly elements: readonly Expression[]
}
/** `#res`, `#align`, `#addr`. */
export interface MoveNode extends Place {
  readonly kind: 'reserve' | 'align' | 'address'
  readonly value: Expression
}
export interface AssertNode extends Place {
  readonly kind: 'assert'
  readonly condition: Expression
}
export interface FunctionNode extends Place {
  readonly kind: 'function'
  readonly name: string
  readonly nameStart: number
  readonly nameEnd: number
  readonly parameters: readonly string[]
  readonly body: Expression
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
