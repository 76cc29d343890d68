// Function bodies as lists of instructions: what the text printer shows. Knows what `opcodes.ts` knows, nothing else.

import { OP, PREFIX, TRUNCATE, TYPE, type WasmType } from './opcodes.js'
import type { ByteReader } from './reader.js'

/** What follows an opcode. */
export type Immediates =
  | { readonly kind: 'none' }
  | { readonly kind: 'block'; readonly type: BlockType }
  | { readonly kind: 'label'; readonly depth: number }
  | { readonly kind: 'labels'; readonly depths: readonly number[] }
  | { readonly kind: 'local' | 'global' | 'function' | 'type'; readonly index: number }
  | { readonly kind: 'memory'; readonly align: number; readonly offset: number }
  | { readonly kind: 'integer'; readonly bits: 32 | 64; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number }

/** What a block leaves: nothing, a value, or what a function type says. */
export type BlockType = WasmType | { readonly type: number } | undefined

/** One instruction. */
export interface Instruction {
  /** As the text format calls it. */
  readonly name: string
  readonly immediates: Immediates
  /** Its bytes in the module, as [start, end). */
  readonly start: number
  readonly end: number
}

/** `i32_load8_s` is called i32.load8_s, and `br_if` br_if. */
const textName = (key: string): string => key.replace(/^(i32|i64|f32|f64|local|global)_/, '$1.')

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(OP).map(([key, opcode]) => [opcode, textName(key)]),
)
const PREFIXED: ReadonlyMap<number, string> = new Map(
  Object.entries(TRUNCATE).map(([key, opcode]) => [opcode, key.replace('_', '.trunc_sat_')]),
)
const TYPES: ReadonlyMap<number, WasmType> = new Map(
  Object.entries(TYPE).map(([type, code]) => [code, type as WasmType]),
)

/** A value type. Throws at any that engines do not use. */
export function readType(reader: ByteReader): WasmType {
  const code = reader.byte()
  const type = TYPES.get(code)
  if (type === undefined) throw new Error(`0x${code.toString(16)} is no type that engines use`)
  return type
}

/** All instructions up to the reader's end. Throws at an opcode that engines do not emit. */
export function readInstructions(reader: ByteReader): readonly Instruction[] {
  const instructions: Instruction[] = []
  while (!reader.done) {
    const start = reader.at
    const name = readName(reader)
    const immediates = readImmediates(reader, name)
    instructions.push({ name, immediates, start, end: reader.at })
  }
  return instructions
}

function readName(reader: ByteReader): string {
  const at = reader.at
  const opcode = reader.byte()
  const name = opcode === PREFIX ? PREFIXED.get(reader.unsigned()) : NAMES.get(opcode)
  if (name !== undefined) return name
  const bytes = [...reader.bytes.subarray(at, reader.at)].map((byte) => `0x${byte.toString(16)}`)
  throw new Error(`${bytes.join(' ')} at offset ${at} is no instruction that engines emit`)
}

function readImmediates(reader: ByteReader, name: string): Immediates {
  switch (name) {
    case 'block':
    case 'loop':
    case 'if':
      return { kind: 'block', type: readBlockType(reader) }
    case 'br':
    case 'br_if':
      return { kind: 'label', depth: reader.unsigned() }
    case 'br_table':
      return { kind: 'labels', depths: [...reader.list(() => reader.unsigned()), reader.unsigned()] }
    case 'call':
      return { kind: 'function', index: reader.unsigned() }
    case 'call_indirect':
      return { kind: 'type', index: readIndirect(reader) }
    case 'i32.const':
      return { kind: 'integer', bits: 32, value: reader.signed() }
    case 'i64.const':
      return { kind: 'integer', bits: 64, value: reader.signed64() }
    case 'f32.const':
      return { kind: 'float', value: reader.float32() }
    case 'f64.const':
      return { kind: 'float', value: reader.float64() }
    default:
      return readPlain(reader, name)
  }
}

function readPlain(reader: ByteReader, name: string): Immediates {
  if (name.startsWith('local.')) return { kind: 'local', index: reader.unsigned() }
  if (name.startsWith('global.')) return { kind: 'global', index: reader.unsigned() }
  if (!/\.(load|store)/.test(name)) return { kind: 'none' }
  return { kind: 'memory', align: 2 ** reader.unsigned(), offset: reader.unsigned() }
}

function readIndirect(reader: ByteReader): number {
  const type = reader.unsigned()
  if (reader.unsigned() !== 0) throw new Error('engines have a single table')
  return type
}

/** What is behind `block`: 0x40, a type, or the index of a function type. */
function readBlockType(reader: ByteReader): BlockType {
  const code = reader.bytes[reader.at]
  if (code === 0x40 || TYPES.has(code)) return TYPES.get(reader.byte())
  return { type: reader.signed() }
}
