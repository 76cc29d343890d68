// Values to WebAssembly: pushes recorded expressions onto the operand stack.

import {
  ConstantValue,
  type ContextValue,
  type HoleValue,
  known,
  NAN_F32,
  NAN_F64,
  OPERATORS,
  OperationValue,
  type OperatorName,
  SelectValue,
  TemporaryValue,
  type Value,
  type ValueType,
} from '../../core/index.js'
import type { FunctionCode } from './code.js'
import {
  BINARY32,
  type Binary32Operator,
  type CompoundOperator,
  DIVISION,
  type DivisionOperator,
  type HeldType,
  OP,
  OPERATOR_BYTES,
  type PatternOperator,
} from './opcodes.js'

/** The WebAssembly type of a value. */
export const wasmType = (type: ValueType): HeldType => (type === 'bool' ? 'i32' : type)

/** Pushes operand holes and context values, which mean different things to different engines. */
export type PushLeaf = (leaf: HoleValue | ContextValue) => void

const isPattern = (operator: CompoundOperator): operator is PatternOperator =>
  operator === 'i64.bitsOf' || operator === 'i32.bits32Of'

const isBinary32 = (operator: CompoundOperator): operator is Binary32Operator =>
  Object.hasOwn(BINARY32, operator)

/** Pushes values; knows which are held in locals. */
export class ValueLowering {
  /** Locals that hold values: temporaries, parameters and shared values. */
  readonly locals = new Map<Value, number>()

  constructor(
    private readonly code: FunctionCode,
    private readonly pushLeaf: PushLeaf,
    /** Pushes a value as a constant if it is one where the code will run; tells whether it did. */
    private readonly pushFixed?: (value: Value) => boolean,
  ) {}

  /** Leaves the value on the operand stack. */
  push(value: Value): void {
    const local = this.locals.get(value)
    if (local !== undefined) this.code.get(local)
    else if (this.pushFixed?.(value)) return
    else if (value instanceof ConstantValue) this.pushConstant(value)
    else if (value instanceof OperationValue) this.pushOperation(value)
    else if (value instanceof SelectValue) this.pushSelect(value)
    else if (value instanceof TemporaryValue)
      throw new Error(`${value.label ?? 'a temporary'} is used before it has a value`)
    else this.pushLeaf(value as HoleValue | ContextValue)
  }

  private pushConstant({ type, constant }: ConstantValue): void {
    if (type === 'i64') this.code.i64(constant as bigint)
    else if (type === 'f64') this.code.f64(constant as number)
    else this.code.i32(constant as number)
  }

  private pushSelect({ condition, whenTrue, whenFalse }: SelectValue): void {
    this.push(whenTrue)
    this.push(whenFalse)
    this.push(condition)
    this.code.op(OP.select)
  }

  private pushOperation({ operator, children }: OperationValue): void {
    const bytes = (OPERATOR_BYTES as Partial<Record<OperatorName, readonly number[]>>)[operator]
    if (bytes === undefined) return this.pushCompound(operator as CompoundOperator, children)
    for (let index = 0; index < children.length; index++) this.push(children[index])
    this.code.raw(bytes)
  }

  private pushCompound(operator: CompoundOperator, children: readonly Value[]): void {
    if (isPattern(operator)) this.pushPattern(operator, children[0])
    else if (!isBinary32(operator)) this.pushDivision(operator, children[0], children[1])
    else if (OPERATORS[operator].result === 'bool') this.pushOnFloats(operator, children)
    else {
      this.pushArithmetic32(operator, children)
      this.code.op(OP.i32_reinterpret_f32)
    }
  }

  private pushPattern(operator: PatternOperator, float: Value): void {
    const { code } = this
    const value = code.borrow('f64')
    this.push(float)
    code.tee(value)
    if (operator === 'i64.bitsOf') code.op(OP.i64_reinterpret_f64).i64(NAN_F64)
    else code.op(OP.f32_demote_f64, OP.i32_reinterpret_f32).i32(NAN_F32)
    code.get(value).get(value).op(OP.f64_eq, OP.select)
    code.release('f64', value)
  }

  private pushOnFloats(operator: Binary32Operator, children: readonly Value[]): void {
    for (const child of children) this.pushAsFloat(child)
    this.code.op(BINARY32[operator])
  }

  /** Pushes the float of which a value is the pattern. */
  private pushAsFloat(value: Value): void {
    const local = this.locals.get(value)
    if (local !== undefined) this.code.getFloat(local)
    else if (!this.pushFloat(value)) {
      this.push(value)
      this.code.op(OP.f32_reinterpret_i32)
    }
  }

  /** Pushes a value as a float if it is computed as one and is not held already; tells whether it did. */
  pushFloat(value: Value): boolean {
    if (!(value instanceof OperationValue) || this.locals.has(value)) return false
    const { operator, children } = value
    if (operator === 'i32.toF32') {
      this.push(children[0])
      this.code.op(OP.f32_convert_i32_s)
      return true
    }
    if (!isBinary32(operator as CompoundOperator) || value.type !== 'i32') return false
    this.pushArithmetic32(operator as Binary32Operator, children)
    return true
  }

  /**
   * NaN is replaced while the result is still a float: the compiler drops a reinterpretation of a reinterpretation, so that what
   * instructions hand to each other as patterns stays in a float register. V8 11.3 turns the selection into a branch that is
   * never taken; an `if` in either order takes the same time, and without any the mandelbrot set takes 3 % less.
   */
  private pushArithmetic32(operator: Binary32Operator, children: readonly Value[]): void {
    const { code } = this
    code.f32(NAN_F32)
    this.pushOnFloats(operator, children)
    const result = code.borrow('f32')
    code.tee(result).get(result).get(result).op(OP.f32_ne, OP.select)
    code.release('f32', result)
  }

  /** Divisions are total in the IR: by zero gives 0, by −1 negates (or leaves 0), everything else is safe. */
  private pushDivision(operator: DivisionOperator, dividend: Value, divisor: Value): void {
    const { code } = this
    const type = operator.startsWith('i64') ? 'i64' : 'i32'
    const exact = known(divisor)
    if (exact !== undefined && BigInt(exact) !== 0n && BigInt(exact) !== -1n) {
      this.push(dividend)
      this.push(divisor)
      code.op(DIVISION[operator])
      return
    }
    const [a, b] = [code.borrow(type), code.borrow(type)]
    this.push(dividend)
    code.set(a)
    this.push(divisor)
    code.tee(b).op(type === 'i64' ? OP.i64_eqz : OP.i32_eqz)
    code.if(type)
    this.pushZero(type)
    code.else()
    if (operator.endsWith('S')) this.guardMinusOne(operator, type, a, b)
    else code.get(a).get(b).op(DIVISION[operator])
    code.end()
    code.release(type, a)
    code.release(type, b)
  }

  private guardMinusOne(operator: DivisionOperator, type: 'i32' | 'i64', a: number, b: number): void {
    const { code } = this
    code.get(b)
    if (type === 'i64') code.i64(-1n).op(OP.i64_eq)
    else code.i32(-1).op(OP.i32_eq)
    code.if(type)
    this.pushZero(type)
    if (operator.includes('div')) code.get(a).op(type === 'i64' ? OP.i64_sub : OP.i32_sub)
    code.else()
    code.get(a).get(b).op(DIVISION[operator])
    code.end()
  }

  private pushZero(type: 'i32' | 'i64'): void {
    if (type === 'i64') this.code.i64(0n)
    else this.code.i32(0)
  }
}
