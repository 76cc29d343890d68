// An image cut into instructions and bytes that are none.

import type { Decoded, Machine } from '../../core/index.js'

/** Why bytes are no instruction. */
export type Undecodable =
  | { readonly reason: 'illegal' | 'truncated' }
  /** Operand `operand` names a register that does not exist. */
  | { readonly reason: 'register'; readonly operand: number; readonly code: bigint }

/** The bytes of one instruction, or bytes that are none. */
export interface Unit {
  readonly offset: number
  readonly bytes: Uint8Array
  readonly content: Decoded | Undecodable
}

/** Cuts an image into units that cover it without gaps. */
export function* unitsOf(machine: Machine, image: Uint8Array): Generator<Unit> {
  let offset = 0
  while (offset < image.length) {
    const content = decodeAt(machine, image, offset)
    const bytes = image.subarray(offset, offset + lengthOf(machine, content, image.length - offset))
    yield { offset, bytes, content }
    offset += bytes.length
  }
}

function decodeAt(machine: Machine, image: Uint8Array, offset: number): Unit['content'] {
  const decoded = machine.decoder.decode(image, offset)
  return typeof decoded === 'string' ? { reason: decoded } : (missingRegister(decoded) ?? decoded)
}

function missingRegister({ instruction, forms, numbers }: Decoded): Undecodable | undefined {
  const operand = instruction.operands.findIndex(({ kind }, index) => {
    const form = kind.forms[forms[index]]
    return form.kind === 'register' && numbers[index] >= form.file.names.length
  })
  return operand < 0 ? undefined : { reason: 'register', operand, code: numbers[operand] }
}

function lengthOf(machine: Machine, content: Unit['content'], rest: number): number {
  if ('instruction' in content) return content.instruction.encoding.length
  return content.reason === 'truncated' ? rest : Math.min(machine.illegalLength, rest)
}
