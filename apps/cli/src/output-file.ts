// Writing what a command makes to a file, and saying so.

import { writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { usageFailure } from './failure.js'
import { grouped } from './numbers.js'

/** The file beside a source that has another extension. */
export const besideSource = (file: string, extension: string): string =>
  join(dirname(file), basename(file, extname(file)) + extension)

/** Writes a file that is none of the sources. */
export function writeToFile(file: string, sources: readonly string[], contents: Uint8Array | string): void {
  if (sources.some((source) => resolve(file) === resolve(source))) {
    throw usageFailure(
      'output-is-input',
      `'${file}' is the source itself`,
      'choose another name with --output',
    )
  }
  try {
    writeFileSync(file, contents)
    console.error(`wrote ${file}: ${grouped(contents.length)} bytes`)
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    const hint = 'choose another place with --output'
    throw usageFailure('file-not-writable', `'${file}' cannot be written: ${cause.message}`, hint)
  }
}
