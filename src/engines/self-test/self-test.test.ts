// The self-test: this host passes it in full, and it notices an engine that computes anything else.

import { expect, test } from 'vitest'
import type { Constant } from '../../core/index.js'
import { memoryQuestion } from './memory.js'
import { constantQuestions, operatorQuestions, type Samples } from './operators.js'
import {
  type Instantiate,
  instantiateHere,
  startUpQuestions,
  wrongAnswers,
  wrongAnswersHere,
} from './self-test.js'
import { shapeQuestions } from './shapes.js'

/** As binary32 patterns: 1.5, the smallest normal number, the largest, infinities, a signalling NaN. */
const FLOATS = [0x3fc00000, 0x00800000, 0x7f7fffff, 0x7f800000, -0x00800000, 0x7f800001]
const I32 = [0, 1, -1, 2, -7, 31, 32, 33, 255, 0x8000, 0x12345678, 2 ** 31 - 1, -(2 ** 31), ...FLOATS]
const I64 = [
  0n,
  1n,
  -1n,
  -7n,
  63n,
  64n,
  65n,
  2n ** 31n,
  2n ** 32n + 5n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
]
const F64 = [
  0,
  -0,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  1e-310,
  2 ** 31,
  2 ** 53,
  -1e10,
  2 ** 63,
  1e300,
  Infinity,
  -Infinity,
  NaN,
  // What processors give for an invalid operation.
  new Float64Array(BigUint64Array.of(0xfff8000000000000n).buffer)[0],
]

const pairs = (values: readonly Constant[]): Samples[keyof Samples] => [
  values.flatMap((value) => values.map(() => value)),
  values.flatMap(() => values),
]
const EVERYTHING: Samples = { i32: pairs(I32), i64: pairs(I64), f64: pairs(F64), bool: pairs([0, 1]) }

test('every operator gives what the reference engine computes, on every pair of edge values', () => {
  expect(wrongAnswers(operatorQuestions(EVERYTHING))).toEqual([])
})

test('every operator gives what the reference engine computes when its second argument is a constant', () => {
  expect(wrongAnswers(constantQuestions(EVERYTHING))).toEqual([])
})

test('every load and store gives what its bytes say', () => {
  expect(wrongAnswers([memoryQuestion()])).toEqual([])
})

test('every shape of control flow gives what was worked out by hand', () => {
  expect(wrongAnswers(shapeQuestions())).toEqual([])
})

test('what is asked at start-up is answered rightly here', () => {
  expect(wrongAnswersHere()).toEqual([])
})

/** A host whose module has some bytes replaced, as a broken compiler would. */
const hostReplacing =
  (wanted: readonly number[], by: readonly number[]): Instantiate =>
  (bytes, host) => {
    const text = [...bytes].join(',').replaceAll(`,${wanted.join()},`, `,${by.join()},`)
    return instantiateHere(Uint8Array.from(text.split(',').map(Number)), host)
  }

test.each([
  [
    'i32.shl shifts to the right',
    [0x20, 0, 0x20, 1, 0x74],
    [0x20, 0, 0x20, 1, 0x76],
    'i32.shl of (-2147483648, -1) is 1 instead of 0',
  ],
  ['i64.ltS compares unsigned', [0x53], [0x54], 'i64.ltS of'],
  ['f64.nearest truncates', [0x9e], [0x9d], 'f64.nearest of'],
  [
    'a signed load of bytes extends with zeros',
    [0x2c],
    [0x2d],
    'a load of 8 bits, little endian, signed, as i32 of',
  ],
])('a host on which %s is noticed', (_, wanted, by, message) => {
  const found = wrongAnswers(startUpQuestions(), hostReplacing(wanted, by))
  expect(found[0]).toMatchObject({ engines: ['interpreter', 'jit'] })
  expect(found[0].message).toContain(message)
})

test('a host that traps where it should not is noticed, with what was thrown', () => {
  const trapping: Instantiate = (bytes, host) => ({
    ...instantiateHere(bytes, host),
    0: () => {
      throw new WebAssembly.RuntimeError('divide by zero')
    },
  })
  expect(wrongAnswers(startUpQuestions(), trapping)[0].message).toMatch(
    /ends with RuntimeError: divide by zero$/,
  )
})

test('what only the JIT is made of concerns only the JIT', () => {
  const engines = shapeQuestions().map(({ results, engines: concerned }) => [
    results[0].name,
    concerned.join(),
  ])
  expect(Object.fromEntries(engines)).toMatchObject({
    'a table of branches': 'interpreter,jit',
    'calls through the table': 'jit',
  })
})

test('answers on floats are told apart by the sign of zero', () => {
  const samples: Samples = { i32: [[], []], i64: [[], []], f64: [[0], [0]], bool: [[], []] }
  const questions = operatorQuestions(samples, ['f64.neg'])
  const wrong = wrongAnswers(questions, hostReplacing([0x9a], [0x99]))
  expect(wrong).toHaveLength(1)
})
