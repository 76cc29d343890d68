// The machines of the engine suite, ready to run: the probe in both byte orders, and LRVM on a small board.
import { Board, guestMemory } from 'isaforge/board'
import { ENGINE, planBoard } from 'isaforge/core'
import { type EngineName, VirtualMachine } from 'isaforge/engines'
import { bus, lrvm, lrvmKit } from 'isaforge/machines/lrvm'
import { type Argument, bytesOf, joined } from './code.js'
import { EAGER } from './eager.js'
import { type Probe, probe } from './probe.js'

const PROBES = { little: probe('little'), big: probe('big') }

/** Where the probe's memories are: RAM of an odd size, ROM right behind it, RAM at the very end of the address space. */
export const RAM = { start: 0x1001n, bytes: 0x3ff }
export const ROM = { start: 0x1400n, bytes: 0x100 }
export const TOP = { start: 2n ** 64n - 0x100n, bytes: 0x100 }

/** What the probe's host functions do; tests replace it. */
export interface ProbeHost {
  look: (value: bigint) => bigint
  /** What `take` gives next; empty means nothing yet. */
  queue: bigint[]
}

/** A probe that can run. */
export interface ProbeFixture {
  readonly vm: VirtualMachine
  readonly probe: Probe
  readonly host: ProbeHost
  /** Bytes of an instruction. */
  code(name: string, ...operands: readonly Argument[]): Uint8Array
}

/** A probe with `pieces` of code at the start of its RAM, where it starts. */
export function probeWith(
  engine: EngineName,
  pieces: readonly (readonly [string, ...Argument[]])[],
  order: 'little' | 'big' = 'little',
): ProbeFixture {
  const described = PROBES[order]
  const { machine, memory, other } = described
  const host: ProbeHost = { look: (value) => value + 1n, queue: [] }
  const vm: VirtualMachine = new VirtualMachine(machine, {
    regions: [
      { space: memory, ...RAM, writable: true },
      { space: memory, ...ROM, writable: false },
      { space: memory, ...TOP, writable: true },
      { space: other, start: RAM.start, bytes: 16, writable: true },
    ],
    host: () => ({
      look: (value) => host.look(BigInt(value)),
      take: () => {
        const next = host.queue.shift()
        if (next === undefined) vm.state.view.setInt32(ENGINE.blocked, 1, true)
        return next
      },
    }),
    engine,
    tuning: EAGER,
  })
  const code = (name: string, ...operands: readonly Argument[]): Uint8Array =>
    bytesOf(machine, name, ...operands)
  const program = joined(...pieces.map(([name, ...operands]) => code(name, ...operands)))
  vm.writeMemory(memory, RAM.start, program)
  vm.pc = RAM.start
  return { vm, probe: described, host, code }
}

/** LRVM words. */
export const word = (name: string, ...operands: readonly Argument[]): Uint8Array =>
  bytesOf(lrvm, name, ...operands)

/** The number of an LRVM word, as a program would store it. */
export const wordNumber = (name: string, ...operands: readonly Argument[]): number =>
  new DataView(word(name, ...operands).buffer).getUint32(0)

/** An LRVM with its output. */
export interface LrvmFixture {
  readonly vm: VirtualMachine
  readonly output: () => string
}

/** Where LRVM's RAM, character display and end of mapped memory are when its ROM has 256 bytes. */
export const LRVM_RAM = 0x100
export const LRVM_DISPLAY = 0x200
export const LRVM_END = 0x204

/** An LRVM with a program in ROM at 0, RAM (256 bytes, if nothing else is said), and a character display behind it. */
export function lrvmWith(
  engine: EngineName,
  program: readonly (readonly [string, ...Argument[]])[],
  ramBytes = 0x100,
): LrvmFixture {
  const written: string[] = []
  const services = { write: (text: string) => void written.push(text), now: () => 0n }
  const image = joined(...program.map(([name, ...operands]) => word(name, ...operands)))
  const entries = [
    { type: 'rom', bytes: 0x100 },
    { type: 'ram', bytes: ramBytes },
    { type: 'character-display' },
  ]
  const board = new Board(planBoard(lrvmKit, entries, image), bus, services)
  const vm: VirtualMachine = new VirtualMachine(lrvm, {
    regions: board.regions(),
    host: (guest) => lrvmKit.host(board, guest),
    devices: { save: () => board.save(), restore: (saved) => board.restore(saved) },
    engine,
    tuning: EAGER,
  })
  board.connect(guestMemory(vm, bus))
  board.resetAll()
  return { vm, output: () => written.join('') }
}

/** Everything a program can see of an LRVM with 256 bytes of RAM. */
export function stateOf(vm: VirtualMachine): unknown {
  const registers = vm.machine.registers.flatMap(({ names }) => names.map((name) => vm.register(name)))
  return { pc: vm.pc, retired: vm.retired, registers, memory: vm.readMemory(bus, BigInt(LRVM_RAM), 0x100) }
}
