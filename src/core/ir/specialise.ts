// Specialisation: the same semantics with some leaves known, folded again. Conditions that become known disappear.

import { known, name, select } from './build.js'
import {
  type Block,
  type LoadStatement,
  type ReadStatement,
  type Routine,
  type Statement,
  visitStatements,
  visitUses,
} from './effect.js'
import { applyBinary, applyUnary } from './fold.js'
import { leavesAtEnd } from './record.js'
import {
  ConstantValue,
  type ContextValue,
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
  /** The same for a load. Its address is already rewritten. */
  readonly load?: (statement: LoadStatement) => Replacement | undefined
  /** Whether calls of a routine become its body. */
  readonly inlines?: (routine: Routine) => boolean
  /** Replaces any other statement. Its values are already rewritten. */
  readonly statement?: (statement: Statement) => readonly Statement[] | undefined
}

/** What stands in place of a register read or a load. */
export interface Replacement {
  readonly statements: readonly Statement[]
  readonly value: Value
}

/** Rewrites a block. Register reads whose value nobody uses any more are dropped. */
export function specialise(block: Block, rewriting: Rewriting): Block {
  return dropUnusedReads(new Specialisation(rewriting).block(block))
}

/** The body of a routine for a call: with its arguments, and with temporaries of its own. */
function bodyFor(routine: Routine, values: readonly Value[]): Block {
  const parameters = new Map<Value, Value>(
    routine.parameters.map((parameter, index) => [parameter, values[index]]),
  )
  return new Specialisation({}, parameters).block(routine.body())
}

class Specialisation {
  private readonly rewritten: Map<Value, Value>

  /** With `parameters`, the block is a copy: every temporary is replaced, those by the values given. */
  constructor(
    private readonly rewriting: Rewriting,
    private readonly parameters?: ReadonlyMap<Value, Value>,
  ) {
    this.rewritten = new Map(parameters)
  }

  private value(value: Value): Value {
    if (value instanceof ConstantValue) return value
    const done = this.rewritten.get(value)
    if (done !== undefined) return done
    if (value instanceof TemporaryValue) return value
    const result = this.rebuild(value)
    this.rewritten.set(value, result)
    return result
  }

  private rebuild(value: Value): Value {
    if (value instanceof OperationValue) return rebuildOperation(value, this.replace)
    if (value instanceof SelectValue) return rebuildSelect(value, this.replace)
    return this.rewriting.leaf?.(value as HoleValue | ContextValue) ?? value
  }

  private readonly replace = (value: Value): Value => this.value(value)

  block(block: Block): Block {
    const statements: Statement[] = []
    this.into(block, statements)
    return block.result === undefined || leavesAtEnd(statements)
      ? { statements }
      : { statements, result: this.value(block.result) }
  }

  /** Appends the rewritten statements of a block; stops after one that always ends the instruction. */
  private into(block: Block, statements: Statement[]): void {
    for (const statement of block.statements) {
      this.statement(statement, statements)
      if (leavesAtEnd(statements)) return
    }
  }

  private statement(statement: Statement, statements: Statement[]): void {
    if (statement.kind === 'when') {
      const decided = known(this.value(statement.condition))
      if (decided !== undefined)
        return this.splice(decided ? statement.then : statement.otherwise, statement.target, statements)
    }
    const rewritten = this.withOwnTarget(this.rewriteValues(statement))
    if (rewritten.kind === 'call' && this.rewriting.inlines?.(rewritten.routine)) {
      return this.splice(bodyFor(rewritten.routine, rewritten.values), rewritten.target, statements)
    }
    if (rewritten.kind === 'read' || rewritten.kind === 'load') {
      const { load, read } = this.rewriting
      const replacement = rewritten.kind === 'read' ? read?.(rewritten) : load?.(rewritten)
      if (replacement !== undefined) {
        statements.push(...replacement.statements)
        this.rewritten.set(rewritten.target, replacement.value)
        return
      }
    }
    const replacement = this.rewriting.statement?.(rewritten)
    if (replacement === undefined) statements.push(rewritten)
    else statements.push(...replacement)
  }

  /** In a copy, temporaries are new ones. */
  private withOwnTarget(statement: Statement): Statement {
    if (this.parameters === undefined || !('target' in statement)) return statement
    // A jump's target is an address.
    if (statement.kind === 'jump' || statement.target === undefined) return statement
    const target = new TemporaryValue(statement.target.type, statement.target.label)
    this.rewritten.set(statement.target, target)
    return { ...statement, target } as Statement
  }

