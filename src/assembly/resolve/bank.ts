// Banks: where items are placed. There is one so far; bank directives will make more and select among them.

import { POSITION_BITS } from '../limits.js'
import { integer, type Outcome, unknown } from '../values/value.js'

/** What a bank is like; sizes in bits unless said otherwise. */
export interface BankDefinition {
  readonly name: string
  /** Bits per address unit. */
  readonly unit: number
  /** Address of position 0. */
  readonly start: bigint
  /** Position of the bank in the output. */
  readonly output: number
  /** Global symbols are aligned to this many bits. */
  readonly labelAlign: number
}

/** The bank of a program that defines none. */
export function programBank(labelAlign: number): BankDefinition {
  return { name: 'program', unit: 8, start: 0n, output: 0, labelAlign }
}

/** A bank during one pass. */
export class Bank {
  /** Bits from the start of the bank to the current item. */
  position = 0
  /** Whether the position cannot change in later passes: all sizes before it are final. */
  isStatic = true

  constructor(readonly definition: BankDefinition) {}

  /** The address of the current item; unknown while it is between two addresses. */
  address(): Outcome {
    const { start, unit } = this.definition
    if (this.position % unit !== 0) return unknown
    return integer(start + BigInt(this.position / unit), undefined, this.isStatic)
  }

  /** Bits from the position to the next address. */
  get misalignment(): number {
    const { unit } = this.definition
    return (unit - (this.position % unit)) % unit
  }

  /** Aligns for a global symbol. */
  alignSymbol(): void {
    const { labelAlign } = this.definition
    if (labelAlign > 0) this.align(labelAlign)
  }

  align(bits: number): void {
    const { start, unit } = this.definition
    const offset = start === 0n ? 0 : Number(BigInt.asUintN(64, start * BigInt(unit)) % BigInt(bits))
    const rest = (this.position + offset) % bits
    if (rest !== 0) this.advance(bits - rest, true)
  }

  /** Moves on; a size that is not final makes everything behind it a guess. */
  advance(bits: number, isFinal: boolean): void {
    this.position = Math.min(this.position + bits, POSITION_BITS)
    if (!isFinal) this.isStatic = false
  }
}
