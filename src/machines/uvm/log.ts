// The lines that the command uvm prints about a program (spec/uvm.md sections 5 and 6).

import type { Decoded, InspectedMachine } from '../../core/index.js'
import { instructionText } from './assembly/disassemble.js'
import { stackOf } from './load.js'

/** More words of a stack than these are not shown. */
const MOST_SHOWN = 16

const address = (pc: number | bigint): string => pc.toString(16).padStart(4, '0')

/** Before the first instruction. */
export const startLine = (bytes: number, depth: number): string =>
  `uvm: ${bytes} bytes, depth limit ${depth}\n`

/** After the last instruction. */
export const haltLine = (steps: number, depth: number): string =>
  `uvm: halted after ${steps} steps, depth ${depth}\n`

/** In place of the last line when a program fails. */
export const failureLine = (kind: string, pc: bigint, detail: string): string =>
  `uvm: ${kind} at 0x${address(pc)}: ${detail}\n`

/** One instruction, and the machine behind it. */
export function stepLine(step: number, pc: bigint, decoded: Decoded, machine: InspectedMachine): string {
  const registers = ['t0', 't1', 't2', 'cf', 'fp'].map(
    (name) => `${name}=${Number(machine.register(name)) | 0}`,
  )
  const depth = Number(machine.register('depth'))
  const words = `${depth > MOST_SHOWN ? '... ' : ''}${stackOf(machine, MOST_SHOWN).join(' ')}`
  return `${step} ${address(pc)} ${instructionText(decoded)} | ${registers.join(' ')} | ${depth}: [${words}]\n`
}
