// Programs of Stack-VM on the machine of one instruction that executes pieces, compared with the ordinary machine.
import type { Region, Space } from 'isaforge/core'
import { ENGINE_NAMES, type EngineName, type Snapshot, VirtualMachine } from 'isaforge/engines'
import { pieces, piecesMachine, type StackVmOptions, WORD_BYTES } from 'isaforge/machines/stackvm'
import { EAGER } from '../engines/eager.js'
import { mix } from './random.js'

/** How a program ended, on either machine. */
interface Ended {
  readonly kind: string
  /** Address of the word that ended it. */
  readonly at: number
  readonly depth: number
  readonly stack: Uint8Array
}

/** What a program begins with. */
interface Beginning {
  readonly words: Uint8Array
  readonly at: number
  readonly depth: number
  readonly stack: Uint8Array
}

const LONGEST_PIECE = 512
const FOR_ALL_WORDS = 2 ** 20

/** Runs what a state says on the ordinary machine, and in pieces on every engine; says what differs. */
export function piecesTwin(
  options: StackVmOptions,
): (vm: VirtualMachine, start: Snapshot) => readonly string[] {
  const machines = new Map<EngineName, VirtualMachine>()
  const machineOn = (engine: EngineName): VirtualMachine => {
    const known = machines.get(engine) ?? newMachine(options, engine)
    machines.set(engine, known)
    return known
  }
  return (vm, start) => {
    vm.restore(start)
    const beginning = beginningOf(vm)
    const expected = runOrdinary(vm)
    return ENGINE_NAMES.flatMap((engine) => {
      const actual = runInPieces(machineOn(engine), beginning)
      return differences(expected, actual).map((what) => `in pieces on ${engine}: ${what}`)
    })
  }
}

const newMachine = (options: StackVmOptions, engine: EngineName): VirtualMachine =>
  new VirtualMachine(piecesMachine(options), {
    regions: pieces.regions(LONGEST_PIECE),
    host: () => ({}),
    engine,
    tuning: EAGER,
  })

const isStack = ({ space }: Region): boolean => space.name === 'stack'

const wholeStack = (vm: VirtualMachine): Uint8Array => {
  const region = vm.state.layout.regions.find(isStack) as Region
  return vm.readMemory(region.space, region.start, region.bytes)
}

function beginningOf(vm: VirtualMachine): Beginning {
  const at = Number(vm.pc)
  const space = vm.machine.fetch().space
  const region = vm.state.regionAt(space, vm.pc, 1)
  const words = region === undefined ? new Uint8Array() : vm.readMemory(space, vm.pc, region.bytes - at)
  return { words, at, depth: Number(vm.register('depth')), stack: wholeStack(vm) }
}

function runOrdinary(vm: VirtualMachine): Ended {
  const stop = vm.run(FOR_ALL_WORDS)
  // A program that has halted stands behind the HALT.
  const at = Number(stop.pc) - (stop.kind === 'halted' ? WORD_BYTES : 0)
  return ended(vm, stop.kind === 'trap' ? stop.trap : stop.kind, at)
}

const ended = (vm: VirtualMachine, kind: string, at: number): Ended => ({
  kind,
  at,
  depth: Number(vm.register('depth')),
  stack: wholeStack(vm),
})

/** Pieces are of different lengths; fuel beyond the piece executes nothing. */
function runInPieces(vm: VirtualMachine, { words, at, depth, stack }: Beginning): Ended {
  vm.reset()
  vm.setRegister('depth', depth)
  vm.writeMemory(spaceOf(vm), 0n, stack)
  for (let before = 0; before < words.length; ) {
    const seed = mix(words.length, before)
    const length = Math.min(words.length - before, WORD_BYTES * (1 + (seed % (LONGEST_PIECE / WORD_BYTES))))
    vm.writeMemory(pieces.buffer, 0n, words.subarray(before, before + length))
    vm.setRegister(pieces.position, 0)
    vm.setRegister(pieces.end, length)
    const stop = vm.run(1 + ((seed >>> 16) % 4))
    const position = Number(vm.register(pieces.position))
    if (stop.kind !== 'fuel')
      return ended(vm, stop.kind === 'trap' ? stop.trap : stop.kind, at + before + position)
    before += length
  }
  return ended(vm, 'no-halt', at + words.length)
}

const spaceOf = (vm: VirtualMachine): Space => (vm.state.layout.regions.find(isStack) as Region).space

function differences(expected: Ended, actual: Ended): readonly string[] {
  const findings = (['kind', 'at', 'depth'] as const).flatMap((what) =>
    expected[what] === actual[what] ? [] : [`${what} is ${actual[what]}, not ${expected[what]}`],
  )
  return Buffer.compare(expected.stack, actual.stack) === 0
    ? findings
    : [...findings, 'other words on the stack']
}
