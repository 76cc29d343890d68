// Statements to items.

import type { DataItem, InstructionItem, Item, PendingItem } from '../resolve/item.js'
import type { Expression } from '../syntax/expression.js'
import type { DataNode, InstructionNode, Node } from '../syntax/node.js'
import type { AssemblySymbol } from './symbols.js'

/** Makes the items of statements; scopes are given when names are declared. */
export function itemsOf(nodes: readonly Node[], root: AssemblySymbol): (Item | PendingItem)[] {
  const items: (Item | PendingItem)[] = []
  for (const node of nodes) addItems(items, node, root)
  return items
}

function addItems(items: (Item | PendingItem)[], node: Node, scope: AssemblySymbol): void {
  const common = { isDone: false, scope, position: 0 }
  switch (node.kind) {
    case 'instruction':
      items.push(instructionItem(node, scope))
      return
    case 'label':
      items.push({ kind: 'label', node, symbol: undefined, ...common })
      return
    case 'constant':
      items.push({ kind: 'constant', node, symbol: undefined, ...common })
      return
    case 'data':
      for (const element of node.elements) items.push(dataItem(node, element, scope))
      return
    case 'reserve':
    case 'align':
    case 'address':
      items.push({ kind: node.kind, node, amount: undefined, size: 0, ...common })
      return
    case 'assert':
      items.push({ kind: 'assert', node, ...common })
      return
    case 'function':
    case 'if':
    case 'include':
      items.push({ kind: node.kind, node, ...common })
      return
    case 'once':
      return
  }
}

function instructionItem(node: InstructionNode, scope: AssemblySymbol): InstructionItem {
  const size = { size: 0, isSizeFinal: false, encoding: undefined }
  return { kind: 'instruction', node, matches: [], isDone: false, scope, position: 0, ...size }
}

function dataItem({ unit, bits }: DataNode, element: Expression, scope: AssemblySymbol): DataItem {
  const node = { unit, start: element.start, end: element.end }
  const size = { size: bits ?? 0, isSizeFinal: bits !== undefined, encoding: undefined }
  return { kind: 'data', node, element, width: bits, isDone: false, scope, position: 0, ...size }
}
