// Smart constructors: the vocabulary in which semantics are written. Each folds what is already known.

import { applyBinary, applySelect, applyUnary } from './fold.js'
import { type Constant, normalise, OPERATORS, type OperatorName, type ValueType } from './operators.js'
import { ConstantValue, OperationValue, SelectValue, TemporaryValue, Value } from './value.js'

/** What an operator accepts: a recorded value, or a plain constant that takes the type of the other operand. */
export type Operand<T extends ValueType> =
  | Value<T>
  | (T extends 'i64' ? number | bigint : T extends 'bool' ? boolean : number)

export type IntegerType = 'i32' | 'i64'
export type NumberType = IntegerType | 'f64'

/** A constant of the given type; integers wrap to its width. */
export function constant<T extends ValueType>(type: T, value: Constant | boolean): Value<T> {
  return new ConstantValue(type, normalise(type, value))
}

export const i32 = (value: number): Value<'i32'> => constant('i32', value)
export const i64 = (value: number | bigint): Value<'i64'> => constant('i64', value)
export const f64 = (value: number): Value<'f64'> => constant('f64', value)
export const bool = (value: boolean): Value<'bool'> => constant('bool', value)

/** The constant a value is known to be, or undefined. */
export function known(value: Value): Constant | undefined {
  return value.exact
}

/** Applies an operator to values of exactly its argument types; folds. */
export function operation(operator: OperatorName, ...values: Value[]): Value {
  const expected = OPERATORS[operator].arguments
  for (let index = 0; index < values.length; index++) {
    checkArgument(operator, index, values[index], expected[index])
  }
  return values.length === 1 ? applyUnary(operator, values[0]) : applyBinary(operator, values[0], values[1])
}

function checkArgument(operator: OperatorName, index: number, value: Value, expected: ValueType): void {
  if (!(value instanceof Value))
    throw new TypeError(`${operator}: argument ${index + 1} is not a recorded value`)
  if (value.type !== expected)
    throw new TypeError(`${operator}: argument ${index + 1} has type ${value.type}, not ${expected}`)
}

/** Turns a plain constant into a value of type `type`. */
export function lift<T extends ValueType>(type: T, operand: Operand<T>): Value<T> {
  return operand instanceof Value ? operand : constant(type, operand as Constant | boolean)
}

function typeOfPair(name: string, a: unknown, b: unknown): ValueType {
  if (a instanceof Value) return a.type
  if (b instanceof Value) return b.type
  throw new TypeError(`${name}: at least one operand must be a recorded value`)
}

/** The operators of one name by type of argument; finds each once. */
function operatorsOf(name: string): (type: ValueType) => OperatorName {
  const found: Partial<Record<ValueType, OperatorName>> = {}
  return (type) => {
    found[type] ??= operatorFor(name, type)
    return found[type]
  }
}

function operatorFor(name: string, type: ValueType): OperatorName {
  const operator = `${type}.${name}`
  if (!Object.hasOwn(OPERATORS, operator)) throw new TypeError(`${name} is not defined for ${type} values`)
  return operator as OperatorName
}

function binary(name: string): (a: Operand<ValueType>, b: Operand<ValueType>) => Value {
  const operators = operatorsOf(name)
  return (a, b) => {
    const type = typeOfPair(name, a, b)
    const operator = operators(type)
    // The type is that of the first value, so only the second can have another.
    const second = lift(type, b as Operand<typeof type>)
    checkArgument(operator, 1, second, type)
    return applyBinary(operator, lift(type, a as Operand<typeof type>), second)
  }
}

interface Binary<Types extends ValueType> {
  <T extends Types>(a: Value<T>, b: Operand<NoInfer<T>>): Value<T>
  <T extends Types>(a: Operand<NoInfer<T>>, b: Value<T>): Value<T>
}
interface Comparison<Types extends ValueType> {
  <T extends Types>(a: Value<T>, b: Operand<NoInfer<T>>): Value<'bool'>
  <T extends Types>(a: Operand<NoInfer<T>>, b: Value<T>): Value<'bool'>
}
type Unary<Types extends NumberType> = <T extends Types>(a: Value<T>) => Value<T>

