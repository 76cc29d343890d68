// What the parser of the section language makes of a source (spec/mvm.md 3.4).

import { NOWHERE, type Place } from './source-text.js'

/** A directive with its one operand. */
export interface DirectiveNode extends Place {
  readonly kind: 'section' | 'entry' | 'ascii'
  readonly text: string
}

export interface LabelNode extends Place {
  readonly kind: 'label'
  readonly name: string
}

export interface InstructionNode extends Place {
  readonly kind: 'instruction'
  readonly word: string
  readonly operands: readonly Node[]
}

/** Brackets; `inside` is from the first to the last token between them. */
export interface BracketNode extends Place {
  readonly kind: 'bracket'
  readonly inner: Node
  readonly inside: Place
}

export interface BinaryNode extends Place {
  readonly kind: 'binary'
  readonly operator: string
  readonly left: Node
  readonly right: Node
}

export interface IdentifierNode extends Place {
  readonly kind: 'identifier'
  readonly name: string
}

/** A number, a named constant, or a register's number. */
export interface ValueNode extends Place {
  readonly kind: 'number' | 'constant' | 'register'
  readonly value: bigint
}

export interface StringNode extends Place {
  readonly kind: 'string'
}

/** `.`, the address of the item it occurs in. */
export interface PointerNode extends Place {
  readonly kind: 'pointer'
}

/** What could not be parsed, or is missing at the end of the source. */
export interface NothingNode extends Place {
  readonly kind: 'nothing'
}

export type Node =
  | DirectiveNode
  | LabelNode
  | InstructionNode
  | BracketNode
  | BinaryNode
  | IdentifierNode
  | ValueNode
  | StringNode
  | PointerNode
  | NothingNode

export const NOTHING: NothingNode = { kind: 'nothing', ...NOWHERE }
