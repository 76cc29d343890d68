// Gives the assembler source files from a folder, and nothing outside of it.

import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'

/** Files larger than this are not read. */
const LARGEST_SOURCE = 64 * 2 ** 20

/** Reads files by names with `/` below a folder; a name that leads out of it, links included, gives nothing. */
export function sourceFiles(root: string): (name: string) => Uint8Array | undefined {
  const base = realpathSync(resolve(root))
  return (name) => {
    try {
      const path = realpathSync(join(base, name))
      const isInside = path.startsWith(base.endsWith(sep) ? base : base + sep)
      const status = statSync(path)
      return isInside && status.isFile() && status.size <= LARGEST_SOURCE ? readFileSync(path) : undefined
    } catch {
      return undefined
    }
  }
}
