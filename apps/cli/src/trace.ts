// The --trace option: runs one instruction at a time and says what each did. Works on every engine.

import type { MachineKit, RegisterFile } from 'isaforge/core'
import type { Stop, VirtualMachine } from 'isaforge/engines'
import { instructionAt } from './instruction-text.js'
import { address } from './numbers.js'
import { registerText } from './state-report.js'

const TEXT_WIDTH = 24

/** Makes a function that runs like the machine does and writes a line per instruction. */
export function traced(
  vm: VirtualMachine,
  kit: MachineKit,
  write: (line: string) => void,
): (fuel: number) => Stop {
  const before = new RegisterValues(vm, kit)
  return (fuel) => {
    for (let left = fuel; ; left--) {
      const line = `${address(kit.machine, vm.pc)}  ${instructionAt(vm, kit, vm.pc).padEnd(TEXT_WIDTH)}`
      const executed = vm.retired
      const stop = vm.run(1)
      if (vm.retired > executed) write(`${line}  ${before.changes().join(' ')}`.trimEnd() + '\n')
      if (stop.kind !== 'fuel' || left <= 1) return stop
    }
  }
}

/** The registers that guests can name, as they were. */
class RegisterValues {
  private readonly registers: readonly { readonly file: RegisterFile; readonly index: number }[]
  private values: readonly string[]

  constructor(
    private readonly vm: VirtualMachine,
    { machine }: MachineKit,
  ) {
    this.registers = machine.registers
      .filter(({ hidden }) => !hidden)
      .flatMap((file) => file.names.map((_, index) => ({ file, index })))
      .filter(({ file, index }) => file.pc?.index !== index)
    this.values = this.read()
  }

  /** What changed since the last call: `a0=0x00000005`. */
  changes(): readonly string[] {
    const now = this.read()
    const changed = this.registers.flatMap(({ file, index }, at) =>
      now[at] === this.values[at] ? [] : [`${file.names[index]}=${now[at]}`],
    )
    this.values = now
    return changed
  }

  private read(): readonly string[] {
    return this.registers.map(({ file, index }) => registerText(this.vm, file, index))
  }
}
