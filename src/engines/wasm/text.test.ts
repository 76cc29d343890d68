// The text of modules: what a small one looks like, that every instruction has its name, that strange bytes are refused.

import { expect, test } from 'vitest'
import { FunctionCode } from './code.js'
import { readInstructions } from './instructions.js'
import { ModuleBuilder } from './module.js'
import { OP, OPERATOR_BYTES } from './opcodes.js'
import { ByteReader } from './reader.js'
import { moduleText } from './text.js'

/** A module with something of everything. */
function sample(): Uint8Array {
  const module = new ModuleBuilder()
  const look = module.importFunction('look at', ['i64'], [])
  module.importTable()
  const counter = module.global('i64')
  const inner = module.declare([], ['i32'])
  module.define(inner, new FunctionCode([]).i32(-300))
  const region = module.declare(['i32', 'f64'], ['i32', 'i32'])
  module.define(region, sampleRegion(module, { look, counter, inner }))
  module.exportFunction('452', region)
  return module.finish()
}

function sampleRegion(
  module: ModuleBuilder,
  { look, counter, inner }: { readonly look: number; readonly counter: number; readonly inner: number },
): FunctionCode {
  const code = new FunctionCode(['i32', 'f64'])
  const wide = code.local('i64')
  const block = code.block()
  const loop = code.loop()
  code.get(0).brTable([loop, block], loop)
  code.end().end()
  code.get(1).f64(-0.5).op(OP.f64_lt).if('i32')
  code.i32(7).else().call(inner).end().op(OP.drop)
  code.globalGet(counter).i64(4096n).op(OP.i64_add).tee(wide).globalSet(counter)
  code.get(wide).call(look)
  code.get(0).i32(0).memory(OP.i64_load, 24).op(OP.i32_wrap_i64).memory(OP.i32_store8, 0)
  code.i32(1).callIndirect(module.typeIndex([], ['i32']))
  return code.get(0)
}

const TEXT = `(module
  (type $t0 (func (param i64)))
  (type $t1 (func (result i32)))
  (type $t2 (func (param i32 f64) (result i32 i32)))
  (import "host" "memory" (memory 0))
  (import "host" "table" (table 0 funcref))
  (import "host" "look at" (func $look_at (param i64)))
  (global $g0 (mut i64) (i64.const 0))
  (func $f1 (result i32)
    i32.const -300  ;; 0xfffffed4
  )
  (func $452 (export "452") (param $0 i32) (param $1 f64) (result i32 i32)  ;; 0x1c4
    (local $2 i64)
    block $block0
      loop $loop1
        local.get $0
        br_table $loop1 $block0 $loop1
      end
    end
    local.get $1
    f64.const -0.5
    f64.lt
    if $if2 (result i32)
      i32.const 7
    else
      call $f1
    end
    drop
    global.get $g0
    i64.const 4096  ;; 0x1000
    i64.add
    local.tee $2
    global.set $g0
    local.get $2
    call $look_at
    local.get $0
    i32.const 0
    i64.load offset=24 align=1
    i32.wrap_i64
    i32.store8 align=1
    i32.const 1
    call_indirect (type $t1)
    local.get $0
  )
)
`

test('a module is printed with names, labels, offsets, and addresses in hexadecimal', () => {
  expect(WebAssembly.validate(sample() as Uint8Array<ArrayBuffer>)).toBe(true)
  expect(moduleText(sample())).toBe(TEXT)
})

const immediatesOf = (key: string): readonly number[] => {
  if (/^(block|loop|if)$/.test(key)) return [0x40]
  if (/^f.._const$/.test(key)) return Array.from({ length: key === 'f32_const' ? 4 : 8 }, () => 0)
  if (/_const$/.test(key)) return [0]
  if (/_(load|store)|indirect|br_table/.test(key)) return [0, 0]
  return /^(br|br_if|call|local_.*|global_.*)$/.test(key) ? [0] : []
}

test('every instruction that engines emit is read back as one, under its own name', () => {
  const names = Object.entries(OP).map(([key, opcode]) => {
    const bytes = Uint8Array.of(opcode, ...immediatesOf(key))
    const instructions = readInstructions(new ByteReader(bytes))
    expect(instructions).toMatchObject([{ start: 0, end: bytes.length }])
    expect(instructions[0].name.replace('.', '_')).toBe(key)
    return instructions[0].name
  })
  expect(new Set(names).size).toBe(names.length)
  const truncations = (['i32.ofF32', 'i32.truncS', 'i64.truncS', 'i64.truncU'] as const).map(
    (operator) => readInstructions(new ByteReader(Uint8Array.from(OPERATOR_BYTES[operator]))).at(-1)?.name,
  )
  expect(truncations).toEqual([
    'i32.trunc_sat_f32_s',
    'i32.trunc_sat_f64_s',
    'i64.trunc_sat_f64_s',
    'i64.trunc_sat_f64_u',
  ])
})

test('a block can have the type of a function', () => {
  const [block] = readInstructions(new ByteReader(Uint8Array.of(OP.block, 3, OP.end)))
  expect(block.immediates).toEqual({ kind: 'block', type: { type: 3 } })
})

test('floats that are no decimal numbers have their names', () => {
  const text = (value: number): string => {
    const module = new ModuleBuilder()
    module.define(module.declare([], ['f64']), new FunctionCode([]).f64(value))
    return /f64\.const (\S+)/.exec(moduleText(module.finish()))?.[1] ?? ''
  }
  expect([Number.NaN, Infinity, -Infinity, -0, 1e300].map(text)).toEqual([
    'nan',
    'inf',
    '-inf',
    '-0',
    '1e+300',
  ])
})

test('a binary32 constant is written by its pattern and printed as a number', () => {
  const module = new ModuleBuilder()
  module.define(module.declare([], ['f32']), new FunctionCode([]).f32(0x3fc00000))
  expect(moduleText(module.finish())).toContain('f32.const 1.5')
})

test.each([
  ['an unknown instruction', [0xfd, 0x01], '0xfd at offset 0 is no instruction that engines emit'],
  ['an unknown instruction behind a prefix', [0xfc, 0x09], '0xfc 0x9 at offset 0 is no instruction'],
  ['an instruction without its number', [OP.local_get], 'ends in the middle'],
])('%s is refused', (_, bytes, message) => {
  expect(() => readInstructions(new ByteReader(Uint8Array.from(bytes)))).toThrow(message)
})

test('bytes that are no module, and sections that engines do not write, are refused', () => {
  expect(() => moduleText(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))).toThrow('no WebAssembly module')
  const start = [...sample().subarray(0, 8), 8, 1, 0]
  expect(() => moduleText(Uint8Array.from(start))).toThrow('section 8 is none that engines write')
})
