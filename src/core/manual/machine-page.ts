// The manual page of a machine: registers, flags, memory, instructions by what they do, components, routines.

import type { Instruction } from '../description/instruction.js'
import type { Machine } from '../description/machine.js'
import type { RegisterFile } from '../description/register.js'
import type { ComponentType, MachineKit } from '../device/kit.js'
import type { HostCall, Routine } from '../ir/effect.js'
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
import { instructionPage } from './instruction-page.js'
import { pseudoCode } from './pseudo-code.js'
import { aliasText, expansionText, syntaxText } from './written.js'

/** What a manual says about a machine's kit, whatever its components know about each other. */
export interface DescribedKit extends Pick<MachineKit, 'machine' | 'defaultBoard'> {
  readonly components: Readonly<Record<string, Pick<ComponentType, 'sized' | 'summary'>>>
}

/** The overview of a machine. */
export function machinePage(kit: DescribedKit): Page {
  const { machine } = kit
  return [
    heading(1, machine.title),
    paragraph(`${machine.summary}.`),
    paragraph(fileNames(machine)),
    ...machine.registers.filter(({ hidden }) => !hidden).flatMap((file) => registers(machine, file)),
    ...machine.flags.flatMap(({ file, index, bits }) =>
      section(
        2,
        `Flags in ${guest(file.names[index])}`,
        table(
          ['flag', 'mask', 'set when'],
          bits.map(({ name, bit, summary }) => [guest(name), hexadecimal(2 ** bit), summary]),
        ),
      ),
    ),
    ...section(
      2,
      'Memory',
      table(
        ['space', 'byte order', 'what it is'],
        machine.spaces.map(({ name, order, summary }) => [guest(name), `${order} endian`, summary]),
      ),
    ),
    ...instructions(machine),
    ...section(2, 'How operations are written', [paragraph(NOTATION)]),
    ...section(2, 'Components', components(kit)),
    ...fetching(machine),
    ...section(2, 'Routines', machine.routines().flatMap(routine)),
    ...section(
      2,
      'Functions of the host',
      table(
        ['function', 'what it does'],
        machine.hostCalls().map((call) => [guest(hostCallText(call)), call.summary]),
      ),
    ),
    ...section(
      2,
      'Traps',
      table(
        ['trap', 'message'],
        machine.traps().map(({ name, message }) => [guest(name), message]),
      ),
    ),
  ]
}

const NOTATION =
  '`x = …` names a value, `←` changes a register, memory or a flag. Arithmetic wraps. Operators that end in `s` ' +
  'take numbers as signed, the others as unsigned. An operand means the value or the register it stands for. ' +
  '`give` is the result of a routine. What reading and assigning operands can raise is listed with the effects.'

/** The whole manual of a machine: the overview, then every instruction. */
export function machineManual(kit: DescribedKit): Page {
  const { machine } = kit
  return [
    ...machinePage(kit),
    ...machine.instructions.flatMap((instruction) => instructionPage(machine, instruction, 2)),
  ]
}

const hexadecimal = (number: number, digits = 2): string =>
  `0x${number.toString(16).toUpperCase().padStart(digits, '0')}`

function fileNames({ assembly }: Machine): string {
  return `Sources are called ${guestList(assembly.sourceExtensions)}, images ${guestList(assembly.imageExtensions)}.`
}

const REGISTERS_PER_ROW = 8

function registers({ initial }: Machine, file: RegisterFile): readonly Piece[] {
  const columns = Math.min(REGISTERS_PER_ROW, file.names.length)
  const rows = Array.from({ length: Math.ceil(file.names.length / columns) }, (_, row) =>
    Array.from({ length: columns }, (_, column) => registerCell(file, row * columns + column)),
  )
  const others = initial.filter(({ register }) => register.file === file)
  const set = others.map(({ register, value }) => `${guest(register.name)} is ${value}`)
  return section(2, file.name === 'registers' ? 'Registers' : `Registers: ${file.name}`, [
    paragraph(
      `${file.summary}. ${file.bits} bits each. After a reset all are 0${set.length > 0 ? `, only ${set.join(', ')}` : ''}.`,
    ),
    ...table(
      Array.from({ length: columns }, (_, column) => `+${column}`),
      rows,
    ),
  ])
}

