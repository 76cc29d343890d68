// Statements to items.

import { DataItem, InstructionItem, type Item, type PendingItem } from '../resolve/item.js'
import { substitutedIn } from '../rules/substitution.js'
import type { DataNode, Node, OnceNode } from '../syntax/node.js'
import type { AssemblySymbol } from './symbols.js'

/** Makes the items of statements; scopes are given when names are declared. */
export function itemsOf(nodes: readonly Node[], root: AssemblySymbol): (Item | PendingItem)[] {
  const items: (Item | PendingItem)[] = []
  for (const node of nodes) {
    if (node.kind === 'data')
      for (const element of node.elements) items.push(new DataItem(node, element, root))
    else if (node.kind !== 'once') items.push(itemOf(node, root))
  }
  return items
}

function itemOf(node: Exclude<Node, DataNode | OnceNode>, scope: AssemblySymbol): Item | PendingItem {
  switch (node.kind) {
    case 'instruction':
      return new InstructionItem(scope.frame === undefined ? node : substitutedIn(node, scope), scope)
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
