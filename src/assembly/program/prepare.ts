// Before there are addresses: declares names, evaluates constants, decides conditions (spec/asm-language.md section 13).

import { type Diagnostics, error, primary } from '../../core/index.js'
import type { ConstantItem, Item, PendingItem } from '../resolve/item.js'
import type { IfNode, IncludeNode, Node } from '../syntax/node.js'
import { Context, type Environment } from '../values/context.js'
import { evaluate } from '../values/evaluate.js'
import { isValue, kindText, type Outcome, poisoned } from '../values/value.js'
import { reportCycles } from './cycles.js'
import { declareNames } from './declare.js'
import type { Defines } from './defines.js'
import { itemsOf } from './items.js'
import type { Loader } from './load.js'
import type { AssemblySymbol } from './symbols.js'

/** The items of a program whose names are declared and whose conditions are decided. */
export function prepare(
  nodes: readonly Node[],
  environment: Environment,
  loader: Loader,
  defines: Defines,
  diagnostics: Diagnostics,
): Item[] {
  return new Preparation(environment, loader, defines, diagnostics).run(nodes)
}

class Preparation {
  #items: (Item | PendingItem)[] = []
  /** What constants without a value wait for. */
  readonly #waitsFor = new Map<ConstantItem, AssemblySymbol>()

  constructor(
    readonly environment: Environment,
    readonly loader: Loader,
    readonly defines: Defines,
    readonly diagnostics: Diagnostics,
  ) {}

  run(nodes: readonly Node[]): Item[] {
    this.#items = itemsOf(nodes, this.environment.root)
    do {
      declareNames(this.#items, this.environment.root, this.diagnostics)
      this.#evaluateConstants()
    } while (this.#expand())
    for (const item of this.#items) if (item.kind === 'if') this.#reportUndecided(item)
    reportCycles(this.#waitsFor, this.diagnostics)
    return this.#items.filter(isResolvable)
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
        if (value.waitsFor === undefined) continue
        addTo(waiting, value.waitsFor, item)
        this.#waitsFor.set(item, value.waitsFor)
        continue
      }
      item.isDone = true
      this.#waitsFor.delete(item)
      symbol.value = isValue(value) ? { ...value, origin: symbol } : this.#report(value)
      ready.push(...(waiting.get(symbol) ?? []))
      waiting.delete(symbol)
    }
  }

  /** The value that the caller defines a constant to have. */
  #givenValue(symbol: AssemblySymbol): Outcome | undefined {
    return this.defines.size === 0 ? undefined : this.defines.get(symbol.fullName)
  }

  /** Replaces conditions that are decided by their arms, and includes in arms by files; tells whether there were any. */
  #expand(): boolean {
    if (this.#items.every(isResolvable)) return false
    let isChanged = false
    const expanded: (Item | PendingItem)[] = []
    for (const item of this.#items) {
      const nodes = this.#replacement(item)
      if (nodes === undefined) expanded.push(item)
      else {
        isChanged = true
        for (const replacing of itemsOf(nodes, this.environment.root)) expanded.push(replacing)
      }
    }
    this.#items = expanded
    return isChanged
  }

  #replacement(item: Item | PendingItem): readonly Node[] | undefined {
    if (item.kind === 'include') return this.loader.include(item.node as IncludeNode)
    return item.kind === 'if' && !item.isDone ? this.#chosenArm(item) : undefined
  }

  /** The statements of the first arm whose condition holds, undefined when that cannot be said yet. */
  #chosenArm(item: PendingItem): readonly Node[] | undefined {
    for (const { condition, body } of (item.node as IfNode).arms) {
      if (condition === undefined) return body
      const value = evaluate(condition, this.#contextOf(item))
      if (value.kind === 'boolean' && value.value) return body
      if (value.kind === 'boolean') continue
      if (value.kind === 'mistaken' || value.kind === 'failed') {
        this.#report(value)
        return []
      }
      return undefined
    }
    return []
  }

  #reportUndecided(item: PendingItem): void {
    for (const { condition } of (item.node as IfNode).arms) {
      if (condition === undefined) return
      const context = this.#contextOf(item)
      context.stage = 'condition'
      const value = evaluate(condition, context)
      if (value.kind === 'boolean') continue
      if (value.kind === 'mistaken' || value.kind === 'failed') return void this.#report(value)
      const found = isValue(value) ? `, got ${kindText(value)}` : ''
      const labels = [primary(context.spanOf(condition))]
      this.diagnostics.add(
        error('unresolved-condition', `unresolved condition: expected boolean${found}`, { labels }),
      )
      return
    }
  }

  #contextOf({ node, scope }: ConstantItem | PendingItem): Context {
    return new Context(this.environment, node.unit, scope)
  }

  #report(outcome: Outcome): Outcome {
    if ((outcome.kind === 'mistaken' || outcome.kind === 'failed') && outcome.report !== undefined) {
      this.diagnostics.add(outcome.report())
    }
    return poisoned
  }
}

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}

function isResolvable(item: Item | PendingItem): item is Item {
  return item.kind !== 'if' && item.kind !== 'include' && item.kind !== 'function'
}
