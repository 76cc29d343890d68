// Which register reads, loads and calls are shown where their value is used instead of on a line of their own.

import type { RegisterFile } from '../description/register.js'
import { type Block, type Statement, valuesOf } from '../ir/effect.js'
import { alwaysLeaves } from '../ir/record.js'
import { childrenOf, TemporaryValue, type Value } from '../ir/value.js'
import type { Definitions } from './definitions.js'
import { type Changes, changesOf, indexOf, mayBeSame } from './effects.js'
import { resultOf, shownBlocks } from './uses.js'

/** A statement that binds a value. */
export type Binding = Extract<Statement, { readonly target?: TemporaryValue }>

interface Bound {
  readonly statement: Binding
  readonly block: Block
  uses: number
  /** Whether showing it at one of its uses would say something else. */
  misleading: boolean
}

/** The statements whose value is shown at its use, by the value. */
export function findInlined(
  block: Block,
  definitions: Definitions,
  operands: ReadonlySet<RegisterFile>,
): ReadonlyMap<Value, Binding> {
  const walk = new Walk(definitions, operands)
  walk.block(block, new Set())
  return walk.inlined()
}

/** Walks a block in the order of execution and notes what changes between a binding and its uses. */
class Walk {
  private readonly bound = new Map<Value, Bound>()
  private readonly defined: ReadonlySet<Value>

  constructor(
    private readonly definitions: Definitions,
    private readonly operands: ReadonlySet<RegisterFile>,
  ) {
    this.defined = new Set([...definitions.values()].flat())
  }

  inlined(): ReadonlyMap<Value, Binding> {
    const fits = [...this.bound].filter(([, { statement, uses, misleading }]) => {
      return !misleading && (statement.kind === 'read' || uses === 1)
    })
    return new Map(fits.map(([value, { statement }]) => [value, statement]))
  }

  /** `changed` holds the values that can no longer be shown later. */
  block(block: Block, changed: Set<Value>): void {
    for (const statement of block.statements) this.statement(statement, block, changed)
    this.define(block, block, changed)
    for (const value of resultOf(block)) this.use(value, block, changed)
  }

  private statement(statement: Statement, block: Block, changed: Set<Value>): void {
    this.define(statement, block, changed)
    for (const value of valuesOf(statement)) this.use(value, block, changed)
    this.change(changesOf(statement), changed)
    if (statement.kind === 'when') this.branches(statement.then, statement.otherwise, changed)
    if (statement.kind === 'loop') {
      // Twice, so that changes in one turn meet the uses in the next.
      for (const inner of [...shownBlocks(statement), ...shownBlocks(statement)]) this.block(inner, changed)
    }
    this.bind(statement, block, changed)
  }

  private bind(statement: Statement, block: Block, changed: Set<Value>): void {
    if (!('target' in statement) || !(statement.target instanceof TemporaryValue)) return
    // In the next turn of a loop it is bound anew.
    changed.delete(statement.target)
    if (statement.kind === 'when' || this.bound.has(statement.target)) return
    this.bound.set(statement.target, { statement: statement as Binding, block, uses: 0, misleading: false })
  }

  private branches(then: Block, otherwise: Block, changed: Set<Value>): void {
    const outcomes = [then, otherwise].map((branch) => {
      const own = new Set(changed)
      this.block(branch, own)
      return alwaysLeaves(branch) ? [] : [...own]
    })
    for (const value of outcomes.flat()) changed.add(value)
  }

  private define(key: Statement | Block, block: Block, changed: Set<Value>): void {
    for (const value of this.definitions.get(key) ?? []) {
      for (const child of childrenOf(value)) this.use(child, block, changed)
    }
  }

  private use(value: Value, block: Block, changed: Set<Value>): void {
    if (this.defined.has(value)) return
    const found = this.bound.get(value)
    if (found === undefined) {
      for (const child of childrenOf(value)) this.use(child, block, changed)
      return
    }
    found.uses++
    const isElsewhere = found.statement.kind !== 'read' && found.block !== block
    if (changed.has(value) || isElsewhere) found.misleading = true
  }

  private change(changes: Changes, changed: Set<Value>): void {
    for (const [value, { statement }] of this.bound) if (this.affects(changes, statement)) changed.add(value)
  }

  private affects({ registers, memory }: Changes, statement: Binding): boolean {
    if (statement.kind === 'load') return memory
    if (statement.kind !== 'read') return memory || registers.length > 0
    const place = { file: statement.file, index: indexOf(statement.index) }
    return registers.some((register) => mayBeSame(register, place, this.operands))
  }
}
