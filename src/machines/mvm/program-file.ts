// Program files of MVM: sizes of memory and stack, a separator, the image (spec/mvm.md section 2 and 1.3).

import type { BoardEntry, ProgramFile } from '../../core/index.js'
import { fits } from './components.js'

const SEPARATOR = 0xff
const DATA_MARKER = 0x01
/** Bytes of the two sizes. */
const SIZES = 16

/** Sizes of a machine in bytes. */
export interface Sizes {
  readonly memory: bigint
  readonly stack: bigint
}

/** The sizes where nobody says others. */
export const DEFAULT_SIZES: Sizes = { memory: 1024n, stack: 256n }

/** A program file, split. */
export interface SplitFile {
  /** Absent when the file is too short to hold them. */
  readonly sizes: Sizes | undefined
  readonly image: Uint8Array
}

/** Splits a file at its first separator before a data marker; without one there is no image. */
export function splitFile(file: Uint8Array): SplitFile {
  const found = file.findIndex((byte, index) => byte === SEPARATOR && file[index + 1] === DATA_MARKER)
  const end = found < 0 ? file.length : found
  return {
    // The separator counts: a file with 15 bytes before it has a size that ends in FF.
    sizes: sizesIn(Uint8Array.of(...file.subarray(0, Math.min(end, SIZES)), SEPARATOR)),
    image: found < 0 ? new Uint8Array() : file.subarray(found + 1),
  }
}

function sizesIn(metadata: Uint8Array): Sizes | undefined {
  if (metadata.length < SIZES) return undefined
  const view = new DataView(metadata.buffer)
  return { memory: view.getBigUint64(0), stack: view.getBigUint64(8) }
}

/** Sizes with the defaults in place of zeros. */
export const completed = ({ memory, stack }: Sizes): Sizes => ({
  memory: memory || DEFAULT_SIZES.memory,
  stack: stack || DEFAULT_SIZES.stack,
})

/** A board of such sizes; undefined when there is no room for a stack, or the sizes are beyond any computer. */
export function boardOf({ memory, stack }: Sizes): readonly BoardEntry[] | undefined {
  if (stack >= memory || memory > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  return [
    { type: 'memory', bytes: Number(memory - stack) },
    { type: 'stack', bytes: Number(stack) },
  ]
}

/** More than any computer has, and few enough to count exactly: who builds the board refuses it. */
const IMPOSSIBLE = 2n ** 40n

const atMost = (size: bigint): bigint => (size < IMPOSSIBLE ? size : IMPOSSIBLE)
const plausible = ({ memory, stack }: Sizes): Sizes => ({ memory: atMost(memory), stack: atMost(stack) })

/** Takes a program file apart for a machine that shall be large enough: the original's sizes are often too small. */
export function readProgram(file: Uint8Array): ProgramFile {
  const { sizes, image } = splitFile(file)
  const { memory, stack } = plausible(completed(sizes ?? DEFAULT_SIZES))
  const wanted = stack < memory ? Number(memory - stack) : 0
  const notes: string[] = []
  let below = wanted
  if (!fits(image, wanted)) {
    below = image.length + Number(DEFAULT_SIZES.memory)
    notes.push(`the program needs more memory than its file says; it gets ${below + Number(stack)} bytes`)
  }
  return {
    image,
    board: [
      { type: 'memory', bytes: below },
      { type: 'stack', bytes: Number(stack) },
    ],
    notes,
  }
}

/** Room for a stack that the assembler asks for besides the program, and what sizes are multiples of. */
const ROOM = 128
const UNIT = 8

/** The sizes that the assembler writes for an image; often too small to run it. */
function sizesFor({ length }: Uint8Array): Sizes {
  const memory = BigInt(Math.ceil((length + ROOM) / UNIT) * UNIT)
  const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)
  return {
    memory: larger(memory, DEFAULT_SIZES.memory),
    stack: larger(memory / 4n, DEFAULT_SIZES.stack),
  }
}

/** The program file of an image. */
export function writeProgram(image: Uint8Array): Uint8Array {
  const { memory, stack } = sizesFor(image)
  const file = new Uint8Array(SIZES + 1 + image.length)
  const view = new DataView(file.buffer)
  view.setBigUint64(0, memory)
  view.setBigUint64(8, stack)
  file[SIZES] = SEPARATOR
  file.set(image, SIZES + 1)
  return file
}