const arithmetic = <Types extends ValueType>(name: string): Binary<Types> => binary(name) as Binary<Types>
const comparison = <Types extends ValueType>(name: string): Comparison<Types> =>
  binary(name) as Comparison<Types>
/** A comparison that is written with its operands exchanged. */
const swapped = <Types extends ValueType>(compare: Comparison<Types>): Comparison<Types> =>
  ((a: never, b: never) => compare(b, a)) as Comparison<Types>
const single = <Types extends NumberType>(name: string): Unary<Types> => {
  const operators = operatorsOf(name)
  return ((a: Value) => applyUnary(operators(a.type), a)) as Unary<Types>
}

/** Sum; integers wrap. */
export const add = arithmetic<NumberType>('add')
/** Difference; integers wrap. */
export const sub = arithmetic<NumberType>('sub')
/** Product; integers keep the low half. */
export const mul = arithmetic<NumberType>('mul')
/** Quotient of floats. */
export const div = arithmetic<'f64'>('div')
/** Signed quotient, truncated toward zero; by zero it is 0 (check first where the machine says otherwise). */
export const divS = arithmetic<IntegerType>('divS')
/** Unsigned quotient; by zero it is 0. */
export const divU = arithmetic<IntegerType>('divU')
/** Signed remainder with the sign of the dividend; by zero it is 0. */
export const remS = arithmetic<IntegerType>('remS')
/** Unsigned remainder; by zero it is 0. */
export const remU = arithmetic<IntegerType>('remU')
/** Bitwise and of integers, logical and of conditions. */
export const and = arithmetic<IntegerType | 'bool'>('and')
/** Bitwise or of integers, logical or of conditions. */
export const or = arithmetic<IntegerType | 'bool'>('or')
/** Bitwise exclusive or of integers, logical exclusive or of conditions. */
export const xor = arithmetic<IntegerType | 'bool'>('xor')
/** Shifts use the count modulo the width. */
export const shl = arithmetic<IntegerType>('shl')
export const shrU = arithmetic<IntegerType>('shrU')
export const shrS = arithmetic<IntegerType>('shrS')
export const rotl = arithmetic<IntegerType>('rotl')
export const rotr = arithmetic<IntegerType>('rotr')

export const eq = comparison<NumberType>('eq')
export const ne = comparison<NumberType>('ne')
export const ltS = comparison<IntegerType>('ltS')
export const ltU = comparison<IntegerType>('ltU')
export const leS = comparison<IntegerType>('leS')
export const leU = comparison<IntegerType>('leU')
export const gtS = swapped(ltS)
export const gtU = swapped(ltU)
export const geS = swapped(leS)
export const geU = swapped(leU)
/** Float comparisons; false when an operand is NaN. */
export const ltF = comparison<'f64'>('lt')
export const leF = comparison<'f64'>('le')

export const clz = single<IntegerType>('clz')
export const ctz = single<IntegerType>('ctz')
export const popcnt = single<IntegerType>('popcnt')
export const neg = single<'f64'>('neg')
export const abs = single<'f64'>('abs')
export const sqrt = single<'f64'>('sqrt')
export const floor = single<'f64'>('floor')
export const ceil = single<'f64'>('ceil')
export const trunc = single<'f64'>('trunc')
export const nearest = single<'f64'>('nearest')

const converter =
  <From extends ValueType, To extends ValueType>(operator: OperatorName) =>
  (value: Value<From>): Value<To> =>
    operation(operator, value) as Value<To>

