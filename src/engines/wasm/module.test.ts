// The binary format: numbers of every length survive V8's decoder, and whatever a module is made of, it validates.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FunctionCode } from './code.js'
import { ModuleBuilder } from './module.js'
import { OP, type WasmType } from './opcodes.js'

const memory = new WebAssembly.Memory({ initial: 1 })

/** Runs a function without parameters that `body` writes. */
function run(result: WasmType, body: (code: FunctionCode) => void): unknown {
  const module = new ModuleBuilder()
  const index = module.declare([], [result])
  const code = new FunctionCode([])
  body(code)
  module.define(index, code)
  module.exportFunction('run', index)
  const bytes = module.finish() as Uint8Array<ArrayBuffer>
  expect(WebAssembly.validate(bytes)).toBe(true)
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } })
  return (exports.run as () => unknown)()
}

/** Where encodings become one byte longer, and their neighbours. */
const borders = (bits: number): bigint[] =>
  Array.from({ length: bits }, (_, bit) => 1n << BigInt(bit)).flatMap((power) =>
    [power - 1n, power, power + 1n, -power - 1n, -power, -power + 1n].map((value) =>
      BigInt.asIntN(bits, value),
    ),
  )

test('every 32-bit constant arrives as it was written, above all where its encoding becomes longer', () => {
  const check = (value: number): void => {
    expect(run('i32', (code) => code.i32(value))).toBe(value)
  }
  for (const value of new Set(borders(32))) check(Number(value))
  fc.assert(fc.property(fc.integer(), check))
})

test('every 64-bit constant arrives as it was written, above all where its encoding becomes longer', () => {
  const check = (value: bigint): void => {
    expect(run('i64', (code) => code.i64(value))).toBe(value)
  }
  for (const value of new Set(borders(64))) check(value)
  fc.assert(fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), check))
})

test('every float arrives as it was written', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(run('f64', (code) => code.f64(value))).toBe(value)
    }),
  )
})

test.each([0, 127, 128, 16_383, 16_384, 40_000])('offset %i of a load is added to its address', (offset) => {
  new DataView(memory.buffer).setInt32(offset, 1_234_567 + offset, true)
  expect(run('i32', (code) => code.i32(0).memory(OP.i32_load, offset))).toBe(1_234_567 + offset)
})

test.each([1, 127, 128, 129, 300])('the last of %i locals is a local like any other', (count) => {
  const result = run('i64', (code) => {
    const locals = Array.from({ length: count }, (_, index) => code.local(index % 3 === 0 ? 'i32' : 'i64'))
    const last = code.local('i64')
    code.i64(7n).set(last).get(locals[0]).op(OP.drop).get(last)
  })
  expect(result).toBe(7n)
})

test.each([1, 127, 128, 200])('a branch leaves %i blocks at once', (depth) => {
  const result = run('i32', (code) => {
    const outermost = code.block('i32')
    for (let open = 1; open < depth; open++) code.block()
    code.i32(5).br(outermost)
    for (let open = 1; open < depth; open++) code.end()
    code.op(OP.unreachable).end()
  })
  expect(result).toBe(5)
})

test('a function is not finished while a block is open', () => {
  const code = new FunctionCode([])
  code.block()
  expect(() => code.complete()).toThrow('1 WebAssembly constructs are still open')
})

test('a declared function needs a body, and imports come first', () => {
  const module = new ModuleBuilder()
  module.declare([], [])
  expect(() => module.importFunction('late', [], [])).toThrow('before functions are declared')
  expect(() => module.finish()).toThrow('has no body')
})
