// Reads the modules that `module.ts` writes: sections into lists. Function bodies are read by `instructions.ts`.

import { type Instruction, readInstructions, readType } from './instructions.js'
import { type FunctionType, HEADER, SECTION } from './module.js'
import type { WasmType } from './opcodes.js'
import { ByteReader } from './reader.js'

/** Something that comes from outside. */
export type Import =
  | { readonly kind: 'function'; readonly from: string; readonly name: string; readonly type: number }
  | { readonly kind: 'memory' | 'table'; readonly from: string; readonly name: string }

/** A function of the module. */
export interface FunctionBody {
  /** Where its locals begin in the module; its instructions end it. */
  readonly start: number
  /** All locals behind the parameters. */
  readonly locals: readonly WasmType[]
  readonly instructions: readonly Instruction[]
}

/** A module with everything in it, in the order of the binary format. */
export interface DecodedModule {
  readonly types: readonly FunctionType[]
  readonly imports: readonly Import[]
  /** The type of each function that is not imported. */
  readonly functions: readonly number[]
  /** Mutable variables, all 0 at first. */
  readonly globals: readonly WasmType[]
  /** Functions by index, imports counted. */
  readonly exports: readonly { readonly name: string; readonly index: number }[]
  readonly bodies: readonly FunctionBody[]
}

type Sections = { -readonly [Section in keyof DecodedModule]: DecodedModule[Section] }

/** How each section is read. */
const SECTIONS: Readonly<Record<number, (module: Sections, reader: ByteReader) => void>> = {
  [SECTION.type]: (module, reader) => {
    module.types = reader.list(() => readFunctionType(reader))
  },
  [SECTION.import]: (module, reader) => {
    module.imports = reader.list(() => readImport(reader))
  },
  [SECTION.function]: (module, reader) => {
    module.functions = reader.list(() => reader.unsigned())
  },
  [SECTION.global]: (module, reader) => {
    module.globals = reader.list(() => readGlobal(reader))
  },
  [SECTION.export]: (module, reader) => {
    module.exports = reader.list(() => readExport(reader))
  },
  [SECTION.code]: (module, reader) => {
    module.bodies = reader.list(() => readBody(reader.part(reader.unsigned())))
  },
}

/** Reads a module. Throws at anything that engines do not write. */
export function decodeModule(bytes: Uint8Array): DecodedModule {
  const reader = new ByteReader(bytes)
  if (HEADER.some((byte) => reader.byte() !== byte)) throw new Error('these bytes are no WebAssembly module')
  const module: Sections = { types: [], imports: [], functions: [], globals: [], exports: [], bodies: [] }
  while (!reader.done) {
    const id = reader.byte()
    const read = SECTIONS[id]
    if (read === undefined) throw new Error(`section ${id} is none that engines write`)
    read(module, reader.part(reader.unsigned()))
  }
  return module
}

function readFunctionType(reader: ByteReader): FunctionType {
  expectByte(reader, 0x60, 'a function type')
  return { parameters: reader.list(() => readType(reader)), results: reader.list(() => readType(reader)) }
}

const IMPORTS = ['function', 'table', 'memory'] as const

function readImport(reader: ByteReader): Import {
  const [from, name] = [reader.name(), reader.name()]
  const kind = IMPORTS[reader.byte()]
  if (kind === 'function') return { kind, from, name, type: reader.unsigned() }
  if (kind === 'table') expectByte(reader, 0x70, 'a table of functions')
  if (reader.byte() !== 0 || reader.byte() !== 0) throw new Error(`engines import ${name} without limits`)
  return { kind, from, name }
}

function readGlobal(reader: ByteReader): WasmType {
  const type = readType(reader)
  expectByte(reader, 0x01, 'a mutable global')
  reader.byte()
  if (type === 'f64') reader.float64()
  else reader.signed64()
  expectByte(reader, 0x0b, 'the end of a value')
  return type
}

function readExport(reader: ByteReader): { readonly name: string; readonly index: number } {
  const name = reader.name()
  expectByte(reader, 0x00, 'an exported function')
  return { name, index: reader.unsigned() }
}

function readBody(reader: ByteReader): FunctionBody {
  const start = reader.at
  const runs = reader.list(() => ({ count: reader.unsigned(), type: readType(reader) }))
  const locals = runs.flatMap(({ count, type }) => Array.from({ length: count }, () => type))
  return { start, locals, instructions: readInstructions(reader) }
}

function expectByte(reader: ByteReader, expected: number, what: string): void {
  const at = reader.at
  if (reader.byte() !== expected) throw new Error(`there is not ${what} at offset ${at}`)
}
