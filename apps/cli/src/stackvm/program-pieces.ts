// Reads a program file of the Stack-VM in large pieces, straight to where it is executed.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { WORD_BYTES } from 'isaforge/machines/stackvm'
import { readable, readInput, STANDARD_INPUT } from '../input.js'
import type { ReadPiece } from './run-in-pieces.js'

/** A program file that is open. */
export interface OpenProgram {
  /** Whether it consists of whole words. */
  readonly isWhole: boolean
  readonly read: ReadPiece
  readonly close: () => void
}

const isWhole = (bytes: number): boolean => bytes % WORD_BYTES === 0

/** Opens a program. What is no file on a disk is read at once, because its length has to be known first. */
export function openProgram(file: string): OpenProgram {
  if (file === STANDARD_INPUT) return fromMemory(readInput(file))
  try {
    const descriptor = openSync(file, 'r')
    const status = fstatSync(descriptor)
    if (status.isFile()) return fromDisk(descriptor, status.size)
    closeSync(descriptor)
    return fromMemory(readInput(file))
  } catch (cause) {
    throw readable(file, cause)
  }
}

function fromDisk(descriptor: number, size: number): OpenProgram {
  return {
    isWhole: isWhole(size),
    read: (into) => {
      let bytes = 0
      for (let read = -1; bytes < into.length && read !== 0; bytes += read) {
        read = readSync(descriptor, into, bytes, into.length - bytes, null)
      }
      return bytes
    },
    close: () => closeSync(descriptor),
  }
}

function fromMemory(image: Uint8Array): OpenProgram {
  let at = 0
  return {
    isWhole: isWhole(image.length),
    read: (into) => {
      const piece = image.subarray(at, at + into.length)
      into.set(piece)
      at += piece.length
      return piece.length
    },
    close: () => undefined,
  }
}