const registerCell = ({ names }: RegisterFile, code: number): string =>
  code < names.length ? `${hexadecimal(code)} ${guest(names[code])}` : ''

/** Groups by what instructions do; the first that fits has them, and they are shown from last to first. */
const GROUPS: readonly (readonly [string, (facts: Facts, instruction: Instruction) => boolean])[] = [
  ['System', ({ hostCalls, stops }) => hostCalls.length + stops.length > 0],
  ['Control flow', ({ jumps, alwaysFails }) => jumps || alwaysFails],
  // Whoever has a picture uses an operand stack, whose words are no memory to its user.
  ['Memory', ({ loads, stores }, { picture }) => picture === undefined && loads.length + stores.length > 0],
  ['Arithmetic, logic, registers', () => true],
]

function instructions(machine: Machine): readonly Piece[] {
  const groupOf = (instruction: Instruction): string => {
    const facts = factsOf(instruction)
    return GROUPS.find(([, fits]) => fits(facts, instruction))![0]
  }
  const grouped = machine.instructions.map((instruction) => ({ instruction, group: groupOf(instruction) }))
  return [...GROUPS].reverse().flatMap(([group]) => {
    const rows = grouped
      .filter((entry) => entry.group === group)
      .flatMap(({ instruction }) => instructionRows(machine, instruction))
    return section(2, group, table(['instruction', ...between(machine), 'what it does'], rows))
  })
}

/** What the tables of instructions say between name and summary: what is on the stack before and after, what an alias stands for. */
function between({ aliases, instructions: all }: Machine): readonly string[] {
  const hasPictures = all.some(({ picture }) => picture !== undefined)
  return [...(hasPictures ? ['stack'] : []), ...(aliases.length > 0 || !hasPictures ? ['stands for'] : [])]
}

function instructionRows(machine: Machine, instruction: Instruction): readonly (readonly string[])[] {
  const { aliases } = machine
  const columns = between(machine)
  const row = (cells: Readonly<Record<string, string>>, name: string, summary: string): readonly string[] => [
    name,
    ...columns.map((column) => cells[column] ?? ''),
    summary,
  ]
  const own = aliases.filter(
    ({ instruction: of, assembles, summary }) => of === instruction && assembles && summary !== '',
  )
  return [
    row(pictureCell(instruction), guest(syntaxText(instruction)), instruction.summary),
    ...own.map((alias) =>
      row({ 'stands for': guest(expansionText(alias)) }, guest(aliasText(alias)), alias.summary),
    ),
  ]
}

const pictureCell = ({ picture }: Instruction): Readonly<Record<string, string>> =>
  picture === undefined ? {} : { stack: guest(picture) }

function components({ components: types, defaultBoard }: DescribedKit): readonly Piece[] {
  const board = defaultBoard.map(({ type, bytes }) =>
    bytes === undefined ? guest(type) : `${guest(type)} (${bytes} bytes)`,
  )
  return [
    ...table(
      ['component', 'size', 'what it is'],
      Object.entries(types).map(([name, { sized, summary }]) => [
        guest(name),
        sized ? 'chosen' : 'fixed',
        summary,
      ]),
    ),
    ...(board.length === 0
      ? []
      : [paragraph(`A program that brings no board of its own gets ${board.join(', ')}.`)]),
  ]
}

function fetching(machine: Machine): readonly Piece[] {
  const { locate } = machine.fetch()
  const illegal = pseudoCode(machine.illegal())
  return section(2, 'Fetching instructions', [
    ...(locate === undefined
      ? []
      : [paragraph('Before an instruction is fetched:'), code(pseudoCode(locate))]),
    paragraph('Bytes that are no instruction:'),
    code(illegal),
  ])
}

function routine(one: Routine): readonly Piece[] {
  const parameters = one.parameters.map(({ label }) => label).join(', ')
  return [
    heading(3, guest(`${one.name}(${parameters})`)),
    paragraph(`${one.summary}.`),
    code(pseudoCode(one.body())),
  ]
}

const hostCallText = ({ name, arguments: parameters }: HostCall): string =>
  `${name}(${Object.keys(parameters).join(', ')})`
