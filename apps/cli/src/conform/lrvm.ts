// Runs LRVM's machine vectors: builds the board a case describes, runs it, compares everything.

import { Board } from 'isaforge/board'
import { type EngineChoice, VirtualMachine } from 'isaforge/engines'
import { bootRom, bus, lrvm, lrvmKit, ram } from 'isaforge/machines/lrvm'

/** One case of the machine vectors (the vectors' README, section 1). */
export interface LrvmCase {
  readonly id: string
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

export const bytesOfHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** Builds the machine of a case, reset and with its register overrides. */
export function machineOf(one: LrvmCase, engine: EngineChoice): VirtualMachine {
  const plan = [
    { component: bootRom(bytesOfHex(one.words), one.rom_bytes, ROM_ID), mapped: true },
    ...(one.ram_bytes > 0 ? [{ component: ram(one.ram_bytes, RAM_ID), mapped: one.ram_mapped ?? true }] : []),
  ]
  const board = new Board(plan, bus, { write: () => undefined, now: () => 0n })
  const vm = new VirtualMachine(lrvm, { regions: board.regions(), host: (guest) => lrvmKit.host(board, guest), engine })
  board.connect({ fill: (start, bytes, contents) => vm.fillMemory(bus, start, bytes, contents) })
  vm.reset()
  board.resetAll()
  for (const [name, value] of Object.entries(one.regs ?? {})) vm.setRegister(name, value)
  return vm
}

/** What differs from the expectation, as sentences; empty when the case passes. */
export function checkLrvmCase(one: LrvmCase, engine: EngineChoice): string[] {
  const vm = machineOf(one, engine)
  const stop = vm.run(one.max_cycles)
  const { expect } = one
  const problems: string[] = []
  const compare = (what: string, actual: unknown, expected: unknown): void => {
    if (actual !== expected) problems.push(`${what} is ${actual}, expected ${expected}`)
  }
  for (const [name, value] of Object.entries(expect.regs)) compare(name, Number(vm.register(name)), value)
  compare('steps', vm.retired, expect.steps)
  compare('cycles', vm.retired - Number(vm.register('cycleBase')), expect.cycles)
  compare('halted', stop.kind === 'halted', expect.halted)
  compare('RAM', JSON.stringify(nonZeroWords(vm, one)), JSON.stringify(expect.ram))
  return problems
}

function nonZeroWords(vm: VirtualMachine, one: LrvmCase): [number, number][] {
  if (one.ram_bytes === 0 || one.ram_mapped === false) return []
  const memory = vm.readMemory(bus, BigInt(one.rom_bytes), one.ram_bytes)
  const view = new DataView(memory.buffer)
  return Array.from({ length: one.ram_bytes / 4 }, (_, i): [number, number] => [
    one.rom_bytes + 4 * i,
    view.getUint32(4 * i),
  ]).filter(([, word]) => word !== 0)
}
