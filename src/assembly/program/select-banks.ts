// Finds the bank of every `#bank` and `#bankdef`, and the banks of symbols (spec/asm-language.md section 12.1).

import { type Diagnostics, error, primary, type Span, secondary } from '../../core/index.js'
import { claimOf } from '../output/placement.js'
import type { Item } from '../resolve/item.js'
import type { BankDefinitionNode, BankNode } from '../syntax/node.js'
import { isReserved } from '../values/builtins.js'
import type { Environment } from '../values/context.js'
import { type BankDefinition, bankOf } from './banks.js'

/** Defines the banks of a program and selects them where items say so; gives those that are used. */
export function selectBanks(
  items: readonly Item[],
  definitions: readonly BankDefinitionNode[],
  first: BankDefinition,
  environment: Environment,
  diagnostics: Diagnostics,
): readonly BankDefinition[] {
  const byName = new Map<string, BankDefinition>()
  if (!first.isDefault) byName.set(first.name, first)
  const byNode = new Map<BankNode | BankDefinitionNode, BankDefinition>()
  for (const node of definitions) {
    const earlier = byName.get(node.name)
    if (earlier !== undefined) reportDuplicate(node, earlier, diagnostics)
    if (isReserved(node.name, environment.oldNames)) reportReserved(node, diagnostics)
    const bank = bankOf(node, environment, diagnostics)
    byNode.set(node, bank)
    if (earlier === undefined) byName.set(node.name, bank)
  }
  const isFirstUsed = assign(items, first, (node) => {
    const bank = byNode.get(node) ?? byName.get(node.name)
    if (bank === undefined) reportUnknown(node, byName, environment, diagnostics)
    return bank
  })
  const defined = [...byNode.values()]
  return isFirstUsed && !first.isDefault ? [first, ...defined] : defined
}

/** Gives items and symbols their banks; tells whether anything is in the first one. */
function assign(
  items: readonly Item[],
  first: BankDefinition,
  bankFor: (node: BankNode | BankDefinitionNode) => BankDefinition | undefined,
): boolean {
  let bank = first
  let isFirstUsed = false
  for (const item of items) {
    if (item.kind === 'bank') {
      item.definition = bankFor(item.node)
      bank = item.definition ?? bank
    } else if (item.kind === 'label' || item.kind === 'constant') {
      if (item.symbol !== undefined) item.symbol.bank = bank
    } else if (bank === first && claimOf(item) !== undefined) isFirstUsed = true
  }
  return isFirstUsed
}

function reportDuplicate(
  node: BankDefinitionNode,
  { span, name }: BankDefinition,
  diagnostics: Diagnostics,
): void {
  const labels = [
    primary(nameSpan(node)),
    ...(span === undefined ? [] : [secondary(span, 'first declared here')]),
  ]
  diagnostics.add(error('duplicate-bank', `duplicate bank \`${name}\``, { labels }))
}

function reportReserved(node: BankDefinitionNode, diagnostics: Diagnostics): void {
  const labels = [primary(nameSpan(node))]
  diagnostics.add(error('reserved-name', `the name \`${node.name}\` is reserved`, { labels }))
}

function reportUnknown(
  node: BankNode | BankDefinitionNode,
  known: ReadonlyMap<string, BankDefinition>,
  { budget }: Environment,
  diagnostics: Diagnostics,
): void {
  const near = budget.nearest(node.name, known.keys())
  const help = near && `did you mean \`${near}\`?`
  diagnostics.add(
    error('unknown-bank', `unknown bank \`${node.name}\``, { labels: [primary(nameSpan(node))], help }),
  )
}

function nameSpan({ unit, nameStart: start, nameEnd: end }: BankNode | BankDefinitionNode): Span {
  return { file: unit.file, start, end }
}
