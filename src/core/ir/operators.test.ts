// What every operator computes where machines differ: zero divisors, overflow, excessive shifts, NaN, rounding.

import { describe, expect, test } from 'vitest'
import { type Constant, NAN_F32, normalise, OPERATORS, type OperatorName } from './operators.js'

const MIN = -(2 ** 31)
const MAX = 2 ** 31 - 1
const MIN64 = -(2n ** 63n)
const MAX64 = 2n ** 63n - 1n
/** What processors give for an invalid operation, in a host that keeps its pattern. */
const [NEGATIVE_NAN] = new Float64Array(BigUint64Array.of(0xfff8000000000000n).buffer)

const apply = (operator: OperatorName, ...values: Constant[]): Constant =>
  OPERATORS[operator].evaluate(...(values as never[]))

/** Cases: operator, arguments, result. */
const CASES: readonly (readonly [OperatorName, readonly Constant[], Constant])[] = [
  ['i32.add', [MAX, 1], MIN],
  ['i32.sub', [MIN, 1], MAX],
  ['i32.mul', [0x10001, 0x10001], 0x20001],
  ['i32.mul', [MIN, -1], MIN],
  ['i32.divS', [7, 0], 0],
  ['i32.divS', [MIN, -1], MIN],
  ['i32.divS', [-7, 2], -3],
  ['i32.divU', [7, 0], 0],
  ['i32.divU', [-1, 1], -1],
  ['i32.divU', [-1, 2], MAX],
  ['i32.divU', [MIN, -1], 0],
  ['i32.remS', [7, 0], 0],
  ['i32.remS', [MIN, -1], 0],
  ['i32.remS', [-7, 2], -1],
  ['i32.remS', [7, -2], 1],
  ['i32.remU', [7, 0], 0],
  ['i32.remU', [-1, 10], 5],
  ['i32.remU', [-1, MIN], MAX],
  ['i32.shl', [1, 31], MIN],
  ['i32.shl', [1, 32], 1],
  ['i32.shl', [1, -1], MIN],
  ['i32.shrU', [-1, 31], 1],
  ['i32.shrU', [-1, 32], -1],
  ['i32.shrS', [MIN, 31], -1],
  ['i32.shrS', [MIN, 33], -(2 ** 30)],
  ['i32.rotl', [0x12345678, 0], 0x12345678],
  ['i32.rotl', [0x12345678, 8], 0x34567812],
  ['i32.rotl', [1, 32], 1],
  ['i32.rotl', [1, 63], MIN],
  ['i32.rotr', [1, 1], MIN],
  ['i32.rotr', [0x12345678, 32], 0x12345678],
  ['i32.ltU', [MAX, MIN], 1],
  ['i32.ltS', [MAX, MIN], 0],
  ['i32.leU', [-1, -1], 1],
  ['i32.leS', [MIN, MAX], 1],
  ['i32.clz', [0], 32],
  ['i32.clz', [-1], 0],
  ['i32.ctz', [0], 32],
  ['i32.ctz', [MIN], 31],
  ['i32.popcnt', [-1], 32],
  ['i32.popcnt', [0], 0],
  ['i32.extend8', [0x180], -128],
  ['i32.extend16', [0x18000], -32768],
  ['i32.addF32', [0x3fc00000, 0x3fc00000], 0x40400000],
  ['i32.addF32', [0x4b800000, 0x3f800000], 0x4b800000],
  ['i32.addF32', [MIN, MIN], MIN],
  ['i32.addF32', [MIN, 0], 0],
  ['i32.addF32', [1, 1], 2],
  ['i32.addF32', [0x7f7fffff, 0x7f7fffff], 0x7f800000],
  ['i32.addF32', [0x7f800001, 0], NAN_F32],
  ['i32.addF32', [-1, 0], NAN_F32],
  ['i32.subF32', [0x7f800000, 0x7f800000], NAN_F32],
  ['i32.subF32', [0, 0], 0],
  ['i32.mulF32', [0x7f800000, 0], NAN_F32],
  ['i32.mulF32', [1, 0x3f000000], 0],
  ['i32.mulF32', [3, 0x3f000000], 2],
  ['i32.divF32', [0x3f800000, 0x40400000], 0x3eaaaaab],
  ['i32.divF32', [0x3f800000, MIN], -0x00800000],
  ['i32.divF32', [0, MIN], NAN_F32],
  ['i32.sqrtF32', [0x40000000], 0x3fb504f3],
  ['i32.sqrtF32', [MIN], MIN],
  ['i32.sqrtF32', [-0x40800000], NAN_F32],
  ['i32.eqF32', [0, MIN], 1],
  ['i32.eqF32', [NAN_F32, NAN_F32], 0],
  ['i32.ltF32', [-0x00800000, MIN], 1],
  ['i32.ltF32', [MIN, 0], 0],
  ['i32.ltF32', [0, NAN_F32], 0],
  ['i32.toF32', [16777217], 0x4b800000],
  ['i32.toF32', [-1], -0x40800000],
  ['i32.toF32', [MAX], 0x4f000000],
  ['i32.ofF32', [-0x40400000], -1],
  ['i32.ofF32', [0x4f000000], MAX],
  ['i32.ofF32', [-0x00800000], MIN],
  ['i32.ofF32', [-1], 0],
  ['i64.add', [MAX64, 1n], MIN64],
  ['i64.sub', [MIN64, 1n], MAX64],
  ['i64.mul', [MIN64, -1n], MIN64],
  ['i64.divS', [MIN64, -1n], MIN64],
  ['i64.divS', [1n, 0n], 0n],
  ['i64.divU', [-1n, 2n], MAX64],
  ['i64.divU', [1n, 0n], 0n],
  ['i64.remS', [MIN64, -1n], 0n],
  ['i64.remS', [-7n, 2n], -1n],
  ['i64.remS', [1n, 0n], 0n],
  ['i64.remU', [-1n, 10n], 5n],
  ['i64.remU', [1n, 0n], 0n],
  ['i64.shl', [1n, 63n], MIN64],
  ['i64.shl', [1n, 64n], 1n],
  ['i64.shl', [1n, -1n], MIN64],
  ['i64.shrU', [-1n, 63n], 1n],
  ['i64.shrU', [-1n, 64n], -1n],
  ['i64.shrS', [MIN64, 127n], -1n],
  ['i64.rotl', [1n, 64n], 1n],
  ['i64.rotl', [1n, 63n], MIN64],
  ['i64.rotr', [1n, 1n], MIN64],
  ['i64.rotr', [1n, 0n], 1n],
  ['i64.ltU', [MAX64, MIN64], 1],
  ['i64.ltS', [MAX64, MIN64], 0],
  ['i64.leU', [-1n, 0n], 0],
  ['i64.leS', [-1n, 0n], 1],
  ['i64.clz', [0n], 64n],
  ['i64.clz', [-1n], 0n],
  ['i64.ctz', [0n], 64n],
  ['i64.ctz', [MIN64], 63n],
  ['i64.popcnt', [-1n], 64n],
  ['f64.eq', [NaN, NaN], 0],
  ['f64.ne', [NaN, NaN], 1],
  ['f64.eq', [0, -0], 1],
  ['f64.lt', [NaN, 1], 0],
  ['f64.le', [1, NaN], 0],
  ['f64.div', [1, -0], -Infinity],
  ['f64.div', [0, 0], NaN],
  ['f64.neg', [0], -0],
  ['f64.abs', [-0], 0],
  ['f64.sqrt', [-1], NaN],
  ['f64.sqrt', [-0], -0],
  ['f64.floor', [-0.5], -1],
  ['f64.ceil', [-0.5], -0],
  ['f64.trunc', [-0.5], -0],
  ['f64.nearest', [0.5], 0],
  ['f64.nearest', [1.5], 2],
  ['f64.nearest', [2.5], 2],
  ['f64.nearest', [-0.5], -0],
  ['f64.nearest', [-1.5], -2],
  ['f64.nearest', [-2.5], -2],
  ['f64.nearest', [0.49999999999999994], 0],
  ['f64.nearest', [4503599627370495.5], 4503599627370496],
  ['f64.nearest', [-0], -0],
  ['f64.nearest', [Infinity], Infinity],
  ['f64.nearest', [NaN], NaN],
  ['bool.and', [1, 0], 0],
  ['bool.or', [1, 0], 1],
  ['bool.xor', [1, 1], 0],
  ['bool.not', [0], 1],
  ['i32.fromBool', [1], 1],
  ['i32.wrap', [2n ** 32n - 1n], -1],
  ['i64.extendS', [-1], -1n],
  ['i64.extendU', [-1], 2n ** 32n - 1n],
  ['i32.truncS', [NaN], 0],
  ['i32.truncS', [1e10], MAX],
  ['i32.truncS', [-1e10], MIN],
  ['i32.truncS', [-2147483648.9], MIN],
  ['i32.truncS', [2147483647.9], MAX],
  ['i32.truncS', [-0.9], 0],
  ['i64.truncS', [NaN], 0n],
  ['i64.truncS', [2 ** 63], MAX64],
  ['i64.truncS', [-Infinity], MIN64],
  ['i64.truncS', [-1.9], -1n],
  ['i64.truncU', [-1], 0n],
  ['i64.truncU', [2 ** 63], MIN64],
  ['i64.truncU', [2 ** 64], -1n],
  ['i64.truncU', [NaN], 0n],
  ['f64.fromI32', [MIN], MIN],
  ['f64.fromI64', [MAX64], 2 ** 63],
  ['f64.fromI64', [2n ** 53n + 1n], 2 ** 53],
  ['i64.bitsOf', [-0], MIN64],
  ['i64.bitsOf', [1], 0x3ff0000000000000n],
  ['i64.bitsOf', [NEGATIVE_NAN], 0x7ff8000000000000n],
  ['f64.ofBits', [MIN64], -0],
  ['f64.ofBits32', [0x3fc00000], 1.5],
  ['i32.bits32Of', [1.5], 0x3fc00000],
  ['i32.bits32Of', [1e300], 0x7f800000],
  ['i32.bits32Of', [2 ** -150], 0],
  ['i32.bits32Of', [NEGATIVE_NAN], 0x7fc00000],
]

