// What an assembly yields.

import type { Diagnostic, SourceMap } from '../core/index.js'
import type { Finding } from './findings.js'
import { formatWarning, type OutputFormat, readFormat } from './output/format.js'
import type { Image } from './output/image.js'
import { type ListedItem, listedItems, sourceMapOf } from './output/listing.js'
import { type SymbolEntry, symbolEntries } from './output/symbol-listing.js'
import type { BankDefinition } from './program/banks.js'
import type { AssemblySymbol } from './program/symbols.js'
import type { Item } from './resolve/item.js'

/** The result of an assembly. */
export interface Assembly {
  /** The bytes from the start of the output on; absent when there was a mistake. */
  readonly image: Uint8Array | undefined
  /** How many bits of the image there are; the rest of the last byte is zero. */
  readonly bits: number
  readonly diagnostics: readonly Diagnostic[]
  /** The diagnostics in the order in which they were found, with the circumstances. */
  readonly findings: readonly Finding[]
  readonly symbols: readonly SymbolEntry[]
  /** Labels, instructions and data in output order; empty when there was a mistake. */
  readonly items: readonly ListedItem[]
  /** Which source each byte of the image comes from. */
  readonly sourceMap: SourceMap
  /**
   * The output in a format such as `list,base:16,between:" "`; a diagnostic when that is not possible.
   * `bytes` take the place of the image, when it is to be completed to whole words for example.
   */
  format(specification: string | OutputFormat, bytes?: Uint8Array): Uint8Array | string | Diagnostic
  /** What is odd about writing the output in a format. */
  warningFor(format: OutputFormat): Diagnostic | undefined
}

/** An assembly without an image. */
export class FailedAssembly implements Assembly {
  readonly image = undefined
  readonly bits = 0
  readonly items: readonly ListedItem[] = []
  readonly #root: AssemblySymbol

  constructor(
    readonly findings: readonly Finding[],
    root: AssemblySymbol,
  ) {
    this.#root = root
  }

  get diagnostics(): readonly Diagnostic[] {
    return inSourceOrder(this.findings)
  }

  get symbols(): readonly SymbolEntry[] {
    return symbolEntries(this.#root)
  }

  get sourceMap(): SourceMap {
    return sourceMapOf([])
  }

  format(): Diagnostic {
    return this.diagnostics.find(({ severity }) => severity === 'error')!
  }

  warningFor(): undefined {
    return undefined
  }
}

/** An assembly with an image. Makes what not everybody needs when it is asked for. */
export class FinishedAssembly implements Assembly {
  readonly #root: AssemblySymbol
  readonly #program: readonly Item[]
  readonly #first: BankDefinition
  readonly #image: Image
  #symbols: readonly SymbolEntry[] | undefined
  #items: readonly ListedItem[] | undefined
  #sourceMap: SourceMap | undefined

  constructor(
    readonly findings: readonly Finding[],
    root: AssemblySymbol,
    items: readonly Item[],
    first: BankDefinition,
    image: Image,
  ) {
    this.#root = root
    this.#program = items
    this.#first = first
    this.#image = image
  }

  get diagnostics(): readonly Diagnostic[] {
    return inSourceOrder(this.findings)
  }

  get image(): Uint8Array {
    return this.#image.bytes
  }

  get bits(): number {
    return this.#image.bits
  }

  get symbols(): readonly SymbolEntry[] {
    this.#symbols ??= symbolEntries(this.#root)
    return this.#symbols
  }

  get items(): readonly ListedItem[] {
    this.#items ??= listedItems(this.#program, this.#first)
    return this.#items
  }

  get sourceMap(): SourceMap {
    this.#sourceMap ??= sourceMapOf(this.items)
    return this.#sourceMap
  }

  format(specification: string | OutputFormat, bytes?: Uint8Array): Uint8Array | string | Diagnostic {
    const format = typeof specification === 'string' ? readFormat(specification) : specification
    if ('severity' in format) return format
    const image = bytes === undefined ? this.#image : { bytes, bits: bytes.length * 8 }
    return format.write({ image, items: this.items, root: this.#root })
  }

  warningFor(format: OutputFormat): Diagnostic | undefined {
    return formatWarning(format, this.#image)
  }
}

/** Diagnostics by their place, files in the order in which they first have one. */
function inSourceOrder(findings: readonly Finding[]): readonly Diagnostic[] {
  const files = new Map<unknown, number>()
  const keyed = findings.map(({ diagnostic }) => {
    const span = diagnostic.labels.find(({ primary }) => primary)?.span
    if (!files.has(span?.file)) files.set(span?.file, files.size)
    return { diagnostic, file: files.get(span?.file)!, start: span?.start ?? 0 }
  })
  return keyed.sort((a, b) => a.file - b.file || a.start - b.start).map(({ diagnostic }) => diagnostic)
}
