// The --dump-wasm option: writes every module that engines make into a folder, as it is and as text.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ModuleListener, moduleText } from 'isaforge/engines'
import { usageFailure } from './failure.js'

/** Writes modules as `001-NAME.wasm` and `001-NAME.wat`, numbered in the order in which they are made. */
export function dumpInto(folder: string): ModuleListener {
  written(folder, () => mkdirSync(folder, { recursive: true }))
  let count = 0
  return ({ name, bytes }) => {
    const path = join(folder, `${String(++count).padStart(3, '0')}-${name}`)
    written(path, () => {
      writeFileSync(`${path}.wasm`, bytes)
      writeFileSync(`${path}.wat`, moduleText(bytes))
    })
  }
}

function written(path: string, write: () => void): void {
  try {
    write()
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw usageFailure('output-not-writable', `'${path}' cannot be written: ${cause.message}`)
  }
}
