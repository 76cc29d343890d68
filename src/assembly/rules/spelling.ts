// The ways to write the instructions of a machine, and how messages and manuals show them.

import type { FixedOperand, Form, Instruction, Machine, OperandKind, Syntax } from '../../core/index.js'

/** A way to write an instruction. */
export interface Spelling {
  readonly instruction: Instruction
  readonly syntax: Syntax
  /** Operands that are not written. */
  readonly fixed: ReadonlyMap<number, FixedOperand>
  readonly warning: string | undefined
}

const NONE: ReadonlyMap<number, FixedOperand> = new Map()

/** All ways to write instructions that the assembler accepts: instructions first, then aliases. */
export function spellingsOf({ instructions, aliases }: Machine): Spelling[] {
  return [
    ...instructions.map((instruction) => ({
      instruction,
      syntax: instruction.syntax,
      fixed: NONE,
      warning: undefined,
    })),
    ...aliases.filter(({ assembles }) => assembles),
  ]
}

/** All mnemonics of a machine, those of aliases included. */
export function mnemonicsOf(machine: Machine): readonly string[] {
  return [...new Set(spellingsOf(machine).map(({ syntax }) => syntax.mnemonic))]
}

/** The accepted forms of a mnemonic, in the order of the description; none if there is no such mnemonic. */
export function formsOf(machine: Machine, mnemonic: string): readonly string[] {
  const wanted = mnemonic.toLowerCase()
  return spellingsOf(machine)
    .filter(({ syntax }) => syntax.mnemonic.toLowerCase() === wanted)
    .map(({ instruction, syntax }) => writtenForm(instruction, syntax))
}

/** A template with the kinds of its operands: `add register, register|u16`. */
export function writtenForm({ operands }: Instruction, { parts }: Syntax): string {
  return parts
    .map((part) => (part.kind === 'text' ? part.text : operandText(operands[part.operand].kind)))
    .join('')
}

/** Names of what an operand may be: `register|u16`. */
export function operandText(kind: OperandKind): string {
  return kind.forms.map(({ name }) => name).join('|')
}

/** What a form accepts, as a phrase: the registers or words by name, or the range. */
export function formText(form: Form): string {
  if (form.kind === 'register') return `a register: ${someOf(form.file.names)}`
  const range = `a number from ${form.low} to ${form.high}`
  const names = Object.keys(form.names)
  return names.length === 0 ? range : `${someOf(names)}, or ${range}`
}

function someOf(names: readonly string[]): string {
  return names.length > 12
    ? `${names.slice(0, 11).join(', ')}, … ${names[names.length - 1]}`
    : names.join(', ')
}
