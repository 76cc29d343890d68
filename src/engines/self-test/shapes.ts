// Questions about the shapes that generated code has: loops, tables of branches, calls with several results, selections.

import type { Constant } from '../../core/index.js'
import type { EngineName } from '../engine.js'
import { FunctionCode } from '../wasm/code.js'
import type { ModuleBuilder } from '../wasm/module.js'
import { type HeldType, OP, type WasmType } from '../wasm/opcodes.js'
import { GENERATING, type Question, writeFunction } from './questions.js'

/** The export of the function that has to be in the table at index 0. */
export const IN_TABLE = 'inTable'

/** All shapes, with answers that follow from what their comments say. */
export function shapeQuestions(): readonly Question[] {
  return [
    highProduct,
    signedHighProduct,
    loopWithLocals,
    branchTable,
    ...SELECTIONS,
    directCalls,
    indirectCalls,
    recursion,
  ]
}

type Answers = readonly (readonly [values: readonly Constant[], result: Constant])[]

/** A question about a single result. */
function shape(
  name: string,
  [parameters, type]: readonly [readonly WasmType[], HeldType],
  push: Question['results'][number]['push'],
  answers: Answers,
  engines: readonly EngineName[] = GENERATING,
): Question {
  const answerLists = answers.map(([values, result]) => [values, [result]] as const)
  return { engines, parameters, results: [{ name, type, push }], answers: answerLists }
}

const highProduct = shape(
  'the high half of a product',
  [['i32', 'i32'], 'i32'],
  (code) => pushHighProduct(code, OP.i64_extend_i32_u),
  [
    [[-1, -1], -2],
    [[0x12345678, -0x80000000], 0x091a2b3c],
  ],
)

const signedHighProduct = shape(
  'the high half of a signed product',
  [['i32', 'i32'], 'i32'],
  (code) => pushHighProduct(code, OP.i64_extend_i32_s),
  [
    [[-1, -1], 0],
    [[0x12345678, -0x80000000], -0x091a2b3c],
  ],
)

function pushHighProduct(code: FunctionCode, extend: number): void {
  code.get(0).op(extend).get(1).op(extend, OP.i64_mul)
  code.i64(32n).op(OP.i64_shr_u, OP.i32_wrap_i64)
}

/**
 * (n) → the sum of the squares of odd numbers up to n, plus 2^32 for every even one, xor the bits of n as a float. All
 * three live in locals across a branch.
 */
const loopWithLocals = shape(
  'a loop that keeps locals across a branch',
  [['i32'], 'i64'],
  (code) => {
    const [squares, even, all] = [code.local('i32'), code.local('i64'), code.local('f64')]
    const loop = code.loop()
    code.get(0).i32(1).op(OP.i32_and).if()
    code.get(0).get(0).op(OP.i32_mul).get(squares).op(OP.i32_add).set(squares)
    code.else()
    code
      .get(even)
      .i64(1n << 32n)
      .op(OP.i64_add)
      .set(even)
    code.end()
    code.get(all).f64(1).op(OP.f64_add).set(all)
    code.get(0).i32(1).op(OP.i32_sub).tee(0).brIf(loop)
    code.end()
    code.get(squares).op(OP.i64_extend_i32_u).get(even).op(OP.i64_add)
    code.get(all).op(OP.i64_reinterpret_f64, OP.i64_xor)
  },
  [
    [[100], (50n * 2n ** 32n + 166_650n) ^ 0x4059000000000000n],
    [[1], 1n ^ 0x3ff0000000000000n],
  ],
)

/** (n) → 13 − n for 0 … 3, 14 for anything else: every target falls through to the one before it and subtracts 1. */
const branchTable = shape(
  'a table of branches',
  [['i32'], 'i32'],
  (code) => {
    const result = code.local('i32')
    code.i32(14).set(result)
    const [otherwise, ...targets] = Array.from({ length: 5 }, () => code.block())
    code.get(0).brTable(targets, otherwise).end()
    for (const _ of targets) code.get(result).i32(1).op(OP.i32_sub).set(result).end()
    code.get(result)
  },
  [
    [[0], 13],
    [[1], 12],
    [[3], 10],
    [[4], 14],
    [[-1], 14],
    [[-(2 ** 31)], 14],
  ],
)

const SELECTABLE = { i32: [7, -1], i64: [2n ** 40n, -1n], f64: [0.1, Number.NaN] } as const

/** (condition, a, b) → a or b, for each type. */
const SELECTIONS = (['i32', 'i64', 'f64'] as const).map((type) => {
  const [a, b] = SELECTABLE[type]
  return shape(
    `a selection between values of type ${type}`,
    [['i32', type, type], type],
    (code) => code.get(1).get(2).get(0).op(OP.select),
    [
      [[-(2 ** 31), a, b], a],
      [[0, a, b], b],
    ],
  )
})

const PAIR: readonly WasmType[] = ['i64', 'i32']

/** (a, b) → (a·3 + b, b − 1). */
function writeStep(module: ModuleBuilder): number {
  return writeFunction(module, PAIR, PAIR, (code) => {
    code.get(0).i64(3n).op(OP.i64_mul).get(1).op(OP.i64_extend_i32_s, OP.i64_add)
    code.get(1).i32(1).op(OP.i32_sub)
  })
}

/** (a, b) → a after b steps: the results of each call are the arguments of the next one. */
const pushSteps = (code: FunctionCode, call: () => void): void => {
  const loop = code.loop()
  code.get(0).get(1)
  call()
  code.set(1).set(0)
  code.get(1).brIf(loop).end()
  code.get(0)
}

const STEPS: Answers = [
  [[0n, 1], 1n],
  [[1n, 4], 223n],
  [[-1n, 3], 7n],
]

const directCalls = shape(
  'calls with two results',
  [PAIR, 'i64'],
  (code, module) => {
    const step = writeStep(module)
    pushSteps(code, () => code.call(step))
  },
  STEPS,
  ['jit'],
)

const indirectCalls = shape(
  'calls through the table',
  [PAIR, 'i64'],
  (code, module) => {
    module.importTable()
    module.exportFunction(IN_TABLE, writeStep(module))
    pushSteps(code, () => code.i32(0).callIndirect(module.typeIndex(PAIR, PAIR)))
  },
  STEPS,
  ['jit'],
)

/** (n, fuel) → 2^32 times Fibonacci number n, plus the fuel left when every call costs 1: 177 calls for number 10. */
const recursion = shape(
  'calls of itself with two results',
  [['i32', 'i32'], 'i64'],
  (code, module) => {
    const own = module.declare(['i32', 'i32'], PAIR)
    module.define(own, fibonacci(own))
    const fuel = code.local('i32')
    code.get(0).get(1).call(own).set(fuel).i64(32n).op(OP.i64_shl)
    code.get(fuel).op(OP.i64_extend_i32_u, OP.i64_add)
  },
  [[[10, 1000], 55n * 2n ** 32n + 823n]],
  ['jit'],
)

/** (n, fuel) → (Fibonacci number n, fuel left). */
function fibonacci(own: number): FunctionCode {
  const code = new FunctionCode(['i32', 'i32'])
  const sum = code.local('i64')
  code.get(1).i32(1).op(OP.i32_sub).set(1)
  code.get(0).i32(2).op(OP.i32_lt_u).if()
  code.get(0).op(OP.i64_extend_i32_u).get(1).op(OP.return).end()
  for (const distance of [1, 2]) {
    code.get(0).i32(distance).op(OP.i32_sub).get(1).call(own).set(1)
    code.get(sum).op(OP.i64_add).set(sum)
  }
  return code.get(sum).get(1)
}
