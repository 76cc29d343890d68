// A bank during one pass: the position in it, and what is known about that.

import { POSITION_BITS } from '../limits.js'
import type { BankDefinition } from '../program/banks.js'
import { type IntegerValue, integer, type Outcome, unknown } from '../values/value.js'

/** The place of the current item. */
export class Bank {
  /** Bits from the start of the bank to the current item. */
  position = 0
  /** Whether the position cannot change in later passes: all sizes before it are final. */
  isStatic = true

  constructor(readonly definition: BankDefinition) {}

  /** A cursor of its own at the same place. */
  copy(): Bank {
    const copy = new Bank(this.definition)
    copy.position = this.position
    copy.isStatic = this.isStatic
    return copy
  }

  /** The address of the current item; unknown while it is between two addresses. */
  address(): Outcome {
    const { start, unit } = this.definition
    if (this.position % unit !== 0) return unknown
    const address = integer(start + BigInt(this.position / unit), undefined, this.isStatic)
    return { ...address, origin: this.definition } satisfies IntegerValue
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

  /** Moves to the next multiple of this many bits, counted from address 0. */
  align(bits: number): void {
    const { start, unit } = this.definition
    const offset = start === 0n ? 0 : modulo(start * BigInt(unit), BigInt(bits))
    const rest = (this.position + offset) % bits
    if (rest !== 0) this.advance(bits - rest, true)
  }

  /** Moves on; a size that is not final makes everything behind it a guess. */
  advance(bits: number, isFinal: boolean): void {
    this.position = Math.min(this.position + bits, POSITION_BITS)
    if (!isFinal) this.isStatic = false
  }
}

function modulo(value: bigint, divisor: bigint): number {
  return Number(((value % divisor) + divisor) % divisor)
}

/** The banks of one pass, and which one is current. */
export class Banks {
  readonly #banks = new Map<BankDefinition, Bank>()
  current: Bank

  constructor(first: BankDefinition) {
    this.current = this.select(first)
  }

  /** Continues in a bank, where it was left. */
  select(definition: BankDefinition): Bank {
    let bank = this.#banks.get(definition)
    if (bank === undefined) {
      bank = new Bank(definition)
      this.#banks.set(definition, bank)
    }
    this.current = bank
    return bank
  }
}
