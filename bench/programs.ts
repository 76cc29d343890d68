// The guest programs that are measured, their parameters, and the machine they run on.
import type { BoardEntry } from 'isaforge/core'

/** A program that exists for the guest (`lrvm/NAME.lasm`) and in C (`c/NAME.c`). */
export interface BenchmarkProgram {
  readonly name: string
  readonly summary: string
  /** Values of a0, a1, …; the C program's arguments. */
  readonly parameters: readonly number[]
  /** Parameters with which even the slowest engine is done at once. */
  readonly tinyParameters: readonly number[]
}

export const PROGRAMS: readonly BenchmarkProgram[] = [
  {
    name: 'count',
    summary: 'counting loop of six instructions',
    parameters: [0],
    tinyParameters: [2 ** 24 - 500],
  },
  {
    name: 'sieve',
    summary: 'sieve of Eratosthenes, one word per number',
    parameters: [2_000_000, 3],
    tinyParameters: [200, 2],
  },
  { name: 'fib', summary: 'doubly recursive Fibonacci number', parameters: [32], tinyParameters: [8] },
  {
    name: 'copy',
    summary: 'a block of words copied back and forth',
    parameters: [262_144, 64],
    tinyParameters: [64, 3],
  },
]

/** More RAM than the default board has; nothing but memory. */
export const BOARD: readonly BoardEntry[] = [
  { type: 'rom', bytes: 0x10000 },
  { type: 'ram', bytes: 0x1000000 },
]

/** The register in which programs leave their checksum. */
export const CHECKSUM = 'a0'
