// Shows where a machine stopped: the instruction at pc with its source, registers in columns, flags.

import type { Flags, MachineKit, RegisterFile, SourceMap } from 'isaforge/core'
import type { VirtualMachine } from 'isaforge/engines'
import { instructionAt } from './instruction-text.js'
import { address, grouped, hexadecimal } from './numbers.js'

/** The state of a machine as text, without a line break at the end. */
export function stateReport(vm: VirtualMachine, kit: MachineKit, sourceMap: SourceMap | undefined): string {
  const { machine } = kit
  const files = machine.registers.filter(({ hidden }) => !hidden)
  return [
    `  pc ${address(machine, vm.pc)}: ${instructionAt(vm, kit, vm.pc)}${sourceText(sourceMap, vm.pc)}`,
    `  ${grouped(vm.retired)} instructions executed`,
    ...files.flatMap((file) => registerLines(vm, file)),
    ...machine.flags.filter(({ bits }) => bits.length > 0).map((flags) => flagsLine(vm, flags)),
    ...(kit.explain?.(vm) ?? []).map((sentence) => `  ${sentence}`),
  ].join('\n')
}

/** `  (program.lasm:12)` for an address that a source line made. */
export function sourceText(sourceMap: SourceMap | undefined, at: bigint): string {
  const span = sourceMap?.at(Number(at))
  if (span === undefined) return ''
  return `  (${span.file.name}:${span.file.position(span.start).line})`
}

const LINE_WIDTH = 96

function registerLines(vm: VirtualMachine, file: RegisterFile): readonly string[] {
  const nameWidth = Math.max(...file.names.map((name) => name.length))
  const cells = file.names.map((name, index) => `${name.padEnd(nameWidth)} ${registerText(vm, file, index)}`)
  const width = Math.max(...cells.map((cell) => cell.length)) + 2
  const columns = Math.max(1, Math.floor(LINE_WIDTH / width))
  const rows = Math.ceil(cells.length / columns)
  return Array.from({ length: rows }, (_, row) => {
    const own = Array.from({ length: columns }, (_, column) => cells[column * rows + row] ?? '')
    return `  ${own.map((cell) => cell.padEnd(width)).join('')}`.trimEnd()
  })
}

/** The value of a register as guests see it. */
export function registerText(vm: VirtualMachine, file: RegisterFile, index: number): string {
  const value = vm.state.register(file, index)
  return file.type === 'f64' ? `${value}` : hexadecimal(value, file.bits)
}

function flagsLine(vm: VirtualMachine, { file, index, bits }: Flags): string {
  const word = Number(vm.state.register(file, index))
  const set = bits.filter(({ bit }) => ((word >>> bit) & 1) === 1).map(({ name }) => name)
  return `  flags in ${file.names[index]}: ${set.length === 0 ? 'none' : set.join(' ')}`
}
