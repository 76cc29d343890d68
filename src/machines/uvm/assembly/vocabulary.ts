// The words of the assembly language, read off the machine.

import { didYouMean, type Instruction } from '../../../core/index.js'
import { uvm } from '../machine.js'

const BY_MNEMONIC: ReadonlyMap<string, Instruction> = new Map(
  uvm.instructions.map((instruction) => [instruction.name, instruction]),
)

/** The instruction that a word in any letter case means. */
export const instructionCalled = (word: string): Instruction | undefined =>
  BY_MNEMONIC.get(word.toLowerCase())

/** What may have been meant by a word that is no mnemonic. */
export function hintFor(word: string): string | undefined {
  const guess = didYouMean(word.toLowerCase(), [...BY_MNEMONIC.keys()])
  return guess === undefined ? undefined : `did you mean ${guess}?`
}

/** The instruction with the same meaning that reaches all addresses, if this one does not. */
export const wideFormOf = ({ name }: Instruction): Instruction | undefined => BY_MNEMONIC.get(`${name}w`)
