// How runs end, on every engine: fuel, halt, exit, trap, blocked, breakpoint; and that the state is exact then.
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { lrvmWith, probeWith, RAM } from './fixtures.js'
import { forthWith, op } from './forth.js'

const at = (offset: number): bigint => RAM.start + BigInt(offset)

describe.each(ENGINE_NAMES)('%s', (engine) => {
  const counting = () =>
    probeWith(engine, [
      ['li', 'r0', 5],
      ['add', 'r1', 'r0'],
      ['add', 'r0', 'r2'],
      ['jnz', 'r0', -6],
      ['halt'],
    ])
  const countDown = () => {
    const fixture = counting()
    fixture.vm.setRegister('r2', -1n)
    return fixture
  }

  test('a run without obstacles ends where the guest halts', () => {
    const { vm } = countDown()
    expect(vm.run()).toEqual({ kind: 'halted', pc: at(21) })
    expect(vm.retired).toBe(1 + 3 * 5 + 1)
    expect(vm.register('r1')).toBe(15n)
  })

  test('fuel is exact at every point of a program, and what follows is the same as without the cut', () => {
    const steps = probeStates(() => countDown().vm, 17)
    for (let cut = 0; cut <= 16; cut++) {
      const { vm } = countDown()
      const stop = vm.run(cut)
      expect(stop).toEqual({ kind: 'fuel', pc: steps[cut].pc })
      expect(stateOf(vm)).toEqual(steps[cut])
      expect(vm.run()).toEqual({ kind: 'halted', pc: at(21) })
      expect(stateOf(vm)).toEqual(steps[17])
    }
  })

  test('the number of a trap is extended with its sign', () => {
    const stop = forthWith(engine, op('fail', -3)).run(10)
    expect(stop).toMatchObject({ kind: 'trap', trap: 'failed', value: 2n ** 64n - 3n })
  })

  test('no fuel executes nothing', () => {
    const { vm } = countDown()
    for (const fuel of [0, -1, Number.NaN, 0.5]) expect(vm.run(fuel)).toEqual({ kind: 'fuel', pc: at(0) })
    expect(vm.retired).toBe(0)
  })

  test('an endless loop of one instruction uses up its fuel', () => {
    const { vm } = probeWith(engine, [['jump', 0]])
    expect(vm.run(1_000)).toEqual({ kind: 'fuel', pc: at(0) })
    expect(vm.retired).toBe(1_000)
  })

  test('a machine that halted stays halted until it is reset', () => {
    const { vm } = countDown()
    vm.run()
    const before = stateOf(vm)
    for (const fuel of [1, 100]) expect(vm.run(fuel)).toEqual({ kind: 'halted', pc: at(21) })
    expect(stateOf(vm)).toEqual(before)
    vm.reset()
    vm.pc = at(0)
    expect(vm.run(2)).toEqual({ kind: 'fuel', pc: at(13) })
    expect(vm.retired).toBe(2)
  })

  test('fuel that ends with the instruction before a halt is not a halt', () => {
    const { vm } = probeWith(engine, [['nop'], ['halt']])
    expect(vm.run(1)).toEqual({ kind: 'fuel', pc: at(1) })
    expect(vm.run(1)).toEqual({ kind: 'halted', pc: at(2) })
    expect(vm.retired).toBe(2)
  })

  test('an exit carries its status and is final', () => {
    const { vm } = probeWith(engine, [['nop'], ['exit', 200]])
    expect(vm.run()).toEqual({ kind: 'exit', pc: at(3), status: 200 })
    expect(vm.run()).toEqual({ kind: 'exit', pc: at(3), status: 200 })
    expect(vm.retired).toBe(2)
  })

  test('the last of several jumps counts, in an instruction that stops as well', () => {
    const { vm } = probeWith(engine, [['twojumps', 9]])
    expect(vm.run()).toEqual({ kind: 'exit', pc: at(12), status: 3 })
    expect(vm.register('latch')).toBe(7n)
  })

  test('a trap stops at the failing instruction, keeps what was done before it, and carries a value', () => {
    const { vm } = probeWith(engine, [['nop'], ['fail', 'r3']])
    vm.setRegister('r3', 41n)
    const stop = {
      kind: 'trap',
      pc: at(1),
      trap: 'chosen',
      message: 'the guest chose to fail with 42',
      value: 42n,
    }
    expect(vm.run()).toEqual(stop)
    expect(vm.register('r3')).toBe(42n)
    expect(vm.retired).toBe(2)
  })

  test('a guest that trapped can be run again and traps again', () => {
    const { vm } = probeWith(engine, [['fail', 'r3']])
    vm.run()
    expect(vm.run()).toMatchObject({ kind: 'trap', pc: at(0), value: 2n })
    expect(vm.retired).toBe(2)
  })

  test('a value of a trap is the unsigned pattern', () => {
    const { vm } = probeWith(engine, [['fail', 'r3']])
    vm.setRegister('r3', -3n)
    expect(vm.run()).toMatchObject({ kind: 'trap', value: 2n ** 64n - 2n })
  })

  test('a blocked instruction did not happen, and happens once there is something', () => {
    const { vm, host } = probeWith(engine, [['nop'], ['take', 'r1'], ['take', 'r2'], ['halt']])
    vm.run(1)
    const before = stateOf(vm)
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(vm.run()).toEqual({ kind: 'blocked', pc: at(1) })
      expect(stateOf(vm)).toEqual(before)
    }
    host.queue = [10n]
    expect(vm.run()).toEqual({ kind: 'blocked', pc: at(3) })
    expect(vm.retired).toBe(2)
    host.queue = [11n]
    expect(vm.run()).toEqual({ kind: 'halted', pc: at(6) })
    expect([vm.register('r1'), vm.register('r2'), vm.retired]).toEqual([10n, 11n, 4])
  })

  test('a blocked instruction costs no fuel', () => {
    const { vm, host } = probeWith(engine, [['take', 'r1'], ['nop'], ['nop']])
    expect(vm.run(2)).toEqual({ kind: 'blocked', pc: at(0) })
    host.queue = [1n]
    expect(vm.run(2)).toEqual({ kind: 'fuel', pc: at(3) })
  })

  test('a breakpoint stops before its instruction, but not at the first one of a run', () => {
    const { vm } = countDown()
    vm.setBreakpoints([at(10)])
    expect(vm.run()).toEqual({ kind: 'breakpoint', pc: at(10) })
    expect(vm.retired).toBe(1)
    expect(vm.run()).toEqual({ kind: 'breakpoint', pc: at(10) })
    expect(vm.retired).toBe(4)
    vm.setBreakpoints([])
    expect(vm.run()).toMatchObject({ kind: 'halted' })
  })

  test('breakpoints on neighbours stop one after the other', () => {
    const { vm } = countDown()
    vm.setBreakpoints([at(0), at(10), at(13), at(16)])
    const stops = [vm.run(), vm.run(), vm.run(), vm.run()]
    expect(stops.map(({ pc }) => pc)).toEqual([at(10), at(13), at(16), at(10)])
  })

  test('fuel that ends at a breakpoint is a fuel stop, and the next run goes on over it', () => {
    const { vm } = countDown()
    vm.setBreakpoints([at(10)])
    expect(vm.run(1)).toEqual({ kind: 'fuel', pc: at(10) })
    expect(vm.run(1)).toEqual({ kind: 'fuel', pc: at(13) })
  })

  test('a breakpoint at an instruction that a jump reaches, set after it ran before, stops', () => {
    const { vm } = countDown()
    vm.run(6)
    vm.setBreakpoints([at(16)])
    expect(vm.run()).toEqual({ kind: 'breakpoint', pc: at(16) })
  })
})

