// Errors of the operating system in the words of the C library, as programs written in Rust report them.

import { constants } from 'node:os'
import { getSystemErrorMap } from 'node:util'

/** Words that differ from those of Node. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EBADF: 'Bad file descriptor',
  EFBIG: 'File too large',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  EMFILE: 'Too many open files',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ETXTBSY: 'Text file busy',
}

const NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))

/** The number of an error that Node threw; 0 when it is none of the system's. */
export function errorNumberOf(cause: unknown): number {
  return Math.abs((cause as NodeJS.ErrnoException).errno ?? 0)
}

/** `Is a directory (os error 21)`. */
export function reasonOf(errorNumber: number): string {
  const name = NAMES.get(errorNumber)
  const words = (name === undefined ? undefined : WORDS[name]) ?? nodeWords(errorNumber)
  return `${words} (os error ${errorNumber})`
}

function nodeWords(errorNumber: number): string {
  const [, text = 'Unknown error'] = getSystemErrorMap().get(-errorNumber) ?? []
  return text.charAt(0).toUpperCase() + text.slice(1)
}
