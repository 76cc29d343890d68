// Recorded values: the pure expression nodes of the IR. They describe a computation; they never hold a result.

import type { Constant, OperatorName, ValueType } from './operators.js'

/**
 * A recorded value. It stands for what an instruction will compute, so JavaScript must not look at it: coercing one
 * (`value + 1`, `value < 2`, `` `${value}` ``) throws. A value is immutable and may be used any number of times.
 */
export abstract class Value<T extends ValueType = ValueType> {
  /** Used by the printer and by generated code; has no effect on meaning. */
  label: string | undefined

  constructor(readonly type: T) {}

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
  constructor(
    type: T,
    readonly constant: Constant,
  ) {
    super(type)
  }
}

/**
 * An operand hole: a number that decoding an instruction supplies. `low` and `high` bound it (unsigned for `i32`), which
 * lets range checks fold away before the exact number is known.
 */
export class HoleValue<T extends 'i32' | 'i64' = 'i32' | 'i64'> extends Value<T> {
  constructor(
    type: T,
    /** Index of the operand in its instruction. */
    readonly operand: number,
    /** The operand's number, or which of its forms is present. */
    readonly part: 'number' | 'form',
    readonly low: Constant,
    readonly high: Constant,
    /** How many of its lowest bits are certainly 0. */
    readonly zeros = 0,
  ) {
    super(type)
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
  constructor(
    type: T,
    readonly name: ContextName,
  ) {
    super(type)
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
  constructor(
    type: T,
    readonly operator: OperatorName,
    readonly values: readonly Value[],
  ) {
    super(type)
  }
}

/** One of two values. Both may be computed, since values have no effects. */
export class SelectValue<T extends ValueType = ValueType> extends Value<T> {
  constructor(
    type: T,
    readonly condition: Value<'bool'>,
    readonly whenTrue: Value<T>,
    readonly whenFalse: Value<T>,
  ) {
    super(type)
  }
}

/** The children of a node, in order of evaluation. */
export function childrenOf(value: Value): readonly Value[] {
  if (value instanceof OperationValue) return value.values
  if (value instanceof SelectValue) return [value.condition, value.whenTrue, value.whenFalse]
  return []
}