// Slices are cut by the machine, not by its engine. The reference engine would take seconds for a million instructions
// and can say nothing about slices that the others do not.
describe.each(ENGINE_NAMES.filter((name) => name !== 'reference'))(
  '%s, where a slice of 2^20 instructions ends',
  (engine) => {
    test('fuel is still counted exactly', () => {
      const { vm } = lrvmWith(engine, [
        ['add', 'a0', 1],
        ['cpy', 'pc', 0],
      ])
      expect(vm.run((1 << 20) + 1)).toEqual({ kind: 'fuel', pc: 4n })
      expect(vm.retired).toBe((1 << 20) + 1)
      expect(vm.register('a0')).toBe((1 << 19) + 1)
    })

    test('a breakpoint is seen', () => {
      const { vm } = lrvmWith(engine, [
        ['cpy', 'a1', 1],
        ['cpy', 'a1', 1],
        ['sub', 'a0', 1],
        ['ifn', 0],
        ['cpy', 'pc', 8],
        ['halt'],
      ])
      // Two instructions, then turns of three, the last one of two: the halt is reached after exactly 2^20.
      vm.setRegister('a0', ((1 << 20) - 2 + 1) / 3)
      vm.setBreakpoints([20n])
      expect(vm.run()).toEqual({ kind: 'breakpoint', pc: 20n })
      expect(vm.retired).toBe(1 << 20)
    })
  },
)

/** What a run leaves: everything that can be seen from outside. */
function stateOf(vm: ReturnType<typeof probeWith>['vm']) {
  const registers = vm.machine.registers.flatMap(({ names }) => names.map((name) => vm.register(name)))
  return { pc: vm.pc, retired: vm.retired, registers }
}

function probeStates(make: () => ReturnType<typeof probeWith>['vm'], steps: number) {
  const vm = make()
  return Array.from({ length: steps + 1 }, (_, step) => {
    if (step > 0) vm.run(1)
    return stateOf(vm)
  })
}
