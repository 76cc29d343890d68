// What the self-test asks: functions of generated code that leave results in memory, and what the results have to be.

import type { Constant } from '../../core/index.js'
import type { EngineName } from '../engine.js'
import { FunctionCode } from '../wasm/code.js'
import type { ModuleBuilder } from '../wasm/module.js'
import { type HeldType, OP, type WasmType } from '../wasm/opcodes.js'

/** One thing that a function computes from its parameters. */
export interface Result {
  /** What it is, as warnings say it. */
  readonly name: string
  readonly type: HeldType
  /** Leaves the result on the operand stack. Parameters keep their values unless it is the only result. */
  readonly push: (code: FunctionCode, module: ModuleBuilder) => void
}

/** A function with arguments for which its results are known. */
export interface Question {
  /** The engines whose code is made of this. */
  readonly engines: readonly EngineName[]
  readonly parameters: readonly WasmType[]
  readonly results: readonly Result[]
  readonly answers: readonly (readonly [values: readonly Constant[], results: readonly Constant[]])[]
}

/** Engines that execute generated code. */
export const GENERATING: readonly EngineName[] = ['interpreter', 'jit']

const STORE = { i32: OP.i32_store, i64: OP.i64_store, f64: OP.f64_store } as const

/** Where result number `index` is left. */
const placeOf = (index: number): number => 8 * index

/** Bytes from which on memory belongs to the functions themselves. */
export const SCRATCH = 4096

/** Adds the function of a question to a module; the result is its index. */
export function writeQuestion(module: ModuleBuilder, { parameters, results }: Question): number {
  return writeFunction(module, parameters, [], (code) => {
    results.forEach(({ type, push }, index) => {
      push(code.i32(0), module)
      code.memory(STORE[type], placeOf(index))
    })
  })
}

/** Adds a function to a module; the result is its index. */
export function writeFunction(
  module: ModuleBuilder,
  parameters: readonly WasmType[],
  results: readonly WasmType[],
  body: (code: FunctionCode) => void,
): number {
  const code = new FunctionCode(parameters)
  body(code)
  const index = module.declare(parameters, results)
  module.define(index, code)
  return index
}

/** The result that a function left. */
export function resultAt(view: DataView, index: number, type: HeldType): Constant {
  const place = placeOf(index)
  if (type === 'i64') return view.getBigInt64(place, true)
  return type === 'f64' ? view.getFloat64(place, true) : view.getInt32(place, true)
}
