// The text of a decoded instruction (spec/lrvm.md section 16): the first alias that fits it, or its own syntax.

import type {
  Alias,
  Decoded,
  FixedOperand,
  Form,
  Instruction,
  Machine,
  NumberText,
  Syntax,
} from '../../core/index.js'

/** A text and the warnings about it. */
export interface InstructionText {
  readonly text: string
  readonly warnings: readonly string[]
}

const printedAliases = new WeakMap<Machine, ReadonlyMap<Instruction, readonly Alias[]>>()

/** Writes a decoded instruction. */
export function instructionText(machine: Machine, decoded: Decoded): InstructionText {
  const candidates = aliasesOf(machine).get(decoded.instruction) ?? []
  const alias = candidates.find(({ fixed }) => isFixedSo(fixed, decoded))
  return writtenBy((alias ?? decoded.instruction).syntax, decoded)
}

function aliasesOf(machine: Machine): ReadonlyMap<Instruction, readonly Alias[]> {
  let byInstruction = printedAliases.get(machine)
  if (byInstruction === undefined) {
    const printed = machine.aliases.filter(({ prints }) => prints)
    const own = (instruction: Instruction) => printed.filter((alias) => alias.instruction === instruction)
    byInstruction = new Map(machine.instructions.map((instruction) => [instruction, own(instruction)]))
    printedAliases.set(machine, byInstruction)
  }
  return byInstruction
}

function isFixedSo(fixed: ReadonlyMap<number, FixedOperand>, decoded: Decoded): boolean {
  for (const [operand, value] of fixed) if (!isOperandFixedSo(operand, value, decoded)) return false
  return true
}

function isOperandFixedSo(
  operand: number,
  value: FixedOperand,
  { instruction, forms, numbers }: Decoded,
): boolean {
  const formOf = (index: number): Form => instruction.operands[index].kind.forms[forms[index]]
  const form = formOf(operand)
  if (value.kind === 'same') {
    const other = instruction.operands.findIndex(({ name }) => name === value.as)
    const otherForm = formOf(other)
    const isRegister =
      form.kind === 'register' && otherForm.kind === 'register' && form.file === otherForm.file
    return isRegister && numbers[operand] === numbers[other]
  }
  const number = value.kind === 'register' ? value.code : value.number
  return form.kind === value.kind && numbers[operand] === BigInt(number)
}

function writtenBy({ parts }: Syntax, { instruction, forms, numbers }: Decoded): InstructionText {
  const warnings: string[] = []
  const text = parts.map((part) => {
    if (part.kind === 'text') return part.text
    const { operand } = part
    const shown = operandText(instruction.operands[operand].kind.forms[forms[operand]], numbers[operand])
    if (shown.warning !== undefined) warnings.push(shown.warning)
    return shown.text
  })
  return { text: text.join(''), warnings }
}

function operandText(form: Form, number: bigint): NumberText {
  if (form.kind === 'register') return { text: form.file.names[Number(number)] }
  return form.show?.(number) ?? { text: hexadecimal(number) }
}

/** A number as the disassembler writes it: `0x1F`, `-0x10`. */
function hexadecimal(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString(16).toUpperCase()
  return `${value < 0n ? '-' : ''}0x${digits}`
}
