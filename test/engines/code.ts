// Writes instructions of any machine by name: what the engine suite uses instead of an assembler.
import { encode, type Machine } from 'isaforge/core'

/** An operand: a register's name, or a number. */
export type Argument = string | number | bigint

/** The bytes of one instruction. */
export function bytesOf(machine: Machine, name: string, ...given: readonly Argument[]): Uint8Array {
  const instruction = machine.instruction(name)
  if (instruction === undefined) throw new Error(`${machine.name} has no instruction ${name}`)
  const chosen = instruction.operands.map(({ kind }, index) => {
    const wanted = given[index]
    const form = kind.forms.findIndex((form) =>
      form.kind === 'register' ? form.file.names.includes(`${wanted}`) : typeof wanted !== 'string',
    )
    const found = kind.forms[form]
    if (found === undefined) throw new Error(`${name}: operand ${index + 1} cannot be ${wanted}`)
    const number = found.kind === 'register' ? found.file.names.indexOf(`${wanted}`) : wanted
    return { form, number: BigInt(number) }
  })
  return encode(
    instruction,
    chosen.map(({ form }) => form),
    chosen.map(({ number }) => number),
  )
}

/** Several pieces of bytes, one after the other. */
export const joined = (...pieces: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(pieces.flatMap((piece) => [...piece]))
