// Shows a disagreeing program to people: its state at the start, its instructions, what differs, how to see it again.
import type { Decoded, Form, Machine } from 'isaforge/core'
import type { Difference, Laboratory } from './laboratory.js'
import type { Program } from './program.js'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const address = (value: bigint): string => `0x${value.toString(16).padStart(4, '0')}`

/** The instruction as text, by its syntax; the fuzzer stands below the disassembler and does without. */
function textOf({ instruction, forms, numbers }: Decoded): string {
  const { syntax, operands } = instruction
  const operandText = (index: number): string => {
    const form: Form = operands[index].kind.forms[forms[index]]
    const number = numbers[index]
    return form.kind === 'register' ? (form.file.names[Number(number)] ?? `register ${number}`) : `${number}`
  }
  return syntax.parts.map((part) => (part.kind === 'text' ? part.text : operandText(part.operand))).join('')
}

function listing(machine: Machine, program: Program): string[] {
  let at = program.code.address
  return program.code.instructions.map((bytes) => {
    const decoded = machine.decoder.decode(bytes)
    const text = typeof decoded === 'string' ? decoded : textOf(decoded)
    const line = `  ${at === program.start ? '>' : ' '} ${address(at)}  ${hex(bytes).padEnd(8)}  ${text}`
    at += BigInt(bytes.length)
    return line
  })
}

/** A report of several lines. */
export function report(
  laboratory: Laboratory,
  program: Program,
  difference: Difference,
  command: string,
): string {
  const { machine, target } = laboratory
  const board = target.boards[program.board].map(({ type, bytes, mapped }) =>
    [type, ...(bytes === undefined ? [] : [`${bytes}`]), ...(mapped === false ? ['unmapped'] : [])].join(' '),
  )
  const registers = Object.entries(program.registers).map(([name, value]) => `${name} = ${value}`)
  return [
    `${difference.subject} disagrees in run ${difference.run + 1} of ${program.runs.length}:`,
    ...difference.findings.map((finding) => `  ${finding}`),
    `board: ${board.join(', ')}`,
    `registers: ${registers.join(', ') || 'as after a reset'}`,
    ...program.data.map(
      ({ address: at, bytes, space }) =>
        `data: ${space === undefined ? '' : `${space.name} `}${address(at)}  ${hex(bytes)}`,
    ),
    'program:',
    ...listing(machine, program),
    `start ${address(program.start)}, fuel ${program.runs.join(' + ')}, pieces of ${program.piece}` +
      `${program.blocking === 0 ? '' : ', host calls block'}` +
      `${program.breakpoints.length === 0 ? '' : `, breakpoints ${program.breakpoints.map(address).join(' ')}`}`,
    `reproduce with: ${command}`,
  ].join('\n')
}
