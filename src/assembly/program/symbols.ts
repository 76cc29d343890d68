// Names and what they stand for, nested by dots (spec/asm-language.md section 7).

import type { Span } from '../../core/index.js'
import type { ConstantNode, FunctionNode, LabelNode } from '../syntax/node.js'
import { type Outcome, unknown } from '../values/value.js'
import type { BankDefinition } from './banks.js'
import type { Frame } from './frame.js'

export type SymbolKind = 'label' | 'constant' | 'function'

const NO_CHILDREN: ReadonlyMap<string, AssemblySymbol> = new Map()

/** A declared name. The root, which has no name, is the parent of the global ones. */
export class AssemblySymbol {
  /** Most symbols have no children. */
  #children: Map<string, AssemblySymbol> | undefined
  /** Newest value; replaced in every round until it is final. */
  value: Outcome = unknown
  /** Number of dots in front of its name in its declaration; −1 for the root. */
  readonly depth: number
  /** The bank in effect where it is declared, once that is known. */
  bank: BankDefinition | undefined
  /** The repetition or use of a macro whose own names these are. */
  readonly frame: Frame | undefined

  constructor(
    readonly name: string,
    readonly parent: AssemblySymbol | undefined,
    readonly kind: SymbolKind,
    readonly declaration: LabelNode | ConstantNode | FunctionNode | undefined,
    frame?: Frame,
  ) {
    this.depth = parent === undefined ? -1 : parent.depth + 1
    this.frame = frame ?? parent?.frame
  }

  /** The place of the name where it is declared. */
  get span(): Span | undefined {
    const { declaration } = this
    if (declaration === undefined) return undefined
    const { file } = declaration.unit
    if (declaration.kind === 'function') {
      return { file, start: declaration.nameStart, end: declaration.nameEnd }
    }
    const { kind, start } = declaration
    return { file, start, end: kind === 'label' ? declaration.end : declaration.nameEnd }
  }

  /** Whether listings show it. */
  get isListed(): boolean {
    return this.declaration?.kind === 'constant' ? this.declaration.isListed : this.kind !== 'function'
  }

  get children(): ReadonlyMap<string, AssemblySymbol> {
    return this.#children ?? NO_CHILDREN
  }

  child(name: string): AssemblySymbol | undefined {
    return this.#children?.get(name)
  }

  addChild(symbol: AssemblySymbol): void {
    this.#children ??= new Map()
    this.#children.set(symbol.name, symbol)
  }

  get fullName(): string {
    return this.parent === undefined || this.parent.depth < 0
      ? this.name
      : `${this.parent.fullName}.${this.name}`
  }

  /** The symbol of a depth on the path to this one. */
  ancestor(depth: number): AssemblySymbol | undefined {
    let symbol: AssemblySymbol | undefined = this
    while (symbol !== undefined && symbol.depth > depth) symbol = symbol.parent
    return symbol?.depth === depth ? symbol : undefined
  }
}

/** A new global scope. */
export const newRoot = (): AssemblySymbol => new AssemblySymbol('', undefined, 'label', undefined)

/** All symbols below one, each before its children. */
export function* symbolsBelow(root: AssemblySymbol): Generator<AssemblySymbol> {
  for (const child of root.children.values()) {
    yield child
    if (child.children.size > 0) yield* symbolsBelow(child)
  }
}

/** Names that can be written where `scope` is current, nearest first. */
export function* visibleNames(scope: AssemblySymbol): Generator<string> {
  for (let symbol: AssemblySymbol | undefined = scope; symbol !== undefined; symbol = symbol.parent) {
    const dots = '.'.repeat(symbol.depth + 1)
    for (const name of symbol.children.keys()) yield dots + name
  }
}
