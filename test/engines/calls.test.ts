// Calls and returns of every shape on every engine, cut at every point: compilers make host calls of them.
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { LRVM_RAM, lrvmWith } from './fixtures.js'
import { type Case, expectLikeReference, expectSnapshotsContinue } from './like-reference.js'

const STACK = { ssp: LRVM_RAM + 0x100 }

/** Two nested loops; the inner one calls a function that calls another one. */
const NESTED: Case = {
  program: [
    ['cpy', 'c0', 4],
    ['cpy', 'c1', 3],
    ['call', 0x28],
    ['sub', 'c1', 1],
    ['ifn', 0],
    ['cpy', 'pc', 0x08],
    ['sub', 'c0', 1],
    ['ifn', 0],
    ['cpy', 'pc', 0x04],
    ['halt'],
    ['add', 'a0', 'c1'],
    ['call', 0x34],
    ['pop', 'pc'],
    ['xor', 'a1', 'a0'],
    ['if2', 0, 3, 3],
    ['add', 'a2', 1],
    ['pop', 'pc'],
  ],
  registers: STACK,
}

/** Calls the function at 0x20 six times; `a1` counts what stands right behind the call. */
function callingSixTimes(...functions: Case['program']): Case {
  const caller: Case['program'] = [
    ['cpy', 'c0', 6],
    ['call', 0x20],
    ['add', 'a1', 1],
    ['add', 'a2', 1],
    ['sub', 'c0', 1],
    ['ifn', 0],
    ['cpy', 'pc', 0x04],
    ['halt'],
  ]
  return { program: [...caller, ...functions], registers: STACK }
}

