// Values, computed the obvious way: a recursive walk over the recorded expression.

import {
  type Constant,
  ConstantValue,
  type ContextName,
  ContextValue,
  type Decoded,
  HoleValue,
  normalise,
  OPERATORS,
  OperationValue,
  SelectValue,
  TemporaryValue,
  type Value,
} from '../../core/index.js'

/** What the values of one instruction can refer to. */
export interface Environment {
  readonly temporaries: Map<Value, Constant>
  readonly context: Readonly<Record<ContextName, Constant>>
  readonly decoded: Decoded | undefined
}

/** The result of a value in an environment. */
export function evaluate(value: Value, environment: Environment): Constant {
  if (value instanceof ConstantValue) return value.exact as Constant
  if (value instanceof TemporaryValue) return bound(value, environment)
  if (value instanceof HoleValue) return holeNumber(value, environment)
  if (value instanceof ContextValue) return normalise(value.type, environment.context[value.name])
  if (value instanceof SelectValue) {
    return evaluate(evaluate(value.condition, environment) ? value.whenTrue : value.whenFalse, environment)
  }
  if (value instanceof OperationValue) {
    const inputs = value.children.map((input) => evaluate(input, environment))
    return OPERATORS[value.operator].evaluate(...(inputs as never[]))
  }
  throw new Error(`unknown kind of value ${value.constructor.name}`)
}

function bound(value: TemporaryValue, environment: Environment): Constant {
  const found = environment.temporaries.get(value)
  if (found === undefined) throw new Error(`${value.label ?? 'a temporary'} is used before it has a value`)
  return found
}

function holeNumber(value: HoleValue, { decoded }: Environment): Constant {
  if (decoded === undefined) throw new Error('an operand is used outside an instruction')
  const { forms, numbers } = decoded
  return normalise(value.type, value.part === 'form' ? forms[value.operand] : numbers[value.operand])
}
