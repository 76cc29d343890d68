// Builds a running machine from a kit, a program and a board: the one place where the three meet.

import { type BoardEntry, type HostServices, type MachineKit, planBoard } from '../core/index.js'
import { VirtualMachine, type VirtualMachineOptions } from '../engines/index.js'
import { Board } from './board.js'
import { guestMemory } from './guest-memory.js'

/** How it is to be executed, as `VirtualMachine` takes it. */
export type ExecutionChoices = Pick<VirtualMachineOptions, 'engine' | 'tuning' | 'onModule' | 'warn'>

/** What a machine is built from besides its kit. */
export interface BuildOptions extends ExecutionChoices {
  /** The program, in the guest's byte order. */
  readonly image: Uint8Array
  /** The board's components in order; the machine's default board when absent. */
  readonly board?: readonly BoardEntry[]
  /** Output and clock; nothing else of the host is reachable. */
  readonly services: HostServices
}

/** A machine with the board it sits on. */
export interface BuiltMachine<Facts> {
  readonly vm: VirtualMachine
  readonly board: Board<Facts>
}

/** Builds a machine, maps its board and powers it up. Throws a `RangeError` on an impossible board. */
export function buildMachine<Facts>(
  kit: MachineKit<Facts>,
  { image, board: entries, services, ...choices }: BuildOptions,
): BuiltMachine<Facts> {
  const board = new Board(planBoard(kit, entries ?? kit.defaultBoard, image), kit.space, services)
  const vm = new VirtualMachine(kit.machine, {
    regions: [...board.regions(), ...(kit.ownMemory?.(board.components) ?? [])],
    host: (guest) => kit.host(board, guest),
    devices: { save: () => board.save(), restore: (saved) => board.restore(saved) },
    ...choices,
  })
  board.connect(guestMemory(vm, kit.space))
  powerUp(kit, board, vm)
  // A new machine and a new board are as a reset leaves them.
  return { vm, board }
}

/** Gives registers the values that depend on the board. `VirtualMachine.reset` does not know them. */
export function powerUp<Facts>(kit: MachineKit<Facts>, board: Board<Facts>, vm: VirtualMachine): void {
  for (const [name, value] of Object.entries(kit.powerUp?.(board) ?? {})) vm.setRegister(name, value)
}
