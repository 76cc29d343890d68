// The part of the WebAssembly JavaScript interface that isaforge uses, without the DOM's or Node's types.
// https://webassembly.github.io/spec/js-api/

declare namespace WebAssembly {
  type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'anyfunc' | 'externref'
  type ImportExportKind = 'function' | 'global' | 'memory' | 'table'
  type ImportValue = ((...values: never[]) => unknown) | Global | Memory | Table | number | bigint
  type ExportValue = ((...values: never[]) => unknown) | Global | Memory | Table
  type Imports = Record<string, Record<string, ImportValue>>
  type Exports = Record<string, ExportValue>
  type Bytes = ArrayBufferView | ArrayBuffer

  interface MemoryDescriptor {
    /** Pages of 64 KiB. */
    initial: number
    maximum?: number
    shared?: boolean
  }

  class Memory {
    constructor(descriptor: MemoryDescriptor)
    readonly buffer: ArrayBuffer
    /** Grows by a number of pages and returns the number there was before. */
    grow(pages: number): number
  }

  interface TableDescriptor {
    element: 'anyfunc' | 'externref'
    initial: number
    maximum?: number
  }

  class Table {
    constructor(descriptor: TableDescriptor, value?: unknown)
    readonly length: number
    get(index: number): unknown
    set(index: number, value?: unknown): void
    grow(count: number, value?: unknown): number
  }

  interface GlobalDescriptor {
    value: ValueType
    mutable?: boolean
  }

  class Global<Value = number | bigint> {
    constructor(descriptor: GlobalDescriptor, value?: Value)
    value: Value
    valueOf(): Value
  }

  class Module {
    constructor(bytes: Bytes)
    static exports(module: Module): { name: string; kind: ImportExportKind }[]
    static imports(module: Module): { module: string; name: string; kind: ImportExportKind }[]
    static customSections(module: Module, name: string): ArrayBuffer[]
  }

  class Instance {
    constructor(module: Module, imports?: Imports)
    readonly exports: Exports
  }

  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}

  function validate(bytes: Bytes): boolean
  function compile(bytes: Bytes): Promise<Module>
  function instantiate(module: Module, imports?: Imports): Promise<Instance>
  function instantiate(bytes: Bytes, imports?: Imports): Promise<{ module: Module; instance: Instance }>
}
