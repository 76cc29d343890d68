// LRVM's machine vectors: builds the board a case describes, runs it, compares everything (the vectors' README, 1).

import { Board, type ExecutionChoices, guestMemory } from 'isaforge/board'
import { type Stop, VirtualMachine } from 'isaforge/engines'
import { bootRom, bus, lrvm, lrvmKit, ram } from 'isaforge/machines/lrvm'
import { bytesOfHex } from './bytes.js'
import type { ConformanceCase } from './suite.js'

/** A machine case. */
export interface LrvmMachineCase extends ConformanceCase {
  readonly words: string
  readonly rom_bytes: number
  readonly ram_bytes: number
  readonly ram_mapped?: boolean
  readonly max_cycles: number
  readonly regs?: Readonly<Record<string, number>>
  readonly expect: {
    readonly regs: Readonly<Record<string, number>>
    readonly cycles: number
    readonly steps: number
    readonly halted: boolean
    readonly ram: readonly (readonly [number, number])[]
  }
}

const ROM_ID = 0xb007000000000001n
const RAM_ID = 0xda7a000000000002n

/** Builds the machine of a case, reset and with its register overrides. */
export function machineOf(one: LrvmMachineCase, choices: ExecutionChoices): VirtualMachine {
  const rom = { component: bootRom(bytesOfHex(one.words), one.rom_bytes, ROM_ID), mapped: true }
  const plan =
    one.ram_bytes === 0
      ? [rom]
      : [rom, { component: ram(one.ram_bytes, RAM_ID), mapped: one.ram_mapped ?? true }]
  const board = new Board(plan, bus, { write: () => undefined, now: () => 0n })
  const vm = new VirtualMachine(lrvm, {
    regions: board.regions(),
    host: (guest) => lrvmKit.host(board, guest),
    ...choices,
  })
  board.connect(guestMemory(vm, bus))
  vm.reset()
  board.resetAll()
  for (const [name, value] of Object.entries(one.regs ?? {})) vm.setRegister(name, value)
  return vm
}

/** What differs from the expectation, as sentences; empty when the case passes. */
export function checkMachineCase(one: LrvmMachineCase, choices: ExecutionChoices): readonly string[] {
  const vm = machineOf(one, choices)
  const stop = vm.run(one.max_cycles)
  return differences(observed(one, vm, stop), expected(one))
}

type Facts = Readonly<Record<string, unknown>>

function observed(one: LrvmMachineCase, vm: VirtualMachine, stop: Stop): Facts {
  return {
    ...Object.fromEntries(Object.keys(one.expect.regs).map((name) => [name, Number(vm.register(name))])),
    steps: vm.retired,
    cycles: vm.retired - Number(vm.register('cycleBase')),
    halted: stop.kind === 'halted',
    RAM: JSON.stringify(nonZeroWords(vm, one)),
  }
}

function expected({ expect: { regs, steps, cycles, halted, ram: words } }: LrvmMachineCase): Facts {
  return { ...regs, steps, cycles, halted, RAM: JSON.stringify(words) }
}

const differences = (actual: Facts, wanted: Facts): readonly string[] =>
  Object.keys(wanted)
    .filter((what) => actual[what] !== wanted[what])
    .map((what) => `${what} is ${actual[what]}, expected ${wanted[what]}`)

function nonZeroWords(vm: VirtualMachine, one: LrvmMachineCase): readonly (readonly [number, number])[] {
  if (one.ram_bytes === 0 || one.ram_mapped === false) return []
  const memory = vm.readMemory(bus, BigInt(one.rom_bytes), one.ram_bytes)
  const view = new DataView(memory.buffer)
  return Array.from({ length: one.ram_bytes / 4 }, (_, index) => {
    return [one.rom_bytes + 4 * index, view.getUint32(4 * index)] as const
  }).filter(([, word]) => word !== 0)
}
