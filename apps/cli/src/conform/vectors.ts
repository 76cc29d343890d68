// Reads conformance vectors: JSON Lines files, one by one or all in a folder.

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { usageFailure } from '../failure.js'
import { readable, readInput } from '../input.js'
import type { ConformanceCase } from './suite.js'

/** A file of vectors. */
export interface VectorsFile {
  readonly path: string
  /** Whether it was named itself, not the folder it is in. */
  readonly isNamed: boolean
  readonly cases: readonly { readonly line: number; readonly one: ConformanceCase }[]
}

const EXTENSION = '.jsonl'

/** Reads the vectors at some paths. Throws a failure at the first one that cannot be read. */
export function readVectors(paths: readonly string[]): readonly VectorsFile[] {
  return paths.flatMap((path) => {
    if (!isFolder(path)) return [readVectorsFile(path, true)]
    const files = readdirSync(path)
      .filter((name) => name.endsWith(EXTENSION))
      .sort()
    if (files.length === 0)
      throw usageFailure(
        'no-vectors',
        `there are no ${EXTENSION} files in '${path}'`,
        'name the files themselves',
      )
    return files.map((name) => readVectorsFile(join(path, name), false))
  })
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (cause) {
    throw readable(path, cause)
  }
}

function readVectorsFile(path: string, isNamed: boolean): VectorsFile {
  const lines = new TextDecoder().decode(readInput(path)).split('\n')
  const cases = lines.flatMap((text, index) =>
    text.trim() === '' ? [] : [{ line: index + 1, one: parse(path, index + 1, text) }],
  )
  return { path, isNamed, cases }
}

function parse(path: string, line: number, text: string): ConformanceCase {
  try {
    const one: unknown = JSON.parse(text)
    if (typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string')
      return one as ConformanceCase
  } catch {
    // Reported below like any other line that is no case.
  }
  throw usageFailure(
    'invalid-vectors',
    `${path}:${line}: this line is no conformance case`,
    'each line is a JSON object with an id',
  )
}
