// The text section of an image, instruction by instruction, with what its addresses can mean.

import type { Instruction, Machine } from '../../../core/index.js'
import { MNEMONICS, type Mnemonic } from '../mnemonics.js'

/** What an address in an instruction stands for in a source. */
export type Role = 'label' | 'literal' | 'either'

/** An operand: a register, or an address. */
export type LineOperand =
  | { readonly kind: 'register'; readonly name: string }
  | { readonly kind: 'address'; readonly value: bigint; readonly role: Role }

/** One line of code. */
export interface CodeLine {
  readonly at: number
  readonly bytes: number
  /** The mnemonic, `entry`, or nothing for a register that stands alone. */
  readonly word: string
  readonly operands: readonly LineOperand[]
}

const ENTRY = 'entry'

/** Reads lines from `start` to the end; undefined when some bytes cannot be written. */
export function readCode(
  machine: Machine,
  image: Uint8Array,
  start: number,
): readonly CodeLine[] | undefined {
  const lines: CodeLine[] = []
  for (let at = start; at < image.length; ) {
    const line = readLine(machine, image, at)
    if (line === undefined) return undefined
    lines.push(line)
    at += line.bytes
  }
  return lines
}

/** An instruction, or else a byte that is the number of a register. */
export function readLine(machine: Machine, image: Uint8Array, at: number): CodeLine | undefined {
  const [registers] = machine.registers
  const alone: CodeLine = {
    at,
    bytes: 1,
    word: '',
    operands: [{ kind: 'register', name: registers.names[image[at]] }],
  }
  return readInstruction(machine, image, at) ?? (image[at] < registers.names.length ? alone : undefined)
}

function readInstruction(machine: Machine, image: Uint8Array, at: number): CodeLine | undefined {
  const decoded = machine.decoder.decode(image, at)
  if (typeof decoded === 'string') return undefined
  const { instruction, numbers } = decoded
  const word = wordOf(instruction)
  // Decoding looks at opcodes only.
  if (word === undefined || at + instruction.encoding.length > image.length) return undefined
  const operands = instruction.operands.map(({ kind: { forms } }, index): LineOperand | undefined => {
    const [form] = forms
    if (form.kind === 'number')
      return { kind: 'address', value: numbers[index], role: roleOf(instruction, word, index) }
    const name = form.file.names[Number(numbers[index])]
    return name === undefined ? undefined : { kind: 'register', name }
  })
  if (operands.includes(undefined)) return undefined
  return { at, bytes: instruction.encoding.length, word, operands: operands as LineOperand[] }
}

/** How sources write an instruction: `mov8` is `mov`; not all can be written. */
function wordOf({ name }: Instruction): string | undefined {
  if (MNEMONICS.get(name)?.isSized === false || name === ENTRY) return name
  const word = name.replace(/\d+$/, '')
  return MNEMONICS.get(word)?.isSized === true ? word : undefined
}

const SECOND_ROLES: Readonly<Partial<Record<Mnemonic['rule'], Role>>> = {
  offset: 'literal',
  numberAndLabel: 'label',
}
const FIRST_ROLES: Readonly<Partial<Record<Mnemonic['rule'], Role>>> = {
  interrupt: 'literal',
  numberAndLabel: 'literal',
}

function roleOf({ name }: Instruction, word: string, index: number): Role {
  const mnemonic = MNEMONICS.get(word)
  if (mnemonic === undefined) return 'label'
  // Only the widest form of an instruction is also that for labels.
  if (mnemonic.isSized) return name.endsWith('64') ? 'either' : 'literal'
  return (index === 0 ? FIRST_ROLES : SECOND_ROLES)[mnemonic.rule] ?? 'label'
}
