// The words of the section language on a machine: mnemonics, registers, named constants.

import { didYouMean, type Machine } from '../../core/index.js'
import { MNEMONICS } from './mnemonics.js'

/** Looks words up. */
export class Vocabulary {
  readonly registers: readonly string[]
  readonly constants: readonly string[]
  private readonly numbers: ReadonlyMap<string, number>
  private readonly values: ReadonlyMap<string, bigint>

  constructor(readonly machine: Machine) {
    const { constants = {} } = machine.assembly
    this.registers = machine.registers.find(({ hidden }) => !hidden)?.names ?? []
    this.constants = Object.keys(constants)
    this.numbers = new Map(this.registers.map((name, number) => [name, number]))
    this.values = new Map(Object.entries(constants).map(([name, value]) => [name, BigInt(value)]))
  }

  register(name: string): number | undefined {
    return this.numbers.get(name)
  }

  constant(name: string): bigint | undefined {
    return this.values.get(name)
  }

  isMnemonic(word: string): boolean {
    return MNEMONICS.has(word)
  }

  /** A hint for a name that is not known. */
  suggestion(name: string, known: readonly string[]): string | undefined {
    const guess = didYouMean(name, known)
    return guess === undefined ? `there are ${known.join(' ')}` : `did you mean ${guess}?`
  }
}
