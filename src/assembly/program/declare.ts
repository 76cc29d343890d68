// Gives every item its scope and declares the names (spec/asm-language.md section 7.1).

import { type Diagnostics, error, primary, type Span, secondary } from '../../core/index.js'
import type { ConstantItem, Item, LabelItem, PendingItem } from '../resolve/item.js'
import type { FunctionNode } from '../syntax/node.js'
import { AssemblySymbol, type SymbolKind } from './symbols.js'

/** A name to be declared. */
interface Declaration {
  readonly name: string
  readonly kind: SymbolKind
  readonly span: Span
  readonly isListed: boolean
}

/**
 * Walks over the items in order. Those that were declared earlier only continue their scope, so this can be repeated when
 * conditions have become items.
 */
export function declareNames(
  items: readonly (Item | PendingItem)[],
  root: AssemblySymbol,
  diagnostics: Diagnostics,
): void {
  let scope = root
  for (const item of items) {
    if (item.kind === 'label' || item.kind === 'constant') {
      item.symbol ??= declareSymbol(item, scope, diagnostics)
      if (item.symbol !== undefined) scope = item.symbol
    } else if (item.kind === 'function' && !item.isDone) {
      declareFunction(item.node as FunctionNode, root, diagnostics)
      item.isDone = true
    }
    item.scope = scope
  }
}

function declareSymbol(
  item: LabelItem | ConstantItem,
  scope: AssemblySymbol,
  diagnostics: Diagnostics,
): AssemblySymbol | undefined {
  const { node } = item
  const { unit, depth, name, start } = node
  const span = { file: unit.file, start, end: node.kind === 'label' ? node.end : node.nameEnd }
  const parent = scope.ancestor(depth - 1)
  if (parent === undefined) {
    const above =
      depth === 1 ? 'a symbol without dots' : `a symbol with ${depth - 1} dot${depth === 2 ? '' : 's'}`
    const help = `declare ${above} before it`
    diagnostics.add(
      error('nesting-skipped', 'symbol declaration skips a nesting level', { labels: [primary(span)], help }),
    )
    item.isDone = true
    return undefined
  }
  const isListed = node.kind === 'label' || node.isListed
  return declare(parent, { name, kind: node.kind, span, isListed }, diagnostics)
}

function declareFunction(node: FunctionNode, root: AssemblySymbol, diagnostics: Diagnostics): void {
  const { name, unit, nameStart, nameEnd } = node
  const span = { file: unit.file, start: nameStart, end: nameEnd }
  const symbol = declare(root, { name, kind: 'function', span, isListed: false }, diagnostics)
  symbol.value = { kind: 'function', definition: node, isStatic: true, origin: symbol }
}

/** A duplicate becomes a symbol that nobody finds, so that what is below it does not clash, too. */
function declare(parent: AssemblySymbol, declaration: Declaration, diagnostics: Diagnostics): AssemblySymbol {
  const { name, kind, span, isListed } = declaration
  const symbol = new AssemblySymbol(name, parent, kind, span, isListed)
  const earlier = parent.child(name)
  if (name.startsWith('$')) {
    diagnostics.add(error('reserved-name', `the name \`${name}\` is reserved`, { labels: [primary(span)] }))
  } else if (earlier === undefined) {
    parent.addChild(symbol)
  } else {
    const first = earlier.span === undefined ? [] : [secondary(earlier.span, 'first declared here')]
    const message = `duplicate symbol \`${earlier.fullName}\``
    diagnostics.add(error('duplicate-symbol', message, { labels: [primary(span), ...first] }))
  }
  return symbol
}
