// The kernels, cut into pieces: real programs leave compiled code in more ways than made-up ones.
import { buildMachine } from 'isaforge/board'
import type { EngineName, VirtualMachine } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { expect, test } from 'vitest'
import { assembleGuest } from '../../bench/assemble.js'
import { BOARD, PROGRAMS } from '../../bench/programs.js'

/** Callers and what they call become hot before either is compiled, so that they pass registers to each other. */
const TUNING = { warmUp: 0, threshold: 4, batch: 1000 }
const MOST_PIECES = 3000

function machine(image: Uint8Array, engine: EngineName, parameters: readonly number[]): VirtualMachine {
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(lrvmKit, { image, board: BOARD, engine, tuning: TUNING, services })
  parameters.forEach((value, index) => {
    vm.setRegister(`a${index}`, value)
  })
  return vm
}

const stateOf = (vm: VirtualMachine): unknown => [
  vm.pc,
  vm.retired,
  ...vm.machine.registers.flatMap(({ names }) => names.map((name) => vm.register(name))),
]

test.each(PROGRAMS)('$name does the same in pieces of any size', ({ name, tinyParameters }) => {
  const image = assembleGuest(name)
  const [expected, actual] = (['interpreter', 'jit'] as const).map((engine) =>
    machine(image, engine, tinyParameters),
  )
  let seed = 1
  for (let piece = 0; piece < MOST_PIECES; piece++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    const fuel = 1 + ((seed >>> 16) % (piece % 10 === 0 ? 500 : 60))
    const [stop, other] = [expected.run(fuel), actual.run(fuel)]
    expect(other).toEqual(stop)
    expect(stateOf(actual)).toEqual(stateOf(expected))
    if (stop.kind !== 'fuel') return
  }
})
