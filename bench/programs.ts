// The guest programs that are measured, their parameters, and the machine they run on. Mostly a table.
import type { BoardEntry } from 'isaforge/core'

/** A program that exists for the guest (`lrvm/NAME.lasm`) and in C (`c/NAME.c`). */
export interface BenchmarkProgram {
  readonly name: string
  readonly summary: string
  /** Kernels count in the geometric means; other programs measure a single thing. */
  readonly kernel: boolean
  /** Values of a0, a1, …; the C program's arguments. */
  readonly parameters: readonly number[]
  /** Parameters with which even the slowest engine is done at once. */
  readonly tinyParameters: readonly number[]
  /** Parameters with which it runs for more than 10^10 instructions, for runs that end with the fuel. */
  readonly endlessParameters: readonly number[]
}

export const PROGRAMS: readonly BenchmarkProgram[] = [
  {
    name: 'count',
    summary: 'counting loop of six instructions',
    kernel: false,
    // 2^27 turns, around the end of the numbers: long enough to show the speed and not the start.
    parameters: [2 ** 32 + 2 ** 24 - 2 ** 27],
    tinyParameters: [2 ** 24 - 500],
    endlessParameters: [2 ** 24 + 1],
  },
  {
    name: 'copy',
    summary: 'a block of words copied back and forth',
    kernel: false,
    parameters: [262_144, 64],
    tinyParameters: [64, 3],
    endlessParameters: [262_144, 10_000],
  },
  {
    name: 'sieve',
    summary: 'sieve of Eratosthenes, one word per number',
    kernel: true,
    parameters: [2_000_000, 3],
    tinyParameters: [200, 2],
    endlessParameters: [2_000_000, 1000],
  },
  {
    name: 'fib',
    summary: 'doubly recursive Fibonacci number',
    kernel: true,
    parameters: [35],
    tinyParameters: [8],
    endlessParameters: [46],
  },
  {
    name: 'matrix',
    summary: 'products of square matrices',
    kernel: true,
    parameters: [120, 25],
    tinyParameters: [5, 2],
    endlessParameters: [120, 2000],
  },
  {
    name: 'sha256',
    summary: 'SHA-256 of 100 KiB, chained',
    kernel: true,
    parameters: [25_600, 50],
    tinyParameters: [20, 2],
    endlessParameters: [25_600, 2000],
  },
  {
    name: 'quicksort',
    summary: 'pseudo-random words sorted in place',
    kernel: true,
    parameters: [200_000, 2],
    tinyParameters: [100, 2],
    endlessParameters: [200_000, 500],
  },
  {
    name: 'queens',
    summary: 'queens on a board, with bit masks',
    kernel: true,
    parameters: [13],
    tinyParameters: [5],
    endlessParameters: [16],
  },
  {
    name: 'crc32',
    summary: 'CRC-32 of 1 MiB with a table, repeated',
    kernel: true,
    parameters: [262_144, 10],
    tinyParameters: [30, 2],
    endlessParameters: [262_144, 2000],
  },
  {
    name: 'mandelbrot',
    summary: 'the Mandelbrot set in fixed point',
    kernel: true,
    parameters: [500, 256],
    tinyParameters: [8, 20],
    endlessParameters: [4000, 256],
  },
  {
    name: 'reverse',
    summary: 'a text of 1000 characters reversed in place',
    kernel: true,
    parameters: [1000, 100_000],
    tinyParameters: [31, 3],
    endlessParameters: [1000, 10_000_000],
  },
  {
    name: 'list',
    summary: 'a walk along linked nodes in pseudo-random order',
    kernel: true,
    parameters: [65_536, 8_000_000],
    tinyParameters: [50, 120],
    endlessParameters: [65_536, 4_000_000_000],
  },
]

/** The programs that count in the geometric means. */
export const KERNELS: readonly BenchmarkProgram[] = PROGRAMS.filter(({ kernel }) => kernel)

/** The program of a name that is known to exist. */
export function programNamed(name: string): BenchmarkProgram {
  const program = PROGRAMS.find((other) => other.name === name)
  if (program === undefined) throw new Error(`there is no program ${name}`)
  return program
}

/** More RAM than the default board has; nothing but memory. */
export const BOARD: readonly BoardEntry[] = [
  { type: 'rom', bytes: 0x10000 },
  { type: 'ram', bytes: 0x1000000 },
]

/** The register in which programs leave their checksum. */
export const CHECKSUM = 'a0'
