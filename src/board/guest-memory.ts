// A machine's memory as its board and its host functions see it.

import type { Space } from '../core/index.js'
import type { VirtualMachine } from '../engines/index.js'
import type { BoardMemory } from './board.js'

/** Access to the memory of a machine in one of its spaces. Engines learn what is written. */
export function guestMemory(vm: VirtualMachine, space: Space): BoardMemory {
  return {
    fill: (start, bytes, contents) => vm.fillMemory(space, start, bytes, contents),
    read: (address, bytes) => {
      const region = vm.state.regionAt(space, address, bytes)
      if (region === undefined) return undefined
      if (space.wordBytes !== undefined) return vm.readMemory(space, address, bytes)
      const offset = region.offset + Number(address - region.start)
      return vm.state.bytes.slice(offset, offset + bytes)
    },
    write: (address, contents) => {
      const region = vm.state.regionAt(space, address, contents.length)
      if (region?.writable !== true) return false
      vm.writeMemory(space, address, contents)
      return true
    },
  }
}
