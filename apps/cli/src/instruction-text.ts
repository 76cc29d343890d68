// The text of a single instruction in a machine's memory, for state reports and traces.

import { disassembledLines } from 'isaforge/assembly'
import type { MachineKit } from 'isaforge/core'
import type { VirtualMachine } from 'isaforge/engines'

/** The instruction at an address, or why there is none to show. */
export function instructionAt(vm: VirtualMachine, { machine, space }: MachineKit, at: bigint): string {
  for (let length = machine.decoder.longest; length > 0; length--) {
    if (vm.state.regionAt(space, at, length) === undefined) continue
    return disassembledLines(machine, vm.readMemory(space, at, length))[0].text
  }
  return '(not in memory)'
}
