// Programs that change themselves, and hosts that change programs, on every engine.
import { ENGINE_NAMES, type VirtualMachine } from 'isaforge/engines'
import { bus } from 'isaforge/machines/lrvm'
import { describe, expect, test } from 'vitest'
import { type Argument, joined } from './code.js'
import { LRVM_RAM, lrvmWith, probeWith, RAM, stateOf, word, wordNumber } from './fixtures.js'

type Line = readonly [string, ...Argument[]]

/** Puts LRVM code into RAM and starts it there; `a7` holds the word that programs store. */
function inRam(vm: VirtualMachine, lines: readonly Line[], stored: Line): void {
  vm.writeMemory(
    bus,
    BigInt(LRVM_RAM),
    joined(...lines.map(([name, ...operands]) => word(name, ...operands))),
  )
  vm.setRegister('a7', wordNumber(stored[0], ...stored.slice(1)))
  vm.setRegister('ac0', LRVM_RAM)
  vm.pc = BigInt(LRVM_RAM)
}

describe.each(ENGINE_NAMES)('%s', (engine) => {
  const machine = (lines: readonly Line[], stored: Line): VirtualMachine => {
    const { vm } = lrvmWith(engine, [])
    inRam(vm, lines, stored)
    return vm
  }

  test('an instruction that overwrites itself was executed; its successor runs when it is reached again', () => {
    const vm = machine(
      [
        ['wsa', 'ac0', 0, 'a7'],
        ['cpy', 'pc', LRVM_RAM],
      ],
      ['halt'],
    )
    expect(vm.run(10)).toEqual({ kind: 'halted', pc: BigInt(LRVM_RAM + 4) })
    expect(vm.retired).toBe(3)
  })

  test('an instruction that overwrites the next one takes effect at once', () => {
    const vm = machine([['wsa', 'ac0', 4, 'a7'], ['cpy', 'a0', 1], ['halt']], ['cpy', 'a0', 2])
    vm.run(10)
    expect(vm.register('a0')).toBe(2)
  })

  test('an instruction that overwrites the one after the next takes effect', () => {
    const vm = machine(
      [['wsa', 'ac0', 8, 'a7'], ['cpy', 'a1', 1], ['cpy', 'a0', 1], ['halt']],
      ['cpy', 'a0', 2],
    )
    vm.run(10)
    expect([vm.register('a0'), vm.register('a1')]).toEqual([2, 1])
  })

  test('a loop that changes its own body in the middle of its turns goes on with the new one', () => {
    const vm = machine(
      [
        ['add', 'a0', 1],
        ['add', 'c0', 1],
        ['cmp', 'c0', 50],
        ['ifn', 0],
        ['cpy', 'pc', LRVM_RAM + 28],
        ['wsa', 'ac0', 0, 'a7'],
        ['halt'],
        ['cmp', 'c0', 100],
        ['if', 0],
        ['halt'],
        ['cpy', 'pc', LRVM_RAM],
      ],
      ['add', 'a0', 3],
    )
    // Until c0 is 50 the first instruction adds 1; then the program stores one that adds 3.
    expect(vm.run(2_000)).toMatchObject({ kind: 'halted', pc: BigInt(LRVM_RAM + 28) })
    vm.reset()
    inRam(
      vm,
      [
        ['add', 'a0', 1],
        ['add', 'c0', 1],
        ['cmp', 'c0', 50],
        ['if', 0],
        ['wsa', 'ac0', 0, 'a7'],
      ],
      ['add', 'a0', 3],
    )
    vm.writeMemory(bus, BigInt(LRVM_RAM + 20), joined(word('cmp', 'c0', 100), word('if', 0), word('halt')))
    vm.writeMemory(bus, BigInt(LRVM_RAM + 32), word('cpy', 'pc', LRVM_RAM))
    expect(vm.run(10_000)).toMatchObject({ kind: 'halted' })
    expect(vm.register('a0')).toBe(50 + 3 * 50)
  })

  test('a store by the instruction under a breakpoint, with which a run begins, drops what was compiled from it', () => {
    // A loop of ten turns, then the instruction under the breakpoint, which replaces the loop's first one.
    const vm = machine(
      [
        ['add', 'a0', 1],
        ['sub', 'c0', 1],
        ['ifn', 0],
        ['cpy', 'pc', LRVM_RAM],
        ['wsa', 'ac0', 0, 'a7'],
        ['cpy', 'c0', 10],
        ['cpy', 'pc', LRVM_RAM],
      ],
      ['add', 'a0', 100],
    )
    vm.setRegister('c0', 10)
    const breakpoint = BigInt(LRVM_RAM + 16)
    vm.setBreakpoints([breakpoint])
    expect(vm.run(100)).toEqual({ kind: 'breakpoint', pc: breakpoint })
    expect(vm.register('a0')).toBe(10)
    expect(vm.run(100)).toEqual({ kind: 'breakpoint', pc: breakpoint })
    expect(vm.register('a0')).toBe(10 + 10 * 100)
  })

  test.each([
    ['itself', 0],
    ['the next one', 4],
    ['a later one of its block', 8],
    ['the condition that ends its block', 20],
    ['one of the next block', 28],
    ['the jump back', 36],
  ])('a loop may replace one of its instructions at every turn: %s', (_, victim) => {
    const loop: readonly Line[] = [
      ['wsa', 'ac0', victim, 'a7'],
      ['add', 'a0', 1],
      ['add', 'a1', 1],
      ['ex', 'a7', 'a6'],
      ['cmp', 'a1', 20],
      ['if', 0],
      ['halt'],
      ['add', 'a2', 1],
      ['xor', 'a3', 'a2'],
      ['cpy', 'pc', LRVM_RAM],
      ['halt'],
    ]
    const start = (name: typeof engine): VirtualMachine => {
      const { vm } = lrvmWith(name, [])
      // Two words that take turns: what stands there anyway, and an instruction that leaves the loop alive.
      inRam(vm, loop, ['add', 'a4', 3])
      const [original, ...operands] = loop[victim / 4]
      vm.setRegister('a6', wordNumber(original, ...operands))
      return vm
    }
    const [vm, reference] = [start(engine), start('reference')]
    for (let run = 0; run < 60; run++) {
      expect(vm.run(1 + (run % 9))).toEqual(reference.run(1 + (run % 9)))
      expect(stateOf(vm)).toEqual(stateOf(reference))
    }
    const [straight, other] = [start(engine), start('reference')]
    expect(straight.run(1_000)).toEqual(other.run(1_000))
    expect(stateOf(straight)).toEqual(stateOf(other))
  })

  test('code that a program writes into fresh memory by data stores runs', () => {
    const vm = machine(
      [
        ['wsa', 'ac0', 0x40, 'a7'],
        ['cpy', 'a7', 'a6'],
        ['wsa', 'ac0', 0x44, 'a7'],
        ['cpy', 'pc', LRVM_RAM + 0x40],
      ],
      ['cpy', 'a0', 77],
    )
    vm.setRegister('a6', wordNumber('halt'))
    expect(vm.run(20)).toEqual({ kind: 'halted', pc: BigInt(LRVM_RAM + 0x48) })
    expect(vm.register('a0')).toBe(77)
  })

  test('code pushed on the stack runs', () => {
    const vm = machine(
      [
        ['push', 'a6'],
        ['push', 'a7'],
        ['cpy', 'pc', 'ssp'],
      ],
      ['cpy', 'a0', 5],
    )
    vm.setRegister('a6', wordNumber('halt'))
    vm.setRegister('ssp', LRVM_RAM + 0x100)
    expect(vm.run(20)).toMatchObject({ kind: 'halted' })
    expect(vm.register('a0')).toBe(5)
  })

  test('a store into ROM does not change the code there', () => {
    const { vm } = lrvmWith(engine, [['wsa', 4, 0, 'a7'], ['cpy', 'a0', 1], ['halt']])
    vm.setRegister('ev', 4)
    vm.setRegister('a7', wordNumber('cpy', 'a0', 2))
    vm.run(10)
    expect(vm.register('a0')).toBe(1)
    expect(vm.register('et')).toBe(0x01a03100)
  })

  test('what the host writes over code that ran is executed from then on', () => {
    const vm = machine(
      [
        ['add', 'a0', 1],
        ['cpy', 'pc', LRVM_RAM],
      ],
      ['halt'],
    )
    vm.run(1_001)
    vm.writeMemory(bus, BigInt(LRVM_RAM), word('sub', 'a0', 1))
    vm.run(1_000)
    expect(vm.register('a0')).toBe(1)
  })

  test('a single byte that the host writes over code counts', () => {
    const vm = machine(
      [
        ['add', 'a0', 1],
        ['cpy', 'pc', LRVM_RAM],
      ],
      ['halt'],
    )
    vm.run(1_000)
    vm.writeMemory(bus, BigInt(LRVM_RAM + 3), Uint8Array.of(4))
    vm.run(1_000)
    expect(vm.register('a0')).toBe(500 + 4 * 500)
  })

  test('the host can replace code in read-only memory', () => {
    const { vm } = lrvmWith(engine, [
      ['add', 'a0', 1],
      ['cpy', 'pc', 0],
    ])
    vm.run(1_000)
    vm.writeMemory(bus, 0n, word('halt'))
    expect(vm.run(2)).toMatchObject({ kind: 'halted' })
  })

  test('after a restore the old code runs again', () => {
    const vm = machine(
      [
        ['add', 'a0', 1],
        ['cpy', 'pc', LRVM_RAM],
      ],
      ['halt'],
    )
    const snapshot = vm.snapshot()
    vm.run(100)
    vm.writeMemory(bus, BigInt(LRVM_RAM), word('add', 'a0', 9))
    vm.run(100)
    vm.restore(snapshot)
    vm.run(100)
    expect(vm.register('a0')).toBe(50)
  })

  test('a reset instruction that clears the RAM it runs in goes on with what is there then', () => {
    // 0xF1: all components, not the CPU. The RAM becomes zeros, which are no instruction: exception 1 at ev.
    const vm = machine([['reset', 0xf0], ['halt']], ['halt'])
    vm.setRegister('ev', 0)
    vm.run(2)
    expect(vm.register('et')).toBe(0x01010000)
    expect(vm.pc).toBe(0n)
  })

  test('an instruction that spans bytes of another one is changed by a store into the common bytes', () => {
    // The second byte of `li` is itself an instruction when it is jumped into.
    const { vm, code } = probeWith(engine, [['jump', 5], ['nop'], ['nop'], ['li', 'r0', 0x07n], ['halt']])
    vm.run(3)
    expect(vm.register('r0')).toBe(7n)
    vm.pc = RAM.start + 7n
    expect(vm.run(1)).toMatchObject({ kind: 'halted' })
    vm.reset()
    vm.writeMemory(vm.machine.spaces[0], RAM.start + 7n, code('nop'))
    vm.pc = RAM.start + 7n
    expect(vm.run(1)).toEqual({ kind: 'fuel', pc: RAM.start + 8n })
    vm.pc = RAM.start
    vm.run(2)
    expect(vm.register('r0')).toBe(1n)
  })

  test('a store of one byte into the middle of a long instruction changes it', () => {
    const { vm } = probeWith(engine, [
      ['store1', 'r1', 'r2'],
      ['li', 'r0', 0],
      ['jump', -13],
    ])
    vm.setRegister('r1', 0xabn)
    vm.setRegister('r2', RAM.start + 3n + 4n)
    vm.run(2)
    expect(vm.register('r0')).toBe(0xab0000n)
    vm.setRegister('r1', 0xcdn)
    vm.run(3)
    expect(vm.register('r0')).toBe(0xcd0000n)
  })

  test('an instruction that fills memory by a loop over itself and what follows is followed by what it wrote', () => {
    // fill writes the bytes 3, 2, 1 from r1 on: the first of them replaces the nop behind it by 3 = mov.
    const { vm } = probeWith(engine, [['fill', 'r0', 'r1'], ['nop'], ['nop'], ['nop'], ['halt']])
    vm.setRegister('r0', 3n)
    vm.setRegister('r1', RAM.start + 3n)
    vm.setRegister('r2', 99n)
    // mov with register codes 2 and 1: r2 = r1.
    expect(vm.run(3)).toEqual({ kind: 'halted', pc: RAM.start + 7n })
    expect(vm.register('r2')).toBe(RAM.start + 6n)
  })

  test('stores over code are noticed after the host has replaced a large part of memory', () => {
    const { vm } = lrvmWith(
      engine,
      [
        ['call', 0x100],
        ['cpy', 'pc', 0],
        ['wsa', 'ac0', 0, 'a2'],
        ['cpy', 'pc', 0],
      ],
      0x4000,
    )
    vm.writeMemory(bus, 0x100n, joined(word('add', 'a1', 1), word('pop', 'pc')))
    vm.writeMemory(bus, 0x1200n, word('cpy', 'pc', 0x1200))
    vm.setRegister('ssp', 0x4000)
    vm.run(40)
    expect(vm.register('a1')).toBe(10)
    vm.pc = 0x1200n
    vm.run(10)
    vm.writeMemory(bus, 0x1100n, new Uint8Array(5000))
    vm.setRegister('ac0', 0x100)
    vm.setRegister('a2', wordNumber('add', 'a1', 5))
    vm.pc = 8n
    vm.run(2 + 4 * 10)
    expect(vm.register('a1')).toBe(10 + 5 * 10)
  })
})
