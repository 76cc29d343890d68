// The disassembler of uVM, and the text of single instructions, which the verbose log shows as well.

import type { Decoded } from '../../../core/index.js'
import { floatText } from '../float-text.js'
import { uvm } from '../machine.js'
import { pattern } from '../operands.js'
import { floatBitsOf } from './numbers.js'
import { isTarget } from './operand.js'

const hexadecimal = (value: number | bigint, digits = 0): string => value.toString(16).padStart(digits, '0')

/** An instruction with its operand: an address in hexadecimal, any other number in signed decimal. */
export function instructionText({ instruction, numbers: [number] }: Decoded): string {
  if (number === undefined) return instruction.name
  const text = isTarget(instruction.operands[0].kind) ? `0x${hexadecimal(number)}` : `${number}`
  return `${instruction.name} ${text}`
}

/** Some bytes of the code: an instruction, or bytes that are none. */
interface Unit {
  readonly address: number
  readonly bytes: Uint8Array
  readonly decoded: Decoded | undefined
}

function* unitsOf(code: Uint8Array): Generator<Unit> {
  for (let address = 0; address < code.length; ) {
    const found = uvm.decoder.decode(code, address)
    const decoded = typeof found === 'string' ? undefined : found
    const bytes = code.subarray(address, address + (decoded?.instruction.encoding.length ?? 1))
    yield { address, bytes, decoded }
    address += bytes.length
  }
}

const rawText = (bytes: Uint8Array): string =>
  `.byte ${[...bytes].map((byte) => `0x${hexadecimal(byte, 2)}`).join(', ')}`

/** One line per instruction: `address: bytes mnemonic operand`. */
export function listing(code: Uint8Array): string {
  return [...unitsOf(code)]
    .map(({ address, bytes, decoded }) => {
      const shown = [...bytes].map((byte) => hexadecimal(byte, 2)).join(' ')
      const text = decoded === undefined ? rawText(bytes) : instructionText(decoded)
      return `${hexadecimal(address, 4)}: ${shown.padEnd(14)} ${text}\n`
    })
    .join('')
}

/** Text that is assembled to the same bytes, with a label wherever a jump leads to the start of an instruction. */
export function sourceText(code: Uint8Array): string {
  const units = [...unitsOf(code)]
  const starts = new Set(units.map(({ address }) => address))
  const labels = new Set(units.flatMap(targetOf).filter((target) => starts.has(target)))
  return units
    .map(({ address, bytes, decoded }) => {
      const label = labels.has(address) ? `${labelAt(address)}:\n` : ''
      const text = decoded === undefined ? rawText(bytes) : reassemblableText(decoded, labels)
      return `${label}        ${text}\n`
    })
    .join('')
}

const labelAt = (address: number): string => `at_${hexadecimal(address, 4)}`

function targetOf({ decoded }: Unit): readonly number[] {
  if (decoded === undefined || decoded.numbers.length === 0) return []
  return isTarget(decoded.instruction.operands[0].kind) ? [Number(decoded.numbers[0])] : []
}

function reassemblableText(decoded: Decoded, labels: ReadonlySet<number>): string {
  const { instruction, numbers } = decoded
  const [operand] = instruction.operands
  if (operand?.kind === pattern) return `${instruction.name} ${floatOperandText(Number(numbers[0]))}`
  const isLabelled = operand !== undefined && isTarget(operand.kind) && labels.has(Number(numbers[0]))
  return isLabelled ? `${instruction.name} ${labelAt(Number(numbers[0]))}` : instructionText(decoded)
}

/** A float as text where that gives the same bits again, else the bits. */
export function floatOperandText(bits: number): string {
  const text = floatText(bits)
  const token = { kind: 'word', text, start: 0, end: 0 } as const
  return floatBitsOf(token) === bits >>> 0 ? text : `0x${hexadecimal(bits >>> 0, 8)}`
}
