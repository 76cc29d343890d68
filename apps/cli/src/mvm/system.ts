// What the drop-in `mvm` needs from its surroundings, and those that Node gives. All of it waits: nothing else runs meanwhile.

import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs'
import type { InputFailure, OutputStream } from 'isaforge/core'
import { errorNumberOf } from '../system-errors.js'

/** A file system, standard streams, and whether somebody looks at them. */
export interface System {
  /** Throws what the system says when it cannot be read. */
  readonly readFile: (path: string) => Uint8Array
  readonly writeFile: (path: string, contents: Uint8Array) => void
  /** Writes bytes in order, at once; says whether they were taken. */
  readonly emit: (stream: OutputStream, bytes: Uint8Array) => boolean
  /** One read of the standard input. */
  readonly read: (most: number) => Uint8Array | InputFailure
  readonly isTerminal: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
}

const DESCRIPTORS: Readonly<Record<OutputStream, number>> = { output: 1, error: 2 }
/** How long to wait when a stream that does not block has nothing, or no room, yet. */
const PATIENCE_MILLISECONDS = 5

const codeOf = (cause: unknown): string | undefined => (cause as NodeJS.ErrnoException).code

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE_MILLISECONDS)
}

/** Tries again while a stream is not ready. */
function whenReady<T>(attempt: () => T): T {
  for (;;) {
    try {
      return attempt()
    } catch (cause) {
      if (codeOf(cause) !== 'EAGAIN') throw cause
      pause()
    }
  }
}

function emit(stream: OutputStream, bytes: Uint8Array): boolean {
  try {
    for (let at = 0; at < bytes.length; )
      at += whenReady(() => writeSync(DESCRIPTORS[stream], bytes, at, bytes.length - at))
    return true
  } catch {
    return false
  }
}

function read(most: number): Uint8Array | InputFailure {
  const buffer = new Uint8Array(most)
  try {
    return buffer.subarray(
      0,
      whenReady(() => readSync(0, buffer)),
    )
  } catch (cause) {
    // A closed standard input is at its end.
    if (codeOf(cause) === 'EOF' || codeOf(cause) === 'EBADF') return new Uint8Array()
    return { errorNumber: errorNumberOf(cause) }
  }
}

/** The process's own surroundings. */
export const nodeSystem: System = {
  readFile: (path) => {
    const descriptor = openSync(path, 'r')
    try {
      return readFileSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  },
  writeFile: (path, contents) => writeFileSync(path, contents),
  emit,
  read,
  isTerminal: process.stdout.isTTY === true,
  environment: process.env,
}
