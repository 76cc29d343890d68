// Floats in words: exact remainders, canonical NaNs, rounding to binary32, the shortest text.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildMachine } from '../../board/index.js'
import { assembleText, boardOfDepth, floatText, stackOf, uvmKit } from './index.js'

const view = new DataView(new ArrayBuffer(4))
const bitsOf = (value: number): number => {
  view.setFloat32(0, value)
  return view.getInt32(0)
}
const floatOf = (bits: number): number => {
  view.setInt32(0, bits)
  return view.getFloat32(0)
}

/** One machine for all questions: two words are stored in t0 and t1 before each run. */
function operator(mnemonic: string): (a: number, b: number) => number {
  const { image } = assembleText('operator.uasm', `iload0\niload1\n${mnemonic}\nhalt\n`)
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(uvmKit, {
    image: image ?? new Uint8Array(),
    board: boardOfDepth(2),
    services,
    engine: 'interpreter',
  })
  const start = vm.snapshot()
  return (a, b) => {
    vm.restore(start)
    vm.setRegister('t0', a)
    vm.setRegister('t1', b)
    vm.run()
    return stackOf(vm)[0]
  }
}

/** Any pattern; special ones often. */
const bits = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(...[0, -0, 1, -1.5, Infinity, -Infinity, NaN, 1e-45, 3.4e38].map(bitsOf)),
)
const CANONICAL_NAN = 0x7fc00000
const canonical = (value: number): number => (Number.isNaN(value) ? CANONICAL_NAN : bitsOf(value))

describe('float arithmetic is that of binary32, and produces one NaN only:', () => {
  test.each<[string, (a: number, b: number) => number]>([
    ['fadd', (a, b) => Math.fround(a + b)],
    ['fsub', (a, b) => Math.fround(a - b)],
    ['fmul', (a, b) => Math.fround(a * b)],
    ['fdiv', (a, b) => Math.fround(a / b)],
    ['frem', (a, b) => a % b],
  ])('%s', (mnemonic, model) => {
    const execute = operator(mnemonic)
    fc.assert(
      fc.property(bits, bits, (a, b) => {
        expect(execute(a, b)).toBe(canonical(model(floatOf(a), floatOf(b))))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the text of a float', () => {
  test.each([
    [1, '1.0'],
    [0.1, '0.1'],
    [16777216, '16777216.0'],
    [3.4028235e38, '3.4028235e+38'],
    [1e-7, '1e-7'],
    [1e-6, '0.000001'],
    [1e21, '1e+21'],
    [-0, '-0.0'],
    [-Infinity, '-inf'],
    [Number.NaN, 'nan'],
  ])('of %d is %s', (value, text) => {
    expect(floatText(bitsOf(value))).toBe(text)
  })

  test('is read back as the same float', () => {
    fc.assert(
      fc.property(bits, (pattern) => {
        fc.pre(Number.isFinite(floatOf(pattern)))
        expect(bitsOf(Number(floatText(pattern)))).toBe(pattern)
      }),
      { numRuns: 2000 },
    )
  })
})
