// Names for the values that pseudo-code defines: unlike each other and unlike the operands.

import { known } from '../ir/build.js'
import type { Block, Statement } from '../ir/effect.js'
import { OperationValue, type Value } from '../ir/value.js'
import type { Definitions } from './definitions.js'
import type { Binding } from './inlining.js'
import { countUses, resultOf, shownBlocks } from './uses.js'

/** Names by value; a value that has none is shown where it is used. */
export type ValueNames = ReadonlyMap<Value, string>

/** Names what a block defines and binds, in order of appearance. */
export function nameValues(
  block: Block,
  definitions: Definitions,
  inlined: ReadonlyMap<Value, Binding>,
  taken: readonly string[],
): ValueNames {
  const naming = new Naming(definitions, inlined, countUses(block), new Set(taken))
  naming.block(block)
  return naming.names
}

class Naming {
  readonly names = new Map<Value, string>()

  constructor(
    private readonly definitions: Definitions,
    private readonly inlined: ReadonlyMap<Value, Binding>,
    private readonly uses: ReadonlyMap<Value, number>,
    private readonly taken: Set<string>,
  ) {}

  block(block: Block): void {
    for (const statement of block.statements) this.statement(statement)
    this.define(block)
  }

  private statement(statement: Statement): void {
    this.define(statement)
    if ('target' in statement && statement.kind !== 'jump' && statement.target !== undefined) {
      const { target } = statement
      if (this.uses.has(target) && !this.inlined.has(target)) this.name(target, suggestion(statement))
    }
    if (statement.kind === 'when') this.shareWithBranches(statement)
    for (const inner of shownBlocks(statement)) this.block(inner)
  }

  /** `if … then x = … else if … then x = …`: the inner decision gives its value to the outer one's name. */
  private shareWithBranches({ target, then, otherwise }: Extract<Statement, { kind: 'when' }>): void {
    const name = target && this.names.get(target)
    if (name === undefined) return
    for (const branch of [then, otherwise]) {
      const last = branch.statements.at(-1)
      for (const result of resultOf(branch)) {
        if (last?.kind === 'when' && last.target === result && this.uses.get(result) === 1)
          this.names.set(result, name)
      }
    }
  }

  private define(key: Statement | Block): void {
    for (const value of this.definitions.get(key) ?? []) this.name(value, value.label ?? 'value')
  }

  private name(value: Value, wanted: string): void {
    if (this.names.has(value)) return
    let name = wanted
    for (let number = 2; this.taken.has(name); number++) name = `${wanted}${number}`
    this.taken.add(name)
    this.names.set(value, name)
  }
}

function suggestion(statement: Binding): string {
  switch (statement.kind) {
    case 'read':
      return `${statement.target.label ?? statement.file.name}_before`
    case 'load':
      return statement.target.label ?? 'word'
    case 'host':
      return statement.target?.label ?? 'answer'
    default:
      return statement.target?.label ?? 'value'
  }
}

/** The name of a defined `a = b` for `a ≠ b`, and the other way round. */
export function negatedName({ operator, values }: OperationValue, names: ValueNames): string | undefined {
  const opposite = operator.replace(/\.(eq|ne)$/, (_, which) => (which === 'eq' ? '.ne' : '.eq'))
  if (opposite === operator) return undefined
  for (const [value, name] of names) {
    if (!(value instanceof OperationValue) || value.operator !== opposite) continue
    if (value.values.every((part, index) => part === values[index] || isSameConstant(part, values[index])))
      return name
  }
  return undefined
}

const isSameConstant = (a: Value, b: Value): boolean => {
  const [left, right] = [known(a), known(b)]
  return left !== undefined && left === right
}
