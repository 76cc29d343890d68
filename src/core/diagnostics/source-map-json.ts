// Source maps as JSON, to be kept beside an image.

import { type Diagnostic, error } from './diagnostic.js'
import type { SourceFile } from './source.js'
import { SourceMap } from './source-map.js'

const VERSION = 1

/** The entries column by column. Files are known by name; their fingerprints tell whether they have changed since. */
export interface SourceMapJson {
  version: typeof VERSION
  files: { name: string; fingerprint: string }[]
  addresses: number[]
  byteLengths: number[]
  fileIndexes: number[]
  starts: number[]
  ends: number[]
}

export function sourceMapToJson({ table }: SourceMap): SourceMapJson {
  return {
    version: VERSION,
    files: table.files.map((file) => ({ name: file.name, fingerprint: fingerprint(file.text) })),
    addresses: [...table.addresses],
    byteLengths: [...table.byteLengths],
    fileIndexes: [...table.fileIndexes],
    starts: [...table.starts],
    ends: [...table.ends],
  }
}

/** What reading a source map gave: the map, or why there is none. */
export type SourceMapReading = { readonly map: SourceMap } | { readonly problem: Diagnostic }

/** Reads a source map; `open` gives the source texts that it names, as they are now. */
export function sourceMapFromJson(
  json: unknown,
  open: (name: string) => SourceFile | undefined,
): SourceMapReading {
  if (!isObject(json) || json.version !== VERSION) {
    return problem('source-map/version', `this is not a source map of version ${VERSION}`)
  }
  if (!isSourceMapJson(json)) return problem('source-map/damaged', 'the source map is damaged')
  const files: SourceFile[] = []
  for (const { name, fingerprint: expected } of json.files) {
    const file = open(name)
    if (file === undefined) return problem('source-map/missing-source', `there is no source file ${name}`)
    if (fingerprint(file.text) !== expected) {
      return problem('source-map/stale', `${name} has changed since it was assembled`, 'assemble it again')
    }
    files.push(file)
  }
  return {
    map: new SourceMap({
      files,
      addresses: Float64Array.from(json.addresses),
      byteLengths: Uint32Array.from(json.byteLengths),
      fileIndexes: Uint32Array.from(json.fileIndexes),
      starts: Uint32Array.from(json.starts),
      ends: Uint32Array.from(json.ends),
    }),
  }
}

function problem(code: string, message: string, help?: string): SourceMapReading {
  return { problem: error(code, message, { help }) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isSourceMapJson(json: Record<string, unknown>): json is Record<string, unknown> & SourceMapJson {
  const { files, addresses, fileIndexes } = json
  if (!Array.isArray(files) || !files.every(isFileEntry)) return false
  const columns = [addresses, json.byteLengths, fileIndexes, json.starts, json.ends]
  if (!columns.every(isColumn)) return false
  const [sorted, ...others] = columns as number[][]
  return (
    others.every((column) => column.length === sorted.length && column.every((value) => value < 2 ** 32)) &&
    sorted.every((address, index) => index === 0 || sorted[index - 1] <= address) &&
    (fileIndexes as number[]).every((index) => index < files.length)
  )
}

function isFileEntry(file: unknown): boolean {
  return isObject(file) && typeof file.name === 'string' && typeof file.fingerprint === 'string'
}

function isColumn(column: unknown): column is number[] {
  return Array.isArray(column) && column.every((value) => Number.isSafeInteger(value) && value >= 0)
}

/** FNV-1a over UTF-16 units, with the length: tells an edited text from the one before, not a forged one. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return `${text.length}-${(hash >>> 0).toString(16)}`
}
