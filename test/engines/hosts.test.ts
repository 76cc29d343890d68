// Host functions that look at a machine in the middle of a run, or change it, on every engine.
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { LRVM_DISPLAY, lrvmWith, probeWith, RAM } from './fixtures.js'

const at = (offset: number): bigint => RAM.start + BigInt(offset)

describe.each(ENGINE_NAMES)('%s', (engine) => {
  test('a host call sees the registers, the pc of its instruction and the exact count', () => {
    const { vm, host } = probeWith(engine, [
      ['add', 'r0', 'r1'],
      ['narrow', 'b0', 'r0'],
      ['look', 'r3', 'r0'],
      ['jump', -9],
    ])
    const seen: unknown[] = []
    host.look = (value) => {
      seen.push([value, vm.register('r0'), vm.register('b0'), vm.pc, vm.retired])
      return value
    }
    vm.setRegister('r1', 100n)
    vm.run(10)
    expect(seen).toEqual([
      [100n, 100n, 100, at(6), 3],
      [200n, 200n, 200, at(6), 7],
    ])
  })

  test('a host call sees flags that nobody read', () => {
    const { vm, host } = probeWith(engine, [
      ['compare', 'w0', 'w1'],
      ['look', 'r0', 'r0'],
    ])
    let flags: unknown
    host.look = (value) => {
      flags = vm.register('flags')
      return value
    }
    vm.setRegister('w1', 1)
    vm.run(2)
    expect(flags).toBe(0x80000002)
  })

  test('a host call sees flags that are about to be overwritten', () => {
    const { vm, host } = probeWith(engine, [
      ['compare', 'w0', 'w1'],
      ['look', 'r0', 'r0'],
      ['compare', 'w0', 'w0'],
    ])
    let flags: unknown
    host.look = (value) => {
      flags = vm.register('flags')
      return value
    }
    vm.setRegister('w1', 1)
    vm.run(3)
    expect([flags, vm.register('flags')]).toEqual([0x80000002, 1])
  })

  test('registers that a host call changes are what the guest goes on with', () => {
    const { vm, host } = probeWith(engine, [
      ['add', 'r0', 'r1'],
      ['look', 'r3', 'r0'],
      ['add', 'r0', 'r1'],
      ['copy', 'w0', 'flags'],
    ])
    host.look = () => {
      vm.setRegister('r0', 1_000n)
      vm.setRegister('flags', 9)
      return 5n
    }
    vm.setRegister('r1', 1n)
    vm.run(4)
    expect([vm.register('r0'), vm.register('r3'), vm.register('w0')]).toEqual([1_001n, 5n, 9])
  })

  test('the result of a host call is written after what the host changed', () => {
    const { vm, host } = probeWith(engine, [['look', 'r3', 'r0']])
    host.look = () => {
      vm.setRegister('r3', 1n)
      return 2n
    }
    vm.run(1)
    expect(vm.register('r3')).toBe(2n)
  })

  test('a negative result and a result beyond 64 bits wrap', () => {
    const { vm, host } = probeWith(engine, [['look', 'r3', 'r0']])
    host.look = () => -1n
    vm.run(1)
    expect(vm.register('r3')).toBe(2n ** 64n - 1n)
    vm.pc = RAM.start
    host.look = () => 2n ** 64n + 3n
    vm.run(1)
    expect(vm.register('r3')).toBe(3n)
  })

  test('memory that a host call changes is what the guest reads', () => {
    const { vm, host, probe } = probeWith(engine, [
      ['load1', 'r0', 'r1'],
      ['look', 'r3', 'r0'],
      ['load1', 'r2', 'r1'],
    ])
    host.look = (value) => {
      vm.writeMemory(probe.memory, at(0x100), Uint8Array.of(42))
      return value
    }
    vm.setRegister('r1', at(0x100))
    vm.run(3)
    expect([vm.register('r0'), vm.register('r2')]).toEqual([0n, 42n])
  })

  test('code that a host call writes behind its instruction is executed next', () => {
    const { vm, host, probe, code } = probeWith(engine, [['look', 'r3', 'r0'], ['nop']])
    vm.run(2)
    vm.pc = RAM.start
    host.look = (value) => {
      vm.writeMemory(probe.memory, at(3), code('halt'))
      return value
    }
    expect(vm.run(2)).toEqual({ kind: 'halted', pc: at(4) })
  })

  test('a host call that overwrites its own instruction lets it finish', () => {
    const { vm, host, probe, code } = probeWith(engine, [
      ['look', 'r3', 'r0'],
      ['jump', -3],
    ])
    host.look = (value) => {
      vm.writeMemory(probe.memory, RAM.start, code('halt'))
      return value + 1n
    }
    expect(vm.run(10)).toEqual({ kind: 'halted', pc: at(1) })
    expect([vm.register('r3'), vm.retired]).toEqual([1n, 3])
  })

  test('host calls see the count of all runs together', () => {
    const { vm, host } = probeWith(engine, [['nop'], ['look', 'r3', 'r0'], ['jump', -4]])
    const seen: number[] = []
    host.look = (value) => {
      seen.push(vm.retired)
      return value
    }
    for (let run = 0; run < 6; run++) vm.run(2)
    expect(seen).toEqual([2, 5, 8, 11])
  })

  test('what a host function throws reaches the caller of run', () => {
    const { vm, host } = probeWith(engine, [['nop'], ['look', 'r3', 'r0']])
    host.look = () => {
      throw new Error('out of paper')
    }
    expect(() => vm.run(5)).toThrow('out of paper')
  })

  test('devices are reached in the order of the stores', () => {
    const { vm, output } = lrvmWith(engine, [
      ['wsa', 'ac0', 0, 72],
      ['wsa', 'ac0', 0, 'a0'],
      ['wsa', 'ac0', 0, 33],
      ['halt'],
    ])
    vm.setRegister('ac0', LRVM_DISPLAY)
    vm.setRegister('a0', 0x1f600)
    vm.run()
    expect(output()).toBe('H\u{1f600}!')
  })

  test('several machines run at once without knowing of each other', () => {
    const machines = [1n, 2n, 3n].map((step) => {
      const fixture = probeWith(engine, [
        ['add', 'r0', 'r1'],
        ['look', 'r2', 'r0'],
        ['jump', -6],
      ])
      fixture.vm.setRegister('r1', step)
      return fixture
    })
    // Each host call of a machine runs the next machine for one turn.
    machines.forEach(({ host }, index) => {
      host.look = (value) => {
        machines[index + 1]?.vm.run(3)
        return value
      }
    })
    machines[0].vm.run(30)
    expect(machines.map(({ vm }) => [vm.register('r0'), vm.register('r2'), vm.retired])).toEqual([
      [10n, 10n, 30],
      [20n, 20n, 30],
      [30n, 30n, 30],
    ])
  })

  test('code that a host call replaces while everything decoded is forgotten is not executed any more', () => {
    const { vm, host, code, probe } = probeWith(engine, [
      ['look', 'r3', 'r0'],
      ['add', 'r0', 'r1'],
      ['jump', -6],
    ])
    let calls = 0
    host.look = (value) => {
      if (++calls === 3) {
        vm.setBreakpoints([])
        vm.writeMemory(probe.memory, at(3), code('add', 'r2', 'r1'))
      }
      return value
    }
    vm.setRegister('r1', 1n)
    vm.run(12)
    expect([calls, vm.register('r0'), vm.register('r2')]).toEqual([4, 2n, 2n])
  })
})
