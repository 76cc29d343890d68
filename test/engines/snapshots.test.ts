// Snapshots in the middle of programs, continued on every engine: nothing may tell the difference.
import { decodeSnapshot, ENGINE_NAMES, encodeSnapshot } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import type { Argument } from './code.js'
import { LRVM_RAM, lrvmWith, stateOf } from './fixtures.js'

/** Fills RAM with sums and calls a routine: flags, stack, memory and the counter are all in use. */
const PROGRAM: readonly (readonly [string, ...Argument[]])[] = [
  ['cpy', 'ssp', LRVM_RAM + 0x100],
  ['cpy', 'ac0', LRVM_RAM],
  ['cpy', 'c0', 20],
  ['call', 0x30],
  ['wsa', 'ac0', 0, 'a0'],
  ['add', 'ac0', 4],
  ['sub', 'c0', 1],
  ['ifn', 0],
  ['cpy', 'pc', 0x0c],
  ['cycles', 'a7'],
  ['halt'],
  ['halt'],
  ['add', 'a0', 'c0'],
  ['if2', 1, 3, 3],
  ['xor', 'a0', 0x55],
  ['pop', 'pc'],
]

const TOTAL = 3 + 20 * 9 + 2

describe.each(ENGINE_NAMES)('%s', (engine) => {
  const straight = lrvmWith(engine, PROGRAM).vm
  const straightStop = straight.run()

  test('the program runs to its end', () => {
    expect(straightStop).toEqual({ kind: 'halted', pc: 0x2cn })
    expect(straight.retired).toBeGreaterThan(150)
    expect(straight.retired).toBeLessThanOrEqual(TOTAL)
    expect(straight.register('a7')).toBe(straight.retired - 1)
  })

  test.each(ENGINE_NAMES)('a snapshot taken anywhere continues on %s like a straight run', (other) => {
    const { vm } = lrvmWith(engine, PROGRAM)
    for (let cut = 0; cut < straight.retired; cut += 7) {
      const continued = lrvmWith(other, []).vm
      continued.restore(decodeSnapshot(encodeSnapshot(vm.snapshot())))
      expect(stateOf(continued)).toEqual(stateOf(vm))
      expect(continued.run()).toEqual(straightStop)
      expect(stateOf(continued)).toEqual(stateOf(straight))
      vm.run(7)
    }
  })

  test.each(ENGINE_NAMES)(
    'changing to %s and back after every few instructions makes no difference',
    (other) => {
      const { vm } = lrvmWith(engine, PROGRAM)
      for (let turn = 0; vm.run(1 + (turn % 5)).kind === 'fuel'; turn++) {
        vm.useEngine(turn % 2 === 0 ? other : engine)
        expect(vm.engineName).toBe(turn % 2 === 0 ? other : engine)
      }
      expect(stateOf(vm)).toEqual(stateOf(straight))
    },
  )

  test('going back to a snapshot again and again gives the same each time', () => {
    const { vm } = lrvmWith(engine, PROGRAM)
    vm.run(50)
    const snapshot = vm.snapshot()
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(vm.run()).toEqual(straightStop)
      expect(stateOf(vm)).toEqual(stateOf(straight))
      vm.restore(snapshot)
      expect(vm.retired).toBe(50)
    }
  })

  test('a snapshot is a copy: what happens later does not change it', () => {
    const { vm } = lrvmWith(engine, PROGRAM)
    const snapshot = vm.snapshot()
    const before = encodeSnapshot(snapshot)
    vm.run()
    expect(encodeSnapshot(snapshot)).toEqual(before)
  })

  test('a halted machine restored to halted is still halted, and one restored to before runs', () => {
    const { vm } = lrvmWith(engine, PROGRAM)
    const start = vm.snapshot()
    vm.run()
    const end = vm.snapshot()
    vm.restore(start)
    expect(vm.run(1)).toMatchObject({ kind: 'fuel' })
    vm.restore(end)
    expect(vm.run(1)).toEqual(straightStop)
  })
})
