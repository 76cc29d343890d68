// Questions about the IR's operators, as values and as conditions of branches. The reference engine's table has them.

import {
  type Constant,
  constant,
  known,
  OPERATORS,
  type OperatorName,
  operation,
  TemporaryValue,
  type Value,
  type ValueType,
} from '../../core/index.js'
import type { FunctionCode } from '../wasm/code.js'
import { ValueLowering, wasmType } from '../wasm/values.js'
import { GENERATING, type Question, type Result } from './questions.js'

/** Arguments to try, by type: one list for each argument of an operator. All lists of a type are equally long. */
export type Samples = Readonly<Record<ValueType, readonly [readonly Constant[], readonly Constant[]]>>

const OPERATOR_NAMES = Object.keys(OPERATORS) as OperatorName[]
const [MIN, MIN64] = [-(2 ** 31), -(2n ** 63n)]

/** Zero divisors, overflow, shifts beyond the width, signs, rounding: few enough for every start. */
export const START_UP_SAMPLES: Samples = {
  i32: [
    [MIN, 7, -7, 0x12345678],
    [-1, 0, 2, 33],
  ],
  i64: [
    [MIN64, 7n, -7n],
    [-1n, 0n, 66n],
  ],
  f64: [
    [-2.5, 3.5, -1e10, 2 ** 63],
    [-0, 3.5, 2, 2 ** 63],
  ],
  bool: [[], []],
}

/** What engines have to treat specially, or have treated wrongly. The shapes of code contain the rest. */
export const START_UP_OPERATORS: readonly OperatorName[] = [
  'i32.divS',
  'i32.divU',
  'i32.remS',
  'i32.remU',
  'i32.shl',
  'i32.shrU',
  'i32.shrS',
  'i32.rotl',
  'i32.ltS',
  'i32.ltU',
  'i32.ctz',
  'i32.extend8',
  'i32.extend16',
  'i32.addF32',
  'i32.ltF32',
  'i64.extendS',
  'i64.extendU',
  'i64.divS',
  'i64.divU',
  'i64.remS',
  'i64.mul',
  'i64.shl',
  'i64.shrS',
  'i64.rotr',
  'i64.ltS',
  'i64.ltU',
  'i32.wrap',
  'f64.lt',
  'f64.nearest',
  'i32.truncS',
  'i64.truncU',
]

/** The operators on pairs of samples, first with first, second with second: one function for each type. */
export function operatorQuestions(
  samples: Samples,
  chosen: readonly OperatorName[] = OPERATOR_NAMES,
): readonly Question[] {
  return TYPES.map((type) => {
    const names = chosen.filter((name) => isOn(type, name))
    const [firsts, seconds] = samples[type]
    return {
      engines: GENERATING,
      parameters: [wasmType(type), wasmType(type)],
      results: [...names.map(valueResult), ...conditionsAmong(names).map(branchResult)],
      answers: firsts.map((first, index) => {
        const pair = [first, seconds[index]]
        return [pair, [...names, ...conditionsAmong(names)].map((name) => evaluate(name, pair))]
      }),
    }
  })
}

/** The same pairs with the second argument as a constant of the code, which is how immediate operands arrive. */
export function constantQuestions(samples: Samples): readonly Question[] {
  return TYPES.flatMap((type) => {
    const names = OPERATOR_NAMES.filter((name) => isOn(type, name) && OPERATORS[name].arguments.length === 2)
    const [firsts, seconds] = samples[type]
    return firsts.map((first, index): Question => {
      const second = seconds[index]
      return {
        engines: GENERATING,
        parameters: [wasmType(type)],
        results: names.map((name) => constantResult(name, constant(type, second))),
        answers: [[[first], names.map((name) => evaluate(name, [first, second]))]],
      }
    })
  })
}

const TYPES: readonly ValueType[] = ['i32', 'i64', 'f64', 'bool']

/** Whether an operator's arguments have this type; no operator mixes types. */
const isOn = (type: ValueType, name: OperatorName): boolean => OPERATORS[name].arguments[0] === type

const conditionsAmong = (names: readonly OperatorName[]): readonly OperatorName[] =>
  names.filter((name) => OPERATORS[name].result === 'bool')

const evaluate = (name: OperatorName, values: readonly Constant[]): Constant =>
  OPERATORS[name].evaluate(...(values as never[]))

const valueResult = (name: OperatorName): Result => ({
  name,
  type: wasmType(OPERATORS[name].result),
  push: (code) => pushOperator(code, name, []),
})

const constantResult = (name: OperatorName, second: Value): Result => ({
  name: `${name} with the constant ${known(second)}`,
  type: wasmType(OPERATORS[name].result),
  push: (code) => pushOperator(code, name, [second]),
})

const branchResult = (name: OperatorName): Result => ({
  name: `a branch on ${name}`,
  type: 'i32',
  push: (code) => {
    pushOperator(code, name, [])
    code.if('i32')
    code.i32(1).else().i32(0).end()
  },
})

/** Arguments that are not constants are the parameters. */
function pushOperator(code: FunctionCode, name: OperatorName, constants: readonly Value[]): void {
  const types = OPERATORS[name].arguments
  const lowering = new ValueLowering(code, () => {
    throw new Error('a self-test has no operands to decode')
  })
  const free = types.slice(0, types.length - constants.length).map((type) => new TemporaryValue(type))
  free.forEach((value, local) => {
    lowering.locals.set(value, local)
  })
  lowering.push(operation(name, ...free, ...constants))
}
