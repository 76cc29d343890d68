// Gives every item its scope and declares the names (spec/asm-language.md section 7.1).

import { type Diagnostics, error, primary, type Span, secondary } from '../../core/index.js'
import type { ConstantItem, Item, LabelItem, PendingItem } from '../resolve/item.js'
import type { ConstantNode, FunctionNode, LabelNode, MacroNode } from '../syntax/node.js'
import { isReserved } from '../values/builtins.js'
import type { OldNames } from '../values/context.js'
import type { Frame } from './frame.js'
import { AssemblySymbol } from './symbols.js'

/** Declares the names of one program. */
export class Declarations {
  readonly macros = new Map<string, MacroNode>()

  constructor(
    readonly root: AssemblySymbol,
    readonly oldNames: OldNames,
    readonly diagnostics: Diagnostics,
  ) {}

  /**
   * Walks over the items in order. Those that were declared earlier only continue their scope, so this can be repeated
   * when other items have taken the place of some.
   */
  declare(items: readonly (Item | PendingItem)[]): void {
    const scopes = new Map<Frame | undefined, AssemblySymbol>()
    let frame: Frame | undefined
    let scope = this.root
    for (const item of items) {
      if (item.scope.frame !== frame) {
        scopes.set(frame, scope)
        frame = item.scope.frame
        scope = scopes.get(frame) ?? frame?.start ?? this.root
      }
      if (item.kind === 'label' || item.kind === 'constant') {
        item.symbol ??= this.#declareSymbol(item, scope)
        if (item.symbol !== undefined) scope = item.symbol
      } else if (item.kind === 'pending' && !item.isDone) this.#declareOther(item)
      item.scope = scope
    }
  }

  #declareOther(item: PendingItem): void {
    const { node } = item
    if (node.kind !== 'function' && node.kind !== 'macro') return
    if (node.kind === 'function') this.#declareFunction(node)
    else this.#declareMacro(node)
    item.isDone = true
  }

  #declareSymbol(item: LabelItem | ConstantItem, scope: AssemblySymbol): AssemblySymbol | undefined {
    const { node } = item
    const { depth } = node
    const parent = depth === 0 ? (scope.frame?.root ?? this.root) : scope.ancestor(depth - 1)
    if (parent !== undefined) return this.#declare(parent, node)
    item.isDone = true
    this.#reportSkippedLevel(node)
    return undefined
  }

  #reportSkippedLevel(node: LabelNode | ConstantNode): void {
    const { unit, depth, start } = node
    const span = { file: unit.file, start, end: node.kind === 'label' ? node.end : node.nameEnd }
    const above =
      depth === 1 ? 'a symbol without dots' : `a symbol with ${depth - 1} dot${depth === 2 ? '' : 's'}`
    const help = `declare ${above} before it`
    this.diagnostics.add(
      error('nesting-skipped', 'symbol declaration skips a nesting level', { labels: [primary(span)], help }),
    )
  }

  #declareFunction(node: FunctionNode): void {
    const symbol = this.#declare(this.root, node)
    symbol.value = { kind: 'function', definition: node, isStatic: true, origin: symbol }
  }

  #declareMacro(node: MacroNode): void {
    const { name } = node
    const earlier = this.macros.get(name)
    if (earlier === undefined) this.macros.set(name, node)
    else this.#reportDuplicate(`macro \`${name}\``, nameSpan(node), nameSpan(earlier))
  }

  /** A duplicate becomes a symbol that nobody finds, so that what is below it does not clash, too. */
  #declare(parent: AssemblySymbol, node: LabelNode | ConstantNode | FunctionNode): AssemblySymbol {
    const { name, kind } = node
    const symbol = new AssemblySymbol(name, parent, kind, node)
    const earlier = parent.child(name)
    if (earlier === undefined && !isReserved(name, this.oldNames)) parent.addChild(symbol)
    else this.#reportUnusable(symbol, earlier)
    return symbol
  }

  #reportUnusable({ name, span }: AssemblySymbol, earlier: AssemblySymbol | undefined): void {
    if (earlier !== undefined)
      return this.#reportDuplicate(`symbol \`${earlier.fullName}\``, span, earlier.span)
    const labels = span === undefined ? [] : [primary(span)]
    this.diagnostics.add(error('reserved-name', `the name \`${name}\` is reserved`, { labels }))
  }

  #reportDuplicate(what: string, span: Span | undefined, earlier: Span | undefined): void {
    const first = earlier === undefined ? [] : [secondary(earlier, 'first declared here')]
    const here = span === undefined ? [] : [primary(span)]
    this.diagnostics.add(error('duplicate-symbol', `duplicate ${what}`, { labels: [...here, ...first] }))
  }
}

function nameSpan({ unit, nameStart, nameEnd }: FunctionNode | MacroNode): Span {
  return { file: unit.file, start: nameStart, end: nameEnd }
}