describe.each(ENGINE_NAMES)('%s', (engine) => {
  test('a function can begin with a loop', () => {
    const { program, registers } = callingSixTimes(
      ['add', 'a3', 1],
      ['add', 'a4', 'c0'],
      ['sub', 'a0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x20],
      ['cpy', 'a0', 3],
      ['pop', 'pc'],
    )
    const vm = expectLikeReference(engine, { program, registers: { ...registers, a0: 2 } })
    expect(vm.register('a3')).toBe(2 + 5 * 3)
  })

  test.each([0, 1, 2, 0xffffffff])('a function can jump to address %i instead of returning', (address) => {
    // The exception handler at 0 counts, and ends after some turns.
    const program: Case['program'] = [
      ['add', 'a5', 1],
      ['cmp', 'a5', 4],
      ['ifn', 0],
      ['cpy', 'pc', 0x14],
      ['halt'],
      ['call', 0x20],
      ['halt'],
      ['halt'],
      ['call', 0x28],
      ['halt'],
      ['sub', 'a0', 'a0'],
      ['cpy', 'pc', 'a1'],
    ]
    expectLikeReference(engine, { program, registers: { ...STACK, ev: 0, a1: address } })
    const direct: Case['program'] = [...program.slice(0, -1), ['cpy', 'pc', address & 0xffff]]
    expectLikeReference(engine, { program: direct, registers: { ...STACK, ev: 0 } })
  })

  test('recursion deeper than 10 000 calls returns through every one of them', () => {
    const { vm } = lrvmWith(
      engine,
      [
        ['cpy', 'a0', 12_000],
        ['call', 0x0c],
        ['halt'],
        ['sub', 'a0', 1],
        ['ifn', 0],
        ['call', 0x0c],
        ['add', 'a1', 1],
        ['pop', 'pc'],
      ],
      0x10000,
    )
    for (let turn = 1; turn <= 2; turn++) {
      vm.reset()
      vm.setRegister('ssp', LRVM_RAM + 0x10000)
      expect(vm.run()).toEqual({ kind: 'halted', pc: 0x0cn })
      expect([vm.register('a1'), vm.register('ssp')]).toEqual([12_000, LRVM_RAM + 0x10000])
      expect(vm.retired).toBe(2 + 12_000 * 5 - 1 + 1)
    }
  })

  test('recursion that never ends uses up its fuel or its stack, and nothing of the host', () => {
    const { vm } = lrvmWith(engine, [['call', 0]], 0x10000)
    vm.setRegister('ssp', LRVM_RAM + 0x10000)
    vm.setRegister('ev', 0x80)
    expect(vm.run(16_000)).toEqual({ kind: 'fuel', pc: 0n })
    expect(vm.register('ssp')).toBe(LRVM_RAM + 0x10000 - 4 * 16_000)
  })

  test('nested loops with calls come to the same state, wherever they are cut', () => {
    expectLikeReference(engine, NESTED)
  })

  test.each(ENGINE_NAMES)(
    'a snapshot taken anywhere in compiled code goes on like a straight run on %s',
    (other) => {
      expectSnapshotsContinue(engine, other, NESTED)
    },
  )

  test('a function that changes its return address returns there', () => {
    const subject = callingSixTimes(
      ['lsa', 'a3', 'ssp', 0],
      ['add', 'a3', 4],
      ['wsa', 'ssp', 0, 'a3'],
      ['pop', 'pc'],
    )
    const vm = expectLikeReference(engine, subject)
    expect([vm.register('a1'), vm.register('a2')]).toEqual([0, 6])
  })

  test('a function that pushes an address and returns twice goes there in between', () => {
    const subject = callingSixTimes(['push', 0x28], ['pop', 'pc'], ['add', 'a3', 1], ['pop', 'pc'])
    const vm = expectLikeReference(engine, subject)
    expect([vm.register('a1'), vm.register('a3')]).toEqual([6, 6])
  })

  test('a function that drops its return address returns to the caller of its caller', () => {
    const subject = callingSixTimes(
      ['call', 0x2c],
      ['add', 'a3', 1],
      ['pop', 'pc'],
      ['pop', 'a7'],
      ['pop', 'pc'],
    )
    const vm = expectLikeReference(engine, subject)
    expect([vm.register('a1'), vm.register('a3')]).toEqual([6, 0])
  })

  test('a function that never returns but jumps back into its caller lets the stack grow', () => {
    const subject = callingSixTimes(['cpy', 'pc', 0x0c])
    const vm = expectLikeReference(engine, subject)
    expect([vm.register('a1'), vm.register('a2')]).toEqual([0, 6])
    expect(vm.register('ssp')).toBe(STACK.ssp - 4 * 6)
  })

  test('a tail jump into the middle of another function returns to the caller of the first', () => {
    const subject = callingSixTimes(
      ['call', 0x2c],
      ['add', 'a3', 1],
      ['cpy', 'pc', 0x30],
      ['add', 'a4', 1],
      ['add', 'a5', 1],
      ['pop', 'pc'],
    )
    const vm = expectLikeReference(engine, subject)
    expect(['a1', 'a3', 'a4', 'a5'].map((name) => vm.register(name))).toEqual([6, 6, 6, 12])
  })

  test('two functions that call each other come back', () => {
    const subject: Case = {
      program: [
        ['cpy', 'a0', 21],
        ['call', 0x10],
        ['halt'],
        ['halt'],
        ['add', 'a1', 1],
        ['sub', 'a0', 1],
        ['ifn', 0],
        ['call', 0x28],
        ['add', 'a3', 'a1'],
        ['pop', 'pc'],
        ['add', 'a2', 2],
        ['sub', 'a0', 1],
        ['ifn', 0],
        ['call', 0x10],
        ['xor', 'a3', 'a2'],
        ['pop', 'pc'],
      ],
      registers: STACK,
    }
    const vm = expectLikeReference(engine, subject)
    expect([vm.register('a1'), vm.register('a2')]).toEqual([11, 20])
  })

  test('flags that a function sets are what its caller reads', () => {
    const subject = callingSixTimes(['cmp', 'c0', 3], ['pop', 'pc'])
    const reading: Case = {
      ...subject,
      program: subject.program.map((line, index) => (index === 2 ? ['if', 1] : line)),
    }
    // The caller's next instruction runs while c0 is below 3.
    expect(expectLikeReference(engine, reading).register('a2')).toBe(2)
  })

  test('flags that a caller sets are what a function reads', () => {
    const subject = callingSixTimes(['if', 4], ['add', 'a3', 1], ['cpy', 'a4', 'af'], ['pop', 'pc'])
    expectLikeReference(engine, subject)
  })

  test.each([
    ['off', 0],
    ['switched at every turn', 1],
  ])('one function serves both modes in turn, with the MMU %s', (_, toggle) => {
    const program: Case['program'] = [
      ['cpy', 'c0', 3],
      ['call', 0x40],
      ['sub', 'c0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x04],
      ['lsm', 0x14],
      ['cpy', 'c0', 3],
      ['call', 0x40],
      ['sub', 'c0', 1],
      ['ifn', 0],
      ['cpy', 'pc', 0x1c],
      ['itr', 1],
      ['halt'],
      ['halt'],
      ['halt'],
      ['halt'],
      ['push', 'a1'],
      ['add', 'a1', 1],
      ['pop', 'a2'],
      ['pop', 'pc'],
      ['add', 'a3', 1],
      ['xor', 'mtt', toggle],
      ['cmp', 'a3', 4],
      ['ifn', 0],
      ['cpy', 'pc', 0x00],
      ['halt'],
    ]
    // The MMU's table is where nothing is mapped: everything passes.
    const registers = { ...STACK, usp: LRVM_RAM + 0x80, ev: 0x50, pda: 0x10000 }
    const vm = expectLikeReference(engine, { program, registers })
    expect([vm.register('a1'), vm.register('a3')]).toEqual([4 * 6, 4])
  })
})
