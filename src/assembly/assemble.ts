// From source text to an image: the phases in order (spec/asm-language.md section 1).

import {
  type Diagnostic,
  Diagnostics,
  type Machine,
  type SourceMap,
  SourceMapBuilder,
} from '../core/index.js'
import { imageOf } from './output/image.js'
import { type ListedItem, listedItems } from './output/listing.js'
import { type SymbolEntry, symbolEntries } from './output/symbol-listing.js'
import { readDefines, reportUnused } from './program/defines.js'
import { Loader } from './program/load.js'
import { prepare } from './program/prepare.js'
import { type AssemblySymbol, newRoot } from './program/symbols.js'
import { programBank } from './resolve/bank.js'
import type { Item } from './resolve/item.js'
import { resolve } from './resolve/rounds.js'
import { rulesOf } from './rules/derive.js'
import { LineMatcher } from './rules/line-matcher.js'
import { newWordTable } from './syntax/tokens.js'
import { Budget, type Environment, type FileProvider } from './values/context.js'

/** What is assembled. */
export interface AssemblyInput {
  /** Name of the file to begin with. */
  readonly entry: string
  /** Gives the files, by names with `/` below a common root. */
  readonly files: FileProvider
  readonly machine: Machine
  /** Values of constants, as `NAME` or `NAME=VALUE`; they replace those in the source. */
  readonly defines?: readonly string[]
}

/** The result of an assembly. */
export interface Assembly {
  /** The bytes from address 0 on; absent when there was a mistake. */
  readonly image: Uint8Array | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly symbols: readonly SymbolEntry[]
  /** Labels, instructions and data in output order; empty when there was a mistake. */
  readonly items: readonly ListedItem[]
  /** Which source each byte of the image comes from. */
  readonly sourceMap: SourceMap
}

/** Gives files from a record of names and contents. */
export function filesOf(record: Readonly<Record<string, string | Uint8Array>>): FileProvider {
  return (name) => (Object.hasOwn(record, name) ? record[name] : undefined)
}

/** Assembles a program. Mistakes in the source are diagnostics; nothing in it can make this throw. */
export function assemble({ entry, files, machine, defines = [] }: AssemblyInput): Assembly {
  const diagnostics = new Diagnostics()
  const words = newWordTable()
  const environment = environmentOf(machine, files)
  const given = readDefines(defines, diagnostics)
  const loader = new Loader(files, words, diagnostics)
  const items = prepare(loader.entry(entry), environment, loader, given, diagnostics)
  const matcher = new LineMatcher(rulesOf(machine), words, environment.budget)
  const matching = { matcher, fallbackSize: machine.illegalLength * 8 }
  resolve({ items, bank: programBank(machine.assembly.labelAlign), environment, matching, diagnostics })
  const image = diagnostics.hasErrors ? undefined : imageOf(items, diagnostics)
  if (image !== undefined) reportUnused(given, environment.root, diagnostics)
  const { list, hasErrors } = diagnostics
  return new Result(inSourceOrder(list), environment.root, items, hasErrors ? undefined : image)
}

function environmentOf({ registers }: Machine, files: FileProvider): Environment {
  const vocabulary = registers.filter(({ hidden }) => !hidden).flatMap(({ names }) => names)
  return { root: newRoot(), files, budget: new Budget(), vocabulary }
}

/** Makes what not everybody needs when it is asked for. */
class Result implements Assembly {
  readonly #root: AssemblySymbol
  readonly #items: readonly Item[]
  #symbols: readonly SymbolEntry[] | undefined
  #listed: readonly ListedItem[] | undefined
  #sourceMap: SourceMap | undefined

  constructor(
    readonly diagnostics: readonly Diagnostic[],
    root: AssemblySymbol,
    items: readonly Item[],
    readonly image: Uint8Array | undefined,
  ) {
    this.#root = root
    this.#items = image === undefined ? [] : items
  }

  get symbols(): readonly SymbolEntry[] {
    this.#symbols ??= symbolEntries(this.#root)
    return this.#symbols
  }

  get items(): readonly ListedItem[] {
    this.#listed ??= listedItems(this.#items)
    return this.#listed
  }

  get sourceMap(): SourceMap {
    this.#sourceMap ??= sourceMapOf(this.items)
    return this.#sourceMap
  }
}

function sourceMapOf(items: readonly ListedItem[]): SourceMap {
  const builder = new SourceMapBuilder()
  for (const { address, size, span } of items) {
    if (address <= Number.MAX_SAFE_INTEGER) builder.add(Number(address), Math.ceil(size / 8), span)
  }
  return builder.build()
}

/** Diagnostics by their place, files in the order in which they first have one. */
function inSourceOrder(list: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map<unknown, number>()
  const keyed = list.map((diagnostic) => {
    const span = diagnostic.labels.find(({ primary }) => primary)?.span
    if (!files.has(span?.file)) files.set(span?.file, files.size)
    return { diagnostic, file: files.get(span?.file)!, start: span?.start ?? 0 }
  })
  return keyed.sort((a, b) => a.file - b.file || a.start - b.start).map(({ diagnostic }) => diagnostic)
}
