// Statements to items.

import type { DataItem, InstructionItem, Item, PendingItem } from '../resolve/item.js'
import type { Expression } from '../syntax/expression.js'
import type { DataNode, InstructionNode, Node, OnceNode, SourceUnit } from '../syntax/node.js'
import type { AssemblySymbol } from './symbols.js'

/** Makes the items of statements; scopes are given when names are declared. */
export function itemsOf(nodes: readonly Node[], root: AssemblySymbol): (Item | PendingItem)[] {
  const items: (Item | PendingItem)[] = []
  for (const node of nodes) {
    if (node.kind === 'data') for (const element of node.elements) items.push(dataItem(node, element, root))
    else if (node.kind !== 'once') items.push(itemOf(node, root))
  }
  return items
}

function itemOf(node: Exclude<Node, DataNode | OnceNode>, scope: AssemblySymbol): Item | PendingItem {
  switch (node.kind) {
    case 'instruction':
      return instructionItem(node, scope)
    case 'label':
      return { kind: 'label', node, symbol: undefined, isDone: false, scope, position: 0 }
    case 'constant':
      return { kind: 'constant', node, symbol: undefined, isDone: false, scope, position: 0 }
    case 'reserve':
    case 'align':
    case 'address':
      return { kind: node.kind, node, amount: undefined, size: 0, isDone: false, scope, position: 0 }
    case 'assert':
      return { kind: 'assert', node, isDone: false, scope, position: 0 }
    case 'bank':
    case 'bankdef':
      return { kind: 'bank', node, definition: undefined, isDone: false, scope, position: 0 }
    default:
      return { kind: 'pending', node, isDone: false, scope, position: 0 }
  }
}

function instructionItem(node: InstructionNode, scope: AssemblySymbol): InstructionItem {
  return {
    kind: 'instruction',
    node,
    matches: undefined,
    isDone: false,
    scope,
    position: 0,
    size: 0,
    isSizeFinal: false,
    encoding: undefined,
  }
}

function dataItem({ unit, bits, layout }: DataNode, element: Expression, scope: AssemblySymbol): DataItem {
  const width = layout === undefined ? bits : undefined
  return {
    kind: 'data',
    node: placeOf(unit, element),
    element,
    width: bits,
    layout,
    isLittle: false,
    isDone: false,
    scope,
    position: 0,
    size: width ?? 0,
    isSizeFinal: width !== undefined,
    encoding: undefined,
  }
}

function placeOf(unit: SourceUnit, { start, end }: Expression) {
  return { unit, start, end }
}