const show = (value: Constant): string => (Object.is(value, -0) ? '-0' : `${value}`)

test.each(
  CASES.map(([operator, values, result]) => ({
    title: `${operator}(${values.map(show).join(', ')}) is ${show(result)}`,
    operator,
    values,
    result,
  })),
)('$title', ({ operator, values, result }) => {
  expect(apply(operator, ...values)).toBe(result)
})

test('every operator has a case above', () => {
  const covered = new Set<string>(CASES.map(([operator]) => operator))
  const plain = [
    'i32.and',
    'i32.or',
    'i32.xor',
    'i32.eq',
    'i32.ne',
    'i64.and',
    'i64.or',
    'i64.xor',
    'i64.eq',
    'i64.ne',
  ]
  const floats = ['f64.add', 'f64.sub', 'f64.mul']
  const missing = Object.keys(OPERATORS).filter(
    (name) => !covered.has(name) && ![...plain, ...floats].includes(name),
  )
  expect(missing).toEqual([])
})

describe('operators', () => {
  test('that say that they commute do', () => {
    const samples: Record<string, readonly Constant[]> = {
      i32: [0, 1, -1, MIN, MAX, 0x1234, 0x3fc00000, 0x7f800000],
      i64: [0n, 1n, -1n, MIN64, MAX64],
      f64: [0, -0, 1.5, NaN, Infinity],
      bool: [0, 1],
    }
    for (const [name, operator] of Object.entries(OPERATORS)) {
      if (!('commutes' in operator) || operator.commutes !== true) continue
      for (const a of samples[operator.arguments[0]]) {
        for (const b of samples[operator.arguments[0]]) {
          const operatorName = name as OperatorName
          expect(apply(operatorName, a, b)).toBe(apply(operatorName, b, a))
        }
      }
    }
  })

  test('give results in normal form', () => {
    for (const [name, values] of CASES) {
      const result = apply(name, ...values)
      expect(result).toBe(normalise(OPERATORS[name].result, result))
    }
  })
})

describe('normalise', () => {
  test.each([
    ['i32', 2 ** 32 - 1, -1],
    ['i32', 2n ** 40n + 5n, 5],
    ['i32', true, 1],
    ['i64', 2n ** 64n - 1n, -1n],
    ['i64', 5, 5n],
    ['i64', true, 1n],
    ['f64', 5n, 5],
    ['bool', 7, 1],
    ['bool', 0, 0],
    ['bool', false, 0],
  ] as const)('of %s %s is %s', (type, value, expected) => {
    expect(normalise(type, value)).toBe(expected)
  })
})
