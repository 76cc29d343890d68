// Lines that take the place of others: arms of conditions, included files, repetitions, macros.

import { type Diagnostics, error, primary } from '../../core/index.js'
import { EXPANDED_STATEMENTS, FRAME_DEPTH } from '../limits.js'
import type { Item, PendingItem, PendingNode } from '../resolve/item.js'
import type { IfNode, MacroNode, Node, RepeatNode, UseNode } from '../syntax/node.js'
import { countMessage } from '../values/builtins.js'
import { type ConstantsOnly, Context, type Environment } from '../values/context.js'
import { evaluate } from '../values/evaluate.js'
import { integer, isValue, kindText, type NoValue, type Outcome } from '../values/value.js'
import { type FrameName, newFrame } from './frame.js'
import { itemsOf } from './items.js'
import type { Loader } from './load.js'
import type { AssemblySymbol } from './symbols.js'

const COUNT: ConstantsOnly = {
  place: 'the count of a `#repeat`',
  code: 'unresolved-expression',
  message: 'unresolved expression: this cannot be evaluated',
}

type Items = (Item | PendingItem)[]
type PendingOf<N extends PendingNode> = PendingItem & { readonly node: N }

/** Finds the lines that take the place of pending items. */
export class Expansion {
  #statementsLeft = EXPANDED_STATEMENTS

  constructor(
    readonly environment: Environment,
    readonly loader: Loader,
    readonly macros: ReadonlyMap<string, MacroNode>,
    readonly diagnostics: Diagnostics,
  ) {}

  /** What takes the place of an item; undefined when nothing does, or when that cannot be said yet. */
  of(item: PendingItem): Items | undefined {
    const { node, scope } = item
    switch (node.kind) {
      case 'include':
        return itemsOf(this.loader.include(node), scope)
      case 'if': {
        const arm = this.#chosenArm(item as PendingOf<IfNode>)
        return arm && itemsOf(arm, scope)
      }
      case 'repeat':
        return this.#repetition(item as PendingOf<RepeatNode>)
      case 'use':
        return this.macros.has(node.name) ? this.#macroBody(item as PendingOf<UseNode>) : undefined
      default:
        return undefined
    }
  }

  /** Says why nothing takes the place of an item that needs it. */
  reportPending(item: PendingItem): void {
    const { node } = item
    if (node.kind === 'if') this.#reportUndecided(item as PendingOf<IfNode>)
    else if (node.kind === 'repeat') this.#reportUncounted(item as PendingOf<RepeatNode>)
    else if (node.kind === 'use') this.#reportUnknownMacro(node)
  }

  /** The statements of the first arm whose condition holds, undefined when that cannot be said yet. */
  #chosenArm(item: PendingOf<IfNode>): readonly Node[] | undefined {
    for (const { condition, body } of item.node.arms) {
      if (condition === undefined) return body
      const value = evaluate(condition, this.#contextOf(item))
      if (value.kind === 'boolean' && value.value) return body
      if (value.kind === 'boolean') continue
      return this.#reportMistake(value) ? [] : undefined
    }
    return []
  }

  #reportUndecided(item: PendingOf<IfNode>): void {
    for (const { condition } of item.node.arms) {
      if (condition === undefined) return
      const context = this.#contextOf(item)
      context.stage = 'constants'
      const value = evaluate(condition, context)
      if (value.kind === 'boolean') continue
      if (this.#reportMistake(value)) return
      const found = isValue(value) ? `, got ${kindText(value)}` : ''
      this.#fail(item, condition, 'unresolved-condition', `unresolved condition: expected boolean${found}`)
      return
    }
  }

  #repetition(item: PendingOf<RepeatNode>): Items | undefined {
    const { count: expression, body, variable } = item.node
    const value = evaluate(expression, this.#contextOf(item))
    if (!isValue(value)) return this.#reportMistake(value) ? [] : undefined
    if (value.kind !== 'integer' || value.value < 0n) {
      const found = value.kind === 'integer' ? `${value.value}` : kindText(value)
      this.#fail(item, expression, 'expected-integer', `expected non-negative integer, got ${found}`)
      return []
    }
    if (!this.#mayAdd(value.value * BigInt(body.length), item)) return []
    return Array.from({ length: Number(value.value) }, (_, index) => {
      const counter = { value: integer(BigInt(index), undefined, true) }
      return this.#framed(body, new Map(variable === undefined ? [] : [[variable, counter]]), item.scope)
    }).flat()
  }

  #reportUncounted(item: PendingOf<RepeatNode>): void {
    const context = this.#contextOf(item)
    context.stage = 'constants'
    context.constantsOnly = COUNT
    const { count } = item.node
    if (!this.#reportMistake(evaluate(count, context))) this.#fail(item, count, COUNT.code, COUNT.message)
  }

  #macroBody(item: PendingOf<UseNode>): Items {
    const { node, scope } = item
    const macro = this.macros.get(node.name)!
    const { parameters, body } = macro
    const minimum = parameters.filter(({ fallback }) => fallback === undefined).length
    if (node.arguments.length < minimum || node.arguments.length > parameters.length) {
      const message = countMessage(minimum, parameters.length, node.arguments.length)
      this.#fail(item, node, 'argument-count', message)
      return []
    }
    if ((scope.frame?.depth ?? 0) >= FRAME_DEPTH) {
      this.#fail(item, node, 'recursion-limit', 'recursion depth limit of macros reached')
      return []
    }
    if (!this.#mayAdd(BigInt(body.length), item)) return []
    const names = parameters.map(({ name, fallback }, index): [string, FrameName] => {
      const given = node.arguments[index]
      if (given !== undefined) return [name, { argument: given, unit: node.unit, scope }]
      return [name, { argument: fallback!, unit: macro.unit, scope: this.environment.root }]
    })
    return this.#framed(body, new Map(names), scope)
  }

  #framed(body: readonly Node[], names: ReadonlyMap<string, FrameName>, outer: AssemblySymbol): Items {
    const { start } = newFrame(names, outer)
    return itemsOf(body, start)
  }

  #mayAdd(statements: bigint, item: PendingItem): boolean {
    if (statements <= this.#statementsLeft) {
      this.#statementsLeft -= Number(statements)
      return true
    }
    this.#fail(
      item,
      item.node,
      'program-too-large',
      `more than ${EXPANDED_STATEMENTS} statements are repeated`,
    )
    this.#statementsLeft = 0
    return false
  }

  #reportUnknownMacro({ name, unit, nameStart: start, nameEnd: end }: UseNode): void {
    const near = this.environment.budget.nearest(name, this.macros.keys())
    const help = near && `did you mean \`${near}\`?`
    const labels = [primary({ file: unit.file, start, end })]
    this.diagnostics.add(error('unknown-macro', `unknown macro \`${name}\``, { labels, help }))
  }

  #reportMistake(outcome: Outcome): outcome is NoValue {
    if (outcome.kind !== 'mistaken' && outcome.kind !== 'failed') return false
    if (outcome.report !== undefined) this.diagnostics.add(outcome.report())
    return true
  }

  #contextOf({ node, scope }: PendingItem): Context {
    return new Context(this.environment, node.unit, scope)
  }

  #fail(
    item: PendingItem,
    place: { readonly start: number; readonly end: number },
    code: string,
    message: string,
  ): void {
    const labels = [primary(this.#contextOf(item).spanOf(place))]
    this.diagnostics.add(error(code, message, { labels }))
  }
}
