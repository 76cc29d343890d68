// How instructions are written: the forms of their syntax, what aliases stand for, what operands accept.

import type { Alias, FixedOperand, Instruction } from '../description/instruction.js'
import type { Form, NumberForm } from '../description/operand.js'
import type { RegisterFile } from '../description/register.js'
import type { Syntax } from '../description/syntax.js'

/** A template with the operands' names in place: `add r, v`. */
export function syntaxText({ syntax, operands }: Instruction): string {
  return templateText(syntax, (operand) => operands[operand].name)
}

/** How an alias is written: `inc r`. */
export function aliasText({ instruction, syntax }: Alias): string {
  return templateText(syntax, (operand) => instruction.operands[operand].name)
}

/** What an alias stands for, written out: `add r, 1`. */
export function expansionText({ instruction, fixed }: Alias): string {
  return templateText(instruction.syntax, (operand) => {
    const value = fixed.get(operand)
    return value === undefined ? instruction.operands[operand].name : fixedText(instruction, operand, value)
  })
}

function templateText({ parts }: Syntax, operandText: (operand: number) => string): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : operandText(part.operand))).join('')
}

function fixedText({ operands }: Instruction, operand: number, fixed: FixedOperand): string {
  const { forms } = operands[operand].kind
  if (fixed.kind === 'same') return fixed.as
  if (fixed.kind === 'number') {
    const names = forms.flatMap((form) => (form.kind === 'number' ? Object.entries(form.names) : []))
    return names.find(([, number]) => number === fixed.number)?.[0] ?? `${fixed.number}`
  }
  const register = forms.find((form) => form.kind === 'register')
  return register?.file.names[fixed.code] ?? `${fixed.code}`
}

/** What a form of an operand accepts: `register a0 … smt`, `u16: 0 … 65535`. */
export function formText(form: Form): string {
  return form.kind === 'register' ? `register ${fileText(form.file)}` : numberText(form)
}

const MOST_REGISTERS = 4

function fileText({ names }: RegisterFile): string {
  return names.length <= MOST_REGISTERS ? names.join(', ') : `${names[0]} … ${names.at(-1)}`
}

const MOST_WORDS = 8

function numberText({ name, low, high, names }: NumberForm): string {
  const words = Object.entries(names).map(([word, number]) => `${word} = ${number}`)
  const shown = words.length > MOST_WORDS ? [...words.slice(0, MOST_WORDS), '…'] : words
  return [`${name} ${low} … ${high}`, ...(shown.length === 0 ? [] : [`(${shown.join(', ')})`])].join(' ')
}
