// Recorded values: the pure expression nodes of the IR. They describe a computation; they never hold a result.

import { type Constant, normalise, type OperatorName, type ValueType } from './operators.js'

const NO_CHILDREN: readonly Value[] = []

/**
 * A recorded value. It stands for what an instruction will compute, so JavaScript must not look at it: coercing one
 * (`value + 1`, `value < 2`, `` `${value}` ``) throws. A value is immutable and may be used any number of times.
 */
export abstract class Value<T extends ValueType = ValueType> {
  // Fields are declared, not defined: a class that defines fields pays for each with a call per object, and values are
  // the most numerous objects there are.
  declare readonly type: T
  /** The values it is computed from, in order of evaluation. */
  declare readonly children: readonly Value[]
  /** The constant it certainly is, if that is known. */
  declare readonly exact: Constant | undefined
  /** Used by the printer and by generated code; has no effect on meaning. */
  declare label: string | undefined

  constructor(type: T, children = NO_CHILDREN, exact?: Constant) {
    this.type = type
    this.children = children
    this.exact = exact
    this.label = undefined
  }

  [Symbol.toPrimitive](): never {
    throw new TypeError(
      `a recorded ${this.type} value was used as a JavaScript value; use the functions of isaforge/core ` +
        '(add, eq, when, …) instead of +, ==, if',
    )
  }

  toJSON(): never {
    return this[Symbol.toPrimitive]()
  }
}

/** A constant in normal form. */
export class ConstantValue<T extends ValueType = ValueType> extends Value<T> {
  constructor(type: T, constant: Constant) {
    super(type, NO_CHILDREN, constant)
  }

  get constant(): Constant {
    return this.exact as Constant
  }
}

/**
 * An operand hole: a number that decoding an instruction supplies. `low` and `high` bound it (unsigned for `i32`), which
 * lets range checks fold away before the exact number is known.
 */
export class HoleValue<T extends 'i32' | 'i64' = 'i32' | 'i64'> extends Value<T> {
  /** Index of the operand in its instruction. */
  declare readonly operand: number
  /** The operand's number, or which of its forms is present. */
  declare readonly part: 'number' | 'form'
  declare readonly low: Constant
  declare readonly high: Constant
  /** How many of its lowest bits are certainly 0. */
  declare readonly zeros: number

  constructor(type: T, operand: number, part: 'number' | 'form', low: Constant, high: Constant, zeros = 0) {
    super(type, NO_CHILDREN, low === high ? normalise(type, low) : undefined)
    this.operand = operand
    this.part = part
    this.low = low
    this.high = high
    this.zeros = zeros
  }
}

/** What the engine knows about the instruction being executed. Constant during one instruction. */
export type ContextName =
  /** Address of the instruction. */
  | 'pc'
  /** Address of the instruction that follows it in memory. */
  | 'nextPc'
  /** Instructions started since the machine was reset, this one included (i64). */
  | 'counter'

/** A value supplied by the engine. */
export class ContextValue<T extends ValueType = ValueType> extends Value<T> {
  declare readonly name: ContextName

  constructor(type: T, name: ContextName) {
    super(type)
    this.name = name
  }
}

/** The result of a statement that is not pure (a register read, a load, a host call), or a routine's parameter. */
export class TemporaryValue<T extends ValueType = ValueType> extends Value<T> {
  constructor(type: T, name?: string) {
    super(type)
    this.label = name
  }
}

/** An operator applied to arguments. */
export class OperationValue<T extends ValueType = ValueType> extends Value<T> {
  declare readonly operator: OperatorName

  constructor(type: T, operator: OperatorName, values: readonly Value[]) {
    super(type, values)
    this.operator = operator
  }

  get values(): readonly Value[] {
    return this.children
  }
}

/** One of two values. Both may be computed, since values have no effects. */
export class SelectValue<T extends ValueType = ValueType> extends Value<T> {
  declare readonly condition: Value<'bool'>
  declare readonly whenTrue: Value<T>
  declare readonly whenFalse: Value<T>

  constructor(type: T, condition: Value<'bool'>, whenTrue: Value<T>, whenFalse: Value<T>) {
    super(type, [condition, whenTrue, whenFalse])
    this.condition = condition
    this.whenTrue = whenTrue
    this.whenFalse = whenFalse
  }
}

/** The children of a node, in order of evaluation. */
export function childrenOf(value: Value): readonly Value[] {
  return value.children
}
