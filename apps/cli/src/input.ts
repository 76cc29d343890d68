// Reading what the command line names: files and the standard input, with limits and messages that say what to do.

import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { didYouMean } from 'isaforge/core'
import { inputFailure, usageFailure } from './failure.js'

const MEBIBYTE = 2 ** 20
/** Inputs larger than this are refused before they are read. */
const LARGEST_INPUT = 256 * MEBIBYTE

/** The name under which the standard input is asked for. */
export const STANDARD_INPUT = '-'

/** The bytes of a file, or of the standard input for `-`. */
export function readInput(file: string): Uint8Array {
  return file === STANDARD_INPUT ? readStandardInput() : readFile(file)
}

function readFile(file: string): Uint8Array {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const status = fstatSync(descriptor)
      if (status.isDirectory()) throw usageFailure('not-a-file', `'${file}' is a folder`, folderHint(file))
      checkSize(file, status.size)
      return readFileSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    throw readable(file, cause)
  }
}

function folderHint(file: string): string {
  return `name one of the files in it, such as ${file.replace(/\/+$/, '')}/NAME`
}

function checkSize(file: string, bytes: number): void {
  if (bytes <= LARGEST_INPUT) return
  const size = `${Math.ceil(bytes / MEBIBYTE)} MiB`
  throw inputFailure(
    'input-too-large',
    `'${file}' has ${size}`,
    `inputs can have up to ${LARGEST_INPUT / MEBIBYTE} MiB`,
  )
}

/** What went wrong with a file, in words. Anything that is no error of the file system is passed on. */
export function readable(file: string, cause: unknown): unknown {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return usageFailure('file-not-found', `there is no file '${file}'`, nearbyFile(file))
    case 'EACCES':
    case 'EPERM':
      return usageFailure('file-not-readable', `'${file}' may not be read`, 'check its permissions')
    case 'EISDIR':
      return usageFailure('not-a-file', `'${file}' is a folder`, folderHint(file))
    case undefined:
      return cause
    default:
      return cause instanceof Error && 'syscall' in cause
        ? usageFailure('file-not-readable', `'${file}' cannot be read: ${cause.message}`)
        : cause
  }
}

function nearbyFile(file: string): string {
  try {
    const folder = dirname(file)
    const guess = didYouMean(basename(file), readdirSync(folder))
    return guess === undefined ? `nothing in ${folder} has a similar name` : `did you mean '${guess}'?`
  } catch {
    return `the folder '${dirname(file)}' does not exist or may not be read`
  }
}

const CHUNK = 65536

function readStandardInput(): Uint8Array {
  const chunks: Uint8Array[] = []
  for (let total = 0; ; ) {
    const chunk = new Uint8Array(CHUNK)
    const read = readChunk(chunk)
    if (read === 0) return Buffer.concat(chunks)
    chunks.push(chunk.subarray(0, read))
    total += read
    checkSize('standard input', total)
  }
}

function readChunk(into: Uint8Array): number {
  try {
    return readSync(0, into)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EOF') return 0
    if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') {
      throw usageFailure(
        'file-not-readable',
        'the standard input has nothing to read yet',
        'redirect a file into it: isaforge … - < FILE',
      )
    }
    throw readable('standard input', cause)
  }
}

/** Whether bytes are text rather than an image: UTF-8 without control characters. */
export function isText(bytes: Uint8Array): boolean {
  try {
    return !/[\0-\x08\x0e-\x1f\x7f]/.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return false
  }
}