export const not = converter<'bool', 'bool'>('bool.not')
/** true → 1, false → 0. */
export const bit = converter<'bool', 'i32'>('i32.fromBool')
export const low32 = converter<'i64', 'i32'>('i32.wrap')
export const signExtend64 = converter<'i32', 'i64'>('i64.extendS')
export const zeroExtend64 = converter<'i32', 'i64'>('i64.extendU')
export const signExtend8 = converter<'i32', 'i32'>('i32.extend8')
export const signExtend16 = converter<'i32', 'i32'>('i32.extend16')
/** Float to integer: truncates, saturates, NaN gives 0. */
export const toI32 = converter<'f64', 'i32'>('i32.truncS')
export const toI64 = converter<'f64', 'i64'>('i64.truncS')
export const toU64 = converter<'f64', 'i64'>('i64.truncU')
export const floatFromI32 = converter<'i32', 'f64'>('f64.fromI32')
export const floatFromI64 = converter<'i64', 'f64'>('f64.fromI64')
export const bitsOf = converter<'f64', 'i64'>('i64.bitsOf')
export const floatOfBits = converter<'i64', 'f64'>('f64.ofBits')
export const bits32Of = converter<'f64', 'i32'>('i32.bits32Of')
export const floatOfBits32 = converter<'i32', 'f64'>('f64.ofBits32')

/** An operator on two binary32 patterns in words. */
const ofPatterns =
  <To extends ValueType>(operator: OperatorName) =>
  (a: Value<'i32'>, b: Value<'i32'>): Value<To> =>
    operation(operator, a, b) as Value<To>

/** Arithmetic on binary32 patterns in words; every NaN that it produces is 0x7FC00000. */
export const addF32 = ofPatterns<'i32'>('i32.addF32')
export const subF32 = ofPatterns<'i32'>('i32.subF32')
export const mulF32 = ofPatterns<'i32'>('i32.mulF32')
export const divF32 = ofPatterns<'i32'>('i32.divF32')
export const sqrtF32 = converter<'i32', 'i32'>('i32.sqrtF32')
/** Comparisons of binary32 patterns; false when an operand is NaN. */
export const eqF32 = ofPatterns<'bool'>('i32.eqF32')
export const ltF32 = ofPatterns<'bool'>('i32.ltF32')
/** The pattern of the binary32 nearest to an integer. */
export const toF32 = converter<'i32', 'i32'>('i32.toF32')
/** The integer in a binary32 pattern: truncates, saturates, NaN gives 0. */
export const ofF32 = converter<'i32', 'i32'>('i32.ofF32')

/** The most significant bit of an integer, as a condition. */
export const signBit = (value: Value<IntegerType>): Value<'bool'> => ltS(value, constant(value.type, 0))

/** `whenTrue` or `whenFalse`. Both may be evaluated; for effects use `when`. */
export function select<T extends ValueType>(
  condition: Value<'bool'>,
  whenTrue: Value<T>,
  whenFalse: Operand<NoInfer<T>>,
): Value<T>
export function select<T extends ValueType>(
  condition: Value<'bool'>,
  whenTrue: Operand<NoInfer<T>>,
  whenFalse: Value<T>,
): Value<T>
export function select<T extends ValueType>(
  condition: Value<'bool'>,
  whenTrue: Operand<T>,
  whenFalse: Operand<T>,
): Value<T> {
  const type = typeOfPair('select', whenTrue, whenFalse) as T
  const a = lift(type, whenTrue)
  const b = lift(type, whenFalse)
  if (condition.type !== 'bool')
    throw new TypeError(`select: the condition has type ${condition.type}, not bool`)
  if (a.type !== b.type) throw new TypeError(`select: the alternatives have types ${a.type} and ${b.type}`)
  const decided = known(condition)
  if (decided !== undefined) return decided ? a : b
  return applySelect(condition, a, b) as Value<T>
}

/**
 * Gives a sub-expression the name under which printed pseudo-code and generated code show it. Returns the same value;
 * constants and values that already have a name stay as they are.
 */
export function name<T extends ValueType>(label: string, value: Value<T>): Value<T> {
  const isNameable =
    value instanceof OperationValue || value instanceof SelectValue || value instanceof TemporaryValue
  if (value.label === undefined && isNameable) value.label = label
  return value
}
