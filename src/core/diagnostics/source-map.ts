// Which source text every byte of an image comes from, and the other way round. A million entries take 28 MB.

import type { SourceFile, Span } from './source.js'

/** The columns of a source map, sorted by address; entries with equal addresses keep the order they were added in. */
export interface SourceMapTable {
  readonly files: readonly SourceFile[]
  readonly addresses: Float64Array
  readonly byteLengths: Uint32Array
  readonly fileIndexes: Uint32Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/** An immutable source map; make one with `SourceMapBuilder` or `sourceMapFromJson`. */
export class SourceMap {
  /**
   * For each entry the nearest earlier one that reaches beyond its address, or -1. An address belongs to the last entry
   * at or before it or, when that one is too short, to the first one along these links that is not: looking up costs as
   * many steps as entries are nested.
   */
  readonly #enclosing: Int32Array
  #bySource: Uint32Array | undefined

  constructor(readonly table: SourceMapTable) {
    this.#enclosing = findEnclosing(table)
  }

  get size(): number {
    return this.table.addresses.length
  }

  /** The source of the byte at an address; of entries that overlap, the one that begins last. */
  at(address: number): Span | undefined {
    const { addresses, byteLengths } = this.table
    let entry = countWhile(this.size, (index) => addresses[index] <= address) - 1
    while (entry >= 0 && addresses[entry] + byteLengths[entry] <= address) entry = this.#enclosing[entry]
    return entry < 0 ? undefined : this.#span(entry)
  }

  /** The addresses of everything that begins on a line, in ascending order. */
  addressesOfLine(file: SourceFile, line: number): number[] {
    const end = line < file.lineCount ? file.lineStart(line + 1) : file.text.length + 1
    return this.addressesIn({ file, start: file.lineStart(line), end })
  }

  /** The addresses of everything whose source begins inside a span, in ascending order. */
  addressesIn({ file, start, end }: Span): number[] {
    const fileIndex = this.table.files.indexOf(file)
    if (fileIndex < 0) return []
    const { addresses } = this.table
    const entries = this.#entriesBySource()
    const first = countWhile(this.size, (index) => this.#isBefore(entries[index], fileIndex, start))
    const last = countWhile(this.size, (index) => this.#isBefore(entries[index], fileIndex, end))
    const found = new Set<number>()
    for (const entry of entries.subarray(first, last)) found.add(addresses[entry])
    return [...found].sort((a, b) => a - b)
  }

  #span(entry: number): Span {
    const { files, fileIndexes, starts, ends } = this.table
    return { file: files[fileIndexes[entry]], start: starts[entry], end: ends[entry] }
  }

  #isBefore(entry: number, fileIndex: number, offset: number): boolean {
    const { fileIndexes, starts } = this.table
    return fileIndexes[entry] < fileIndex || (fileIndexes[entry] === fileIndex && starts[entry] < offset)
  }

  /** The entries sorted by file and offset; made when first asked for. */
  #entriesBySource(): Uint32Array {
    const { fileIndexes, starts } = this.table
    this.#bySource ??= sortedIndexes(
      this.size,
      (a, b) => fileIndexes[a] - fileIndexes[b] || starts[a] - starts[b],
    )
    return this.#bySource
  }
}

/** Collects the entries of a source map in any order. */
export class SourceMapBuilder {
  readonly #files = new Map<SourceFile, number>()
  readonly #addresses: number[] = []
  readonly #byteLengths: number[] = []
  readonly #fileIndexes: number[] = []
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  /** The bytes from `address` on come from `span`. No bytes at all is fine: a label has an address, too. */
  add(address: number, byteLength: number, { file, start, end }: Span): void {
    if (!Number.isSafeInteger(address) || address < 0) throw new RangeError(`not an address: ${address}`)
    if (byteLength >>> 0 !== byteLength) throw new RangeError(`not a length: ${byteLength}`)
    this.#addresses.push(address)
    this.#byteLengths.push(byteLength)
    this.#fileIndexes.push(this.#indexOf(file))
    this.#starts.push(start)
    this.#ends.push(end)
  }

  build(): SourceMap {
    const addresses = this.#addresses
    const order = sortedIndexes(addresses.length, (a, b) => addresses[a] - addresses[b] || a - b)
    return new SourceMap({
      files: [...this.#files.keys()],
      addresses: Float64Array.from(order, (entry) => addresses[entry]),
      byteLengths: order.map((entry) => this.#byteLengths[entry]),
      fileIndexes: order.map((entry) => this.#fileIndexes[entry]),
      starts: order.map((entry) => this.#starts[entry]),
      ends: order.map((entry) => this.#ends[entry]),
    })
  }

  #indexOf(file: SourceFile): number {
    const known = this.#files.get(file)
    if (known !== undefined) return known
    this.#files.set(file, this.#files.size)
    return this.#files.size - 1
  }
}

function findEnclosing({ addresses, byteLengths }: SourceMapTable): Int32Array {
  const enclosing = new Int32Array(addresses.length)
  const reaching: number[] = []
  for (let entry = 0; entry < addresses.length; entry++) {
    while (reaching.length > 0 && endOf(reaching[reaching.length - 1]) <= addresses[entry]) reaching.pop()
    enclosing[entry] = reaching[reaching.length - 1] ?? -1
    reaching.push(entry)
  }
  return enclosing

  function endOf(entry: number): number {
    return addresses[entry] + byteLengths[entry]
  }
}

function sortedIndexes(count: number, compare: (a: number, b: number) => number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index).sort(compare)
}

/** How many of the indexes from 0 on have a property that no index has after one without it. */
function countWhile(count: number, hasProperty: (index: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (hasProperty(middle)) low = middle + 1
    else high = middle
  }
  return low
}
