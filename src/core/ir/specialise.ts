// Specialisation: the same semantics with some leaves known, folded again. Conditions that become known disappear.

import { known, name, operation, select } from './build.js'
import {
  type Block,
  blocksOf,
  type ReadStatement,
  type Statement,
  valuesOf,
  visitStatements,
} from './effect.js'
import { alwaysLeaves } from './record.js'
import {
  ConstantValue,
  type ContextValue,
  childrenOf,
  type HoleValue,
  OperationValue,
  SelectValue,
  TemporaryValue,
  type Value,
} from './value.js'

/** What becomes of the leaves and of some effects. */
export interface Rewriting {
  /** The value to put in place of an operand hole or a context value; undefined keeps it. */
  readonly leaf?: (leaf: HoleValue | ContextValue) => Value | undefined
  /** Replaces a register read: statements to do instead, and the value that was read. */
  readonly read?: (statement: ReadStatement) => Replacement | undefined
  /** Replaces any other statement. Its values are already rewritten. */
  readonly statement?: (statement: Statement) => readonly Statement[] | undefined
}

/** What stands in place of a register read. */
export interface Replacement {
  readonly statements: readonly Statement[]
  readonly value: Value
}

/** Rewrites a block. Register reads whose value nobody uses any more are dropped. */
export function specialise(block: Block, rewriting: Rewriting): Block {
  return dropUnusedReads(new Specialisation(rewriting).block(block))
}

class Specialisation {
  private readonly rewritten = new Map<Value, Value>()

  constructor(private readonly rewriting: Rewriting) {}

  private value(value: Value): Value {
    if (value instanceof ConstantValue) return value
    const done = this.rewritten.get(value)
    if (done !== undefined) return done
    const result = this.rebuild(value)
    this.rewritten.set(value, result)
    return result
  }

  private rebuild(value: Value): Value {
    if (value instanceof TemporaryValue) return value
    if (value instanceof OperationValue) {
      const inputs = value.values.map((input) => this.value(input))
      if (inputs.every((input, index) => input === value.values[index])) return value
      const rebuilt = operation(value.operator, ...inputs)
      return value.label === undefined ? rebuilt : name(value.label, rebuilt)
    }
    if (value instanceof SelectValue) {
      const condition = this.value(value.condition) as Value<'bool'>
      return select(condition, this.value(value.whenTrue), this.value(value.whenFalse))
    }
    return this.rewriting.leaf?.(value as HoleValue | ContextValue) ?? value
  }

  block(block: Block): Block {
    const statements: Statement[] = []
    this.into(block, statements)
    const ended = alwaysLeaves({ statements })
    return block.result === undefined || ended
      ? { statements }
      : { statements, result: this.value(block.result) }
  }

  /** Appends the rewritten statements of a block; stops after one that always ends the instruction. */
  private into(block: Block, statements: Statement[]): void {
    for (const statement of block.statements) {
      this.statement(statement, statements)
      if (alwaysLeaves({ statements })) return
    }
  }

  private statement(statement: Statement, statements: Statement[]): void {
    if (statement.kind === 'when') {
      const decided = known(this.value(statement.condition))
      if (decided !== undefined)
        return this.splice(decided ? statement.then : statement.otherwise, statement.target, statements)
    }
    const rewritten = this.rewriteValues(statement)
    if (rewritten.kind === 'read') {
      const replacement = this.rewriting.read?.(rewritten)
      if (replacement !== undefined) {
        statements.push(...replacement.statements)
        this.rewritten.set(rewritten.target, replacement.value)
        return
      }
    }
    statements.push(...(this.rewriting.statement?.(rewritten) ?? [rewritten]))
  }

  /** Puts a block in place of the `when` that chose it. */
  private splice(block: Block, target: TemporaryValue | undefined, statements: Statement[]): void {
    this.into(block, statements)
    if (target !== undefined && block.result !== undefined)
      this.rewritten.set(target, this.value(block.result))
  }

  private rewriteValues(statement: Statement): Statement {
    switch (statement.kind) {
      case 'read':
        return { ...statement, index: this.value(statement.index) as Value<'i32'> }
      case 'write':
        return {
          ...statement,
          index: this.value(statement.index) as Value<'i32'>,
          value: this.value(statement.value),
        }
      case 'setFlags': {
        const inputs = statement.inputs.map((input) => this.value(input))
        return inputs.every((input, index) => input === statement.inputs[index])
          ? statement
          : { ...statement, inputs }
      }
      case 'load':
        return {
          ...statement,
          address: this.value(statement.address) as never,
          missing: this.block(statement.missing),
        }
      case 'store':
        return {
          ...statement,
          address: this.value(statement.address) as never,
          value: this.value(statement.value) as never,
          missing: this.block(statement.missing),
        }
      case 'when':
        return {
          ...statement,
          condition: this.value(statement.condition) as Value<'bool'>,
          then: this.block(statement.then),
          otherwise: this.block(statement.otherwise),
        }
      case 'loop':
        return { ...statement, condition: this.block(statement.condition), body: this.block(statement.body) }
      case 'jump':
        return { ...statement, target: this.value(statement.target) }
      case 'trap':
      case 'stop':
        return statement.value === undefined
          ? statement
          : { ...statement, value: this.value(statement.value) as never }
      case 'call':
      case 'host':
        return { ...statement, values: statement.values.map((value) => this.value(value)) }
      case 'leave':
        return statement
    }
  }
}

/** Every value that a block's statements and results depend on. */
export function valuesUsedIn(block: Block): ReadonlySet<Value> {
  const used = new Set<Value>()
  const visit = (value: Value): void => {
    if (used.has(value)) return
    used.add(value)
    for (const child of childrenOf(value)) visit(child)
  }
  const visitResult = ({ result }: Block): void => {
    if (result !== undefined) visit(result)
  }
  visitResult(block)
  visitStatements(block, (statement) => {
    for (const value of valuesOf(statement)) visit(value)
    for (const inner of blocksOf(statement)) visitResult(inner)
  })
  return used
}

function dropUnusedReads(block: Block): Block {
  const used = valuesUsedIn(block)
  let unused = false
  visitStatements(block, (statement) => {
    unused ||= statement.kind === 'read' && !used.has(statement.target)
  })
  if (!unused) return block
  const clean = (inner: Block): Block => ({
    ...inner,
    statements: inner.statements.flatMap((statement): Statement[] => {
      if (statement.kind === 'read') return used.has(statement.target) ? [statement] : []
      if (statement.kind === 'when') {
        return [{ ...statement, then: clean(statement.then), otherwise: clean(statement.otherwise) }]
      }
      if (statement.kind === 'load' || statement.kind === 'store') {
        return [{ ...statement, missing: clean(statement.missing) }]
      }
      if (statement.kind === 'loop') {
        return [{ ...statement, condition: clean(statement.condition), body: clean(statement.body) }]
      }
      return [statement]
    }),
  })
  return clean(block)
}

/** A value with some of its leaves replaced, folded again. */
export function substitute(value: Value, replacements: ReadonlyMap<Value, Value>): Value {
  const done = new Map(replacements)
  const replace = (one: Value): Value => {
    const known = done.get(one)
    if (known !== undefined) return known
    const result = rebuild(one)
    done.set(one, result)
    return result
  }
  const rebuild = (one: Value): Value => {
    if (one instanceof OperationValue) return operation(one.operator, ...one.values.map(replace))
    if (!(one instanceof SelectValue)) return one
    return select(replace(one.condition) as Value<'bool'>, replace(one.whenTrue), replace(one.whenFalse))
  }
  return replace(value)
}
