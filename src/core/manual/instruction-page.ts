// The manual page of one instruction: how it is written, encoded, what it does, what it touches, what can go wrong.

import { type FixedBits, widthOf } from '../description/encoding.js'
import type { Alias, Instruction } from '../description/instruction.js'
import type { Machine } from '../description/machine.js'
import type { Register } from '../description/register.js'
import {
  code,
  guest,
  guestList,
  heading,
  type Page,
  type Piece,
  paragraph,
  section,
  table,
} from './document.js'
import { type Facts, factsOf } from './facts.js'
import { pictures } from './picture.js'
import { pseudoCode } from './pseudo-code.js'
import { showSemantics } from './shown.js'
import { aliasText, expansionText, formText, syntaxText } from './written.js'

/** The page of an instruction. `level` is that of its title. */
export function instructionPage(machine: Machine, instruction: Instruction, level: 1 | 2 = 1): Page {
  const below = level === 1 ? 2 : 3
  const { name, summary, picture } = instruction
  return [
    heading(level, name),
    ...(summary === '' ? [] : [paragraph(`${summary}.`)]),
    ...section(below, 'Syntax', [
      code([syntaxText(instruction)]),
      ...operandTable(instruction),
      ...aliasTable(machine, instruction),
    ]),
    ...section(below, 'Stack', picture === undefined ? [] : [code([picture])]),
    ...section(below, 'Operation', [code(operationLines(instruction))]),
    ...section(below, 'Effects', effects(factsOf(instruction), instruction)),
    ...section(below, 'Encoding', encoding(instruction)),
  ]
}

function operationLines(instruction: Instruction): readonly string[] {
  const { block, operands } = showSemantics(instruction)
  const lines = pseudoCode(block, {
    operands: instruction.operands.map(({ name }) => name),
    operandFiles: operands,
  })
  return lines.length === 0 ? ['nothing'] : lines
}

function operandTable(instruction: Instruction): readonly Piece[] {
  const { operands } = factsOf(instruction)
  return table(
    ['operand', 'use', 'may be'],
    instruction.operands.map(({ name, kind }, index) => {
      return [guest(name), useOf(operands[index], kind.forms.length), kind.forms.map(formText).join('; or ')]
    }),
  )
}

function useOf({ reads, writes }: Facts['operands'][number], forms: number): string {
  const uses = [...(reads ? ['read'] : []), ...(writes ? ['written'] : [])]
  return uses.length === 0 && forms === 1 ? 'number' : uses.join(', ')
}

function aliasTable({ aliases }: Machine, instruction: Instruction): readonly Piece[] {
  const own = aliases.filter((alias) => alias.instruction === instruction)
  return table(
    ['also written', 'for', 'remarks'],
    own.map((alias) => [guest(aliasText(alias)), guest(expansionText(alias)), aliasRemarks(alias)]),
  )
}

function aliasRemarks({ summary, assembles, prints, warning }: Alias): string {
  const remarks = [
    ...(summary === '' ? [] : [summary]),
    ...(assembles ? [] : ['only the disassembler writes it']),
    ...(prints ? [] : ['only the assembler knows it']),
    ...(warning === undefined ? [] : [`warning: ${warning}`]),
  ]
  return remarks.join('; ')
}

function effects(facts: Facts, instruction: Instruction): readonly Piece[] {
  const rows: readonly (readonly [string, string])[] = [
    ['flags', facts.flags.map(({ bits }) => guestList(bits.map(({ name }) => name))).join(', ')],
    ['also reads', registerList(facts.reads)],
    ['also writes', registerList(facts.writes)],
    ['loads from', guestList(facts.loads.map(({ name }) => name))],
    ['stores to', guestList(facts.stores.map(({ name }) => name))],
    ['asks the host', guestList(facts.hostCalls.map(({ name }) => name))],
    ['jumps', jumpText(facts, instruction)],
    ['ends the run', facts.stops.join(', ')],
    ['traps', facts.traps.map(({ name, message }) => `${guest(name)}: ${message}`).join('; ')],
    ['can fail with', facts.failures.join(', ')],
    ['through operands and memory', facts.furtherFailures.join(', ')],
  ]
  const said = rows.filter(([, text]) => text !== '')
  return [
    ...(said.length === 0 ? [paragraph('None besides its operands.')] : table(['effect', ''], said)),
    ...facts.flags.flatMap(({ bits }) =>
      table(
        ['flag', 'set when'],
        bits.map(({ name, summary }) => [guest(name), summary]),
      ),
    ),
  ]
}

const registerList = (registers: readonly Register[]): string => {
  const names = registers.map(({ name }) => name)
  return names.length > 12
    ? `${guest(names[0])} … ${guest(names.at(-1)!)} (${names.length} registers)`
    : guestList(names)
}

/** An instruction jumps by itself, or because one of its operands can be the program counter. */
function jumpText({ jumps, operands }: Facts, instruction: Instruction): string {
  const assigned = instruction.operands.flatMap(({ name, kind }, index) => {
    const file = kind.forms.find((form) => form.kind === 'register')?.file
    return operands[index].writes && file?.pc !== undefined
      ? [`${guest(name)} is ${guest(file.names[file.pc.index])}`]
      : []
  })
  if (jumps) return 'it can set the address of the next instruction'
  return assigned.length === 0 ? '' : `when ${assigned.join(' or ')}`
}

function encoding(instruction: Instruction): readonly Piece[] {
  const { length, emit = [] } = instruction.encoding
  const pieces = pictures(instruction).flatMap(({ title, lines }) => [
    ...(title === '' ? [] : [paragraph(`When ${title}:`)]),
    code(lines),
  ])
  const drawn = pieces.flatMap((piece) => (piece.kind === 'code' ? piece.lines : [])).join('\n')
  const legend = [
    `${length} ${length === 1 ? 'byte' : 'bytes'}.`,
    ...(drawn.includes('?')
      ? ['Bits with a question mark say what the operand is: ' + selectorText(instruction) + '.']
      : []),
    ...alternativesText(instruction),
    ...(emit.length > 0 ? ['Bits in parentheses are written but ignored.'] : []),
  ]
  return [...pieces, paragraph(legend.join(' '))]
}

/** Values of the opcode's bits that mean the same. */
function alternativesText({ encoding: { match, alternatives = [] } }: Instruction): readonly string[] {
  if (alternatives.length === 0) return []
  const bitsOf = (fixed: readonly FixedBits[]): string =>
    fixed.map(({ slice, value }) => value.toString(2).padStart(widthOf(slice), '0')).join(' ')
  return [`${alternatives.map(bitsOf).join('; ')} mean the same as ${bitsOf(match)}.`]
}

/** `0 = u8, 1 = register`, once for all operands that agree. */
function selectorText({ operands, encoding: { operands: places } }: Instruction): string {
  const meanings = operands.flatMap(({ kind }, index) => {
    const forms = kind.forms.map((form, at) => ({
      value: places[index][at].select?.value,
      isRegister: form.kind === 'register',
    }))
    if (forms.some(({ value }) => value === undefined)) return []
    return [
      forms
        .map(({ value, isRegister }) => `${value} = ${isRegister ? 'register' : 'number'}`)
        .sort()
        .join(', '),
    ]
  })
  return [...new Set(meanings)].join('; ')
}
