// Values to WebAssembly: pushes recorded expressions onto the operand stack.

import {
  ConstantValue,
  type ContextValue,
  type HoleValue,
  known,
  OperationValue,
  type OperatorName,
  SelectValue,
  TemporaryValue,
  type Value,
  type ValueType,
} from '../../core/index.js'
import type { FunctionCode } from './code.js'
import { type CompoundOperator, DIVISION, OP, OPERATOR_BYTES, type WasmType } from './opcodes.js'

/** The WebAssembly type of a value. */
export const wasmType = (type: ValueType): WasmType => (type === 'bool' ? 'i32' : type)

/** Pushes operand holes and context values, which mean different things to different engines. */
export type PushLeaf = (leaf: HoleValue | ContextValue) => void

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
    if (bytes === undefined) {
      this.pushDivision(operator as CompoundOperator, children[0], children[1])
      return
    }
    for (let index = 0; index < children.length; index++) this.push(children[index])
    this.code.raw(bytes)
  }

  /** Divisions are total in the IR: by zero gives 0, by −1 negates (or leaves 0), everything else is safe. */
  private pushDivision(operator: CompoundOperator, dividend: Value, divisor: Value): void {
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

  private guardMinusOne(operator: CompoundOperator, type: 'i32' | 'i64', a: number, b: number): void {
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
