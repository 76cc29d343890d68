// Before there are addresses: declares names, evaluates constants, decides conditions (spec/asm-language.md section 13).

import type { Diagnostics } from '../../core/index.js'
import type { ConstantItem, Item, PendingItem } from '../resolve/item.js'
import type { BankDefinitionNode, Node, RulesNode } from '../syntax/node.js'
import { Context, type Environment } from '../values/context.js'
import { evaluate } from '../values/evaluate.js'
import { isValue, type Outcome, poisoned } from '../values/value.js'
import { Declarations } from './declare.js'
import type { Defines } from './defines.js'
import { Expansion } from './expand.js'
import { itemsOf } from './items.js'
import type { Loader } from './load.js'
import type { AssemblySymbol } from './symbols.js'

/** A program whose names are declared and whose conditions are decided. */
export interface PreparedProgram {
  readonly items: readonly Item[]
  readonly rules: readonly RulesNode[]
  readonly banks: readonly BankDefinitionNode[]
}

/** Prepares the statements of all files. */
export function prepare(
  nodes: readonly Node[],
  environment: Environment,
  loader: Loader,
  defines: Defines,
  diagnostics: Diagnostics,
): PreparedProgram {
  return new Preparation(environment, loader, defines, diagnostics).run(nodes)
}

class Preparation {
  #items: (Item | PendingItem)[] = []
  readonly #declarations: Declarations
  readonly #expansion: Expansion

  constructor(
    readonly environment: Environment,
    loader: Loader,
    readonly defines: Defines,
    readonly diagnostics: Diagnostics,
  ) {
    this.#declarations = new Declarations(environment.root, environment.oldNames, diagnostics)
    this.#expansion = new Expansion(environment, loader, this.#declarations.macros, diagnostics)
  }

  run(nodes: readonly Node[]): PreparedProgram {
    this.#items = itemsOf(nodes, this.environment.root)
    do {
      this.#declarations.declare(this.#items)
      this.#evaluateConstants()
    } while (this.#expand())
    const pending = this.#items.filter((item) => item.kind === 'pending')
    for (const item of pending) this.#expansion.reportPending(item)
    switchByteOrder(this.#items)
    const items = this.#items.filter((item) => item.kind !== 'pending')
    return {
      items,
      rules: pending.flatMap(({ node }) => (node.kind === 'ruledef' ? [node] : [])),
      banks: items.flatMap(({ node }) => ('kind' in node && node.kind === 'bankdef' ? [node] : [])),
    }
  }

  /** Evaluates constants until none is left that could be; one that waits for another is tried when that one is known. */
  #evaluateConstants(): void {
    const waiting = new Map<AssemblySymbol, ConstantItem[]>()
    for (const item of this.#items) {
      if (item.kind === 'constant' && !item.isDone) this.#settle([item], waiting)
    }
  }

  #settle(ready: ConstantItem[], waiting: Map<AssemblySymbol, ConstantItem[]>): void {
    for (let item = ready.pop(); item !== undefined; item = ready.pop()) {
      const { symbol, node } = item
      if (symbol === undefined || item.isDone) continue
      const value = this.#givenValue(symbol) ?? evaluate(node.value, this.#contextOf(item))
      if (value.kind === 'unknown') {
        if (value.waitsFor !== undefined) addTo(waiting, value.waitsFor, item)
        continue
      }
      item.isDone = true
      symbol.value = isValue(value) ? { ...value, origin: symbol } : this.#report(value)
      ready.push(...(waiting.get(symbol) ?? []))
      waiting.delete(symbol)
    }
  }

  /** The value that the caller defines a constant to have. */
  #givenValue(symbol: AssemblySymbol): Outcome | undefined {
    return this.defines.size === 0 ? undefined : this.defines.get(symbol.fullName)
  }

  /** Replaces what can be replaced now; tells whether there was anything. */
  #expand(): boolean {
    if (!this.#items.some((item) => item.kind === 'pending')) return false
    let isChanged = false
    const expanded: (Item | PendingItem)[] = []
    for (const item of this.#items) {
      const replacing = item.kind === 'pending' ? this.#expansion.of(item) : undefined
      if (replacing === undefined) expanded.push(item)
      else {
        isChanged = true
        for (const each of replacing) expanded.push(each)
      }
    }
    this.#items = expanded
    return isChanged
  }

  #contextOf({ node, scope }: ConstantItem): Context {
    return new Context(this.environment, node.unit, scope)
  }

  #report(outcome: Outcome): Outcome {
    if ((outcome.kind === 'mistaken' || outcome.kind === 'failed') && outcome.report !== undefined) {
      this.diagnostics.add(outcome.report())
    }
    return poisoned
  }
}

/** Applies `#endian` to the data that follows it. */
function switchByteOrder(items: readonly (Item | PendingItem)[]): void {
  let isLittle = false
  for (const item of items) {
    if (item.kind === 'pending' && item.node.kind === 'endian') isLittle = item.node.isLittle
    else if (isLittle && item.kind === 'data') item.isLittle = true
  }
}

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
