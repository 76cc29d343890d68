// What a program consists of once files are read and conditions decided: things that are resolved in rounds.

import type { BankDefinition } from '../program/banks.js'
import type { AssemblySymbol } from '../program/symbols.js'
import type { RuleMatch } from '../rules/rule.js'
import type { Expression } from '../syntax/expression.js'
import type {
  AssertNode,
  BankDefinitionNode,
  BankNode,
  ConstantNode,
  DataLayout,
  DataNode,
  EndianNode,
  FunctionNode,
  IfNode,
  IncludeNode,
  InstructionNode,
  LabelNode,
  MacroNode,
  MoveNode,
  RepeatNode,
  RulesNode,
  SourceUnit,
  UseNode,
} from '../syntax/node.js'

interface Common {
  /** Resolved for good, or given up because of a reported mistake. Such items only advance the position. */
  isDone: boolean
  /** The symbol that names with dots are relative to. */
  scope: AssemblySymbol
  /** Position in its bank in the latest pass, in bits. */
  position: number
}

export interface LabelItem extends Common {
  readonly kind: 'label'
  readonly node: LabelNode
  symbol: AssemblySymbol | undefined
}
export interface ConstantItem extends Common {
  readonly kind: 'constant'
  readonly node: ConstantNode
  symbol: AssemblySymbol | undefined
}
/** Something with bits in the output. */
interface Emitting extends Common {
  /** Bits it occupies; a guess until it is done. */
  size: number
  /** Whether the size is right even while the value is not known. */
  isSizeFinal: boolean
  /** Newest value of these bits. */
  encoding: bigint | undefined
}
/** An instruction. There are many of them, so they only keep what nothing else says. */
export class InstructionItem implements Emitting {
  isDone = false
  position = 0
  size = 0
  encoding: bigint | undefined = undefined
  isSizeFinal = false
  /** The rules that fit its text: absent before the first pass, and when they are not needed any more. */
  matches: readonly RuleMatch[] | undefined = undefined

  constructor(
    readonly node: InstructionNode,
    public scope: AssemblySymbol,
  ) {}

  get kind(): 'instruction' {
    return 'instruction'
  }
}
/** A part of a source file. */
export interface ItemPlace {
  readonly unit: SourceUnit
  readonly start: number
  readonly end: number
}
/** An element of a data directive. There are many of them, so they only keep what nothing else says. */
export class DataItem implements Emitting, ItemPlace {
  isDone = false
  position = 0
  size: number
  encoding: bigint | undefined = undefined
  isSizeFinal: boolean
  /** Whether its bytes are in reverse order. */
  isLittle = false

  constructor(
    readonly directive: DataNode,
    readonly element: Expression,
    public scope: AssemblySymbol,
  ) {
    const isFixed = directive.bits !== undefined && directive.layout === undefined
    this.size = isFixed ? directive.bits : 0
    this.isSizeFinal = isFixed
  }

  get kind(): 'data' {
    return 'data'
  }

  get node(): ItemPlace {
    return this
  }

  get unit(): SourceUnit {
    return this.directive.unit
  }

  get start(): number {
    return this.element.start
  }

  get end(): number {
    return this.element.end
  }

  /** Bits of each element; absent for `#d`. */
  get width(): number | undefined {
    return this.directive.bits
  }

  /** Absent but for directives beyond the original language. */
  get layout(): DataLayout | undefined {
    return this.directive.layout
  }
}
interface Moving extends Common {
  readonly node: MoveNode
  /** The number of the latest pass. */
  amount: bigint | undefined
  /** Bits that are claimed: none but by `#res`. */
  size: number
}
export interface ReserveItem extends Moving {
  readonly kind: 'reserve'
}
/** `#res`, `#align`, `#addr`. */
export type MoveItem = ReserveItem | (Moving & { readonly kind: 'align' | 'address' })
export interface AssertItem extends Common {
  readonly kind: 'assert'
  readonly node: AssertNode
}
/** `#bank`, or `#bankdef`, which selects its bank, too. */
export interface BankItem extends Common {
  readonly kind: 'bank'
  readonly node: BankNode | BankDefinitionNode
  /** Absent before banks are defined, and when there is none of this name. */
  definition: BankDefinition | undefined
}

/** An item whose bits are in the output. */
export type EmittingItem = InstructionItem | DataItem

/** An item that is resolved in rounds. */
export type Item = LabelItem | ConstantItem | InstructionItem | DataItem | MoveItem | AssertItem | BankItem

/** What is gone before items are resolved: definitions, and what other items take the place of. */
export interface PendingItem extends Common {
  readonly kind: 'pending'
  readonly node: PendingNode
}
export type PendingNode =
  | FunctionNode
  | IfNode
  | IncludeNode
  | RulesNode
  | RepeatNode
  | MacroNode
  | UseNode
  | EndianNode