  /** Puts a block in place of the statement that chose it. */
  private splice(block: Block, target: TemporaryValue | undefined, statements: Statement[]): void {
    this.into(block, statements)
    if (target !== undefined && block.result !== undefined)
      this.rewritten.set(target, this.value(block.result))
  }

  private rewriteValues(statement: Statement): Statement {
    switch (statement.kind) {
      case 'read': {
        const index = this.value(statement.index) as Value<'i32'>
        return index === statement.index ? statement : { ...statement, index }
      }
      case 'write':
        return {
          ...statement,
          index: this.value(statement.index) as Value<'i32'>,
          value: this.value(statement.value),
        }
      case 'setFlags': {
        const inputs = this.values(statement.inputs)
        return inputs === statement.inputs ? statement : { ...statement, inputs }
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
        return { ...statement, values: this.values(statement.values) }
      case 'leave':
        return statement
    }
  }

  /** The same list if nothing in it changes. */
  private values(values: readonly Value[]): readonly Value[] {
    const rewritten = values.map(this.replace)
    return rewritten.every((value, index) => value === values[index]) ? values : rewritten
  }
}

/** An operation on replaced operands; the same if none of them changes. */
function rebuildOperation(value: OperationValue, replace: (operand: Value) => Value): Value {
  const { operator, children, label } = value
  const a = replace(children[0])
  const b = children.length === 1 ? undefined : replace(children[1])
  if (a === children[0] && b === children[1]) return value
  const rebuilt = b === undefined ? applyUnary(operator, a) : applyBinary(operator, a, b)
  return label === undefined ? rebuilt : name(label, rebuilt)
}

/** A selection with replaced parts; the same if none of them changes. */
function rebuildSelect(value: SelectValue, replace: (part: Value) => Value): Value {
  const condition = replace(value.condition) as Value<'bool'>
  const whenTrue = replace(value.whenTrue)
  const whenFalse = replace(value.whenFalse)
  const isSame = condition === value.condition && whenTrue === value.whenTrue && whenFalse === value.whenFalse
  if (isSame) return value
  const rebuilt = select(condition, whenTrue, whenFalse)
  return value.label === undefined ? rebuilt : name(value.label, rebuilt)
}

/** Every value that a block's statements and results depend on. */
export function valuesUsedIn(block: Block): ReadonlySet<Value> {
  const used = new Set<Value>()
  const visit = (value: Value): void => {
    if (used.has(value)) return
    used.add(value)
    for (let index = 0; index < value.children.length; index++) visit(value.children[index])
  }
  visitUses(block, visit)
  return used
}

function dropUnusedReads(block: Block): Block {
  const used = valuesUsedIn(block)
  let unused = false
  visitStatements(block, (statement) => {
    unused ||= statement.kind === 'read' && !used.has(statement.target)
  })
  return unused ? withoutReads(block, used) : block
}

/** The block without reads of values that are not used. */
function withoutReads(block: Block, used: ReadonlySet<Value>): Block {
  const clean = (inner: Block): Block => withoutReads(inner, used)
  const statements: Statement[] = []
  for (const statement of block.statements) {
    if (statement.kind === 'when') {
      statements.push({ ...statement, then: clean(statement.then), otherwise: clean(statement.otherwise) })
    } else if (statement.kind === 'load' || statement.kind === 'store') {
      statements.push({ ...statement, missing: clean(statement.missing) })
    } else if (statement.kind === 'loop') {
      statements.push({ ...statement, condition: clean(statement.condition), body: clean(statement.body) })
    } else if (statement.kind !== 'read' || used.has(statement.target)) statements.push(statement)
  }
  return { ...block, statements }
}

/** A value with some of its leaves replaced, folded again. */
export function substitute(value: Value, replacements: ReadonlyMap<Value, Value>): Value {
  const done = new Map(replacements)
  const replace = (one: Value): Value => {
    if (one.children.length === 0) return done.get(one) ?? one
    const known = done.get(one)
    if (known !== undefined) return known
    const result = rebuild(one)
    done.set(one, result)
    return result
  }
  const rebuild = (one: Value): Value => {
    if (one instanceof OperationValue) return rebuildOperation(one, replace)
    return one instanceof SelectValue ? rebuildSelect(one, replace) : one
  }
  return replace(value)
}
