// A WebAssembly module: imports, functions, globals, exports; written in the binary format, deterministically.

import { ByteWriter } from './bytes.js'
import type { FunctionCode } from './code.js'
import { type HeldType, OP, TYPE, type WasmType } from './opcodes.js'

/** Parameters and results of a function. */
export interface FunctionType {
  readonly parameters: readonly WasmType[]
  readonly results: readonly WasmType[]
}

/** What every module begins with: a magic number and the version of the format. */
export const HEADER: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** Numbers of the sections that engines write, in the order of the binary format. */
export const SECTION = { type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 } as const

/** Builds one module. All imports come from the import module `host`; the memory is `host.memory`. */
export class ModuleBuilder {
  private readonly types: FunctionType[] = []
  private readonly typesByKey = new Map<string, number>()
  private latest: (FunctionType & { readonly index: number }) | undefined
  private readonly imports: { readonly name: string; readonly type: number }[] = []
  private readonly functions: { readonly type: number; code: FunctionCode | undefined }[] = []
  private readonly globals: HeldType[] = []
  private importsTable = false
  /** The contents of one section after the other. */
  private readonly content = new ByteWriter(1024)
  private readonly exports: { readonly name: string; readonly index: number }[] = []

  /** The index of a function type, for `call_indirect`. */
  typeIndex(parameters: readonly WasmType[], results: readonly WasmType[]): number {
    // Signatures are mostly those of the function before.
    const before = this.latest
    if (before?.parameters === parameters && before.results === results) return before.index
    const key = `${parameters} ${results}`
    const index = this.typesByKey.get(key) ?? this.types.push({ parameters, results }) - 1
    this.typesByKey.set(key, index)
    this.latest = { parameters, results, index }
    return index
  }

  /** Imports a function; all imports come before the first declared function. Returns its index. */
  importFunction(name: string, parameters: readonly WasmType[], results: readonly WasmType[]): number {
    if (this.functions.length > 0) throw new Error('functions must be imported before functions are declared')
    return this.imports.push({ name, type: this.typeIndex(parameters, results) }) - 1
  }

  /** Imports the table `host.table`, of functions that `call_indirect` can reach. */
  importTable(): void {
    this.importsTable = true
  }

  /** Reserves a function, so that others can call it before its body exists. Returns its index. */
  declare(parameters: readonly WasmType[], results: readonly WasmType[]): number {
    const type = this.typeIndex(parameters, results)
    return this.imports.length + this.functions.push({ type, code: undefined }) - 1
  }

  /** Gives a declared function its body. */
  define(index: number, code: FunctionCode): void {
    code.complete()
    this.functions[index - this.imports.length].code = code
  }

  /** A mutable global that starts at 0. Returns its index. */
  global(type: HeldType): number {
    return this.globals.push(type) - 1
  }

  exportFunction(name: string, index: number): void {
    this.exports.push({ name, index })
  }

  /** The module's bytes. */
  finish(): Uint8Array {
    const module = new ByteWriter(4096)
    module.bytes(HEADER)
    this.section(module, SECTION.type, this.types, (out, type) => {
      out.byte(0x60)
      for (const list of [type.parameters, type.results]) {
        out.unsigned(list.length)
        for (const entry of list) out.byte(TYPE[entry])
      }
    })
    this.writeImports(module)
    this.section(module, SECTION.function, this.functions, (out, { type }) => out.unsigned(type))
    this.section(module, SECTION.global, this.globals, writeGlobal)
    this.section(module, SECTION.export, this.exports, (out, { name, index }) => {
      out.name(name)
      out.byte(0x00)
      out.unsigned(index)
    })
    this.section(module, SECTION.code, this.functions, (out, { code }) => {
      if (code === undefined) throw new Error('a declared WebAssembly function has no body')
      code.writeTo(out)
    })
    return module.finish().slice()
  }

  private writeImports(module: ByteWriter): void {
    const entries: { readonly name: string; readonly kind: readonly number[] | number }[] = [
      { name: 'memory', kind: [0x02, 0x00, 0x00] },
      ...(this.importsTable ? [{ name: 'table', kind: [0x01, 0x70, 0x00, 0x00] }] : []),
      ...this.imports.map(({ name, type }) => ({ name, kind: type })),
    ]
    this.section(module, SECTION.import, entries, (out, { name, kind }) => {
      out.name('host')
      out.name(name)
      if (typeof kind === 'number') {
        out.byte(0x00)
        out.unsigned(kind)
      } else out.bytes(kind)
    })
  }

  private section<T>(
    module: ByteWriter,
    id: number,
    entries: readonly T[],
    write: (out: ByteWriter, entry: T) => void,
  ): void {
    const { content } = this
    content.clear()
    content.unsigned(entries.length)
    for (const entry of entries) write(content, entry)
    module.byte(id)
    module.unsigned(content.length)
    module.bytes(content.finish())
  }
}

function writeGlobal(out: ByteWriter, type: HeldType): void {
  out.bytes([TYPE[type], 0x01])
  if (type === 'i32') out.bytes([OP.i32_const, 0])
  else if (type === 'i64') out.bytes([OP.i64_const, 0])
  else {
    out.byte(OP.f64_const)
    out.float64(0)
  }
  out.byte(OP.end)
}
