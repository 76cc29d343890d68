// Registers, flags, values and control inside one instruction, on every engine.
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { probeWith, RAM, ROM } from './fixtures.js'

const at = (offset: number): bigint => RAM.start + BigInt(offset)

describe.each(ENGINE_NAMES)('%s', (engine) => {
  const run = (
    pieces: Parameters<typeof probeWith>[1],
    registers: Readonly<Record<string, number | bigint>> = {},
    fuel = pieces.length,
  ) => {
    const fixture = probeWith(engine, pieces)
    for (const [name, value] of Object.entries(registers)) fixture.vm.setRegister(name, value)
    const stop = fixture.vm.run(fuel)
    return { ...fixture, stop, get: (name: string) => fixture.vm.register(name) }
  }

  test('an 8-bit register keeps the low 8 bits and reads zero-extended', () => {
    const { get } = run(
      [
        ['narrow', 'b0', 'r0'],
        ['widen', 'r1', 'b0'],
      ],
      { r0: -2n },
    )
    expect([get('b0'), get('r1')]).toEqual([0xfe, 0xfen])
  })

  test('a 16-bit register keeps the low 16 bits and reads zero-extended', () => {
    const { get } = run(
      [
        ['narrow2', 'h1', 'r0'],
        ['widen2', 'r1', 'h1'],
      ],
      { r0: 0x12348765n },
    )
    expect([get('h1'), get('r1'), get('h0')]).toEqual([0x8765, 0x8765n, 0])
  })

  test('writing a narrow register leaves its neighbours alone', () => {
    const { get } = run([['narrow', 'b1', 'r0']], { b0: 0x11, b1: 0x22, b2: 0x33, r0: 0x1ffn })
    expect([get('b0'), get('b1'), get('b2')]).toEqual([0x11, 0xff, 0x33])
  })

  test('an initial value is cut to the width of its register', () => {
    expect(run([['nop']]).get('b1')).toBe(0xff)
  })

  test('a register code beyond the file reads and writes nothing outside of the file', () => {
    const { vm, probe, code } = probeWith(engine, [])
    const bytes = code('narrow', 'b0', 'r0')
    // File b has three registers in four slots; codes count modulo four, the fourth is hidden.
    bytes[1] = 0xff
    vm.writeMemory(probe.memory, RAM.start, bytes)
    vm.setRegister('r0', 0x5an)
    const names = probe.machine.registers.flatMap((file) => file.names).filter((name) => name !== 'ip')
    const before = names.map((name) => vm.register(name))
    vm.run(1)
    expect(names.map((name) => vm.register(name))).toEqual(before)
  })

  test('flags are set from their inputs and replace the whole register', () => {
    const flags = (w0: number, w1: number) =>
      run([['compare', 'w0', 'w1']], { w0, w1, flags: 0xffffffff }).get('flags')
    expect(flags(5, 5)).toBe(0b01)
    expect(flags(6, 5)).toBe(0)
    expect(flags(5, 6)).toBe(0x80000002)
    expect(flags(0x80000000, 1)).toBe(0)
    expect(flags(0, 1)).toBe(0x80000002)
    expect(flags(0xffffffff, 0)).toBe(0b10)
  })

  test('flags that were set are read by a register operand', () => {
    const { get } = run(
      [
        ['compare', 'w0', 'w1'],
        ['copy', 'w2', 'flags'],
      ],
      { w0: 1, w1: 2 },
    )
    expect(get('w2')).toBe(0x80000002)
  })

  test('a flags register that is written directly holds what was written, until flags are set', () => {
    const { get, vm } = run(
      [
        ['compare', 'w0', 'w1'],
        ['copy', 'flags', 'w2'],
        ['copy', 'w1', 'flags'],
        ['compare', 'w0', 'w0'],
      ],
      { w0: 1, w1: 2, w2: 0x1234 },
      3,
    )
    expect([get('flags'), get('w1')]).toEqual([0x1234, 0x1234])
    vm.run(1)
    expect(get('flags')).toBe(1)
  })

  test('flags that are overwritten before anybody reads them leave no trace', () => {
    const { get } = run(
      [
        ['compare', 'w0', 'w1'],
        ['compare', 'w1', 'w1'],
      ],
      { w0: 1, w1: 2 },
    )
    expect(get('flags')).toBe(1)
  })

  test('flags set twice in one instruction are read in between', () => {
    const { get } = run([['twice', 'w0', 'w1']], { w0: -1, w1: 0 })
    expect(get('w0')).toBe(0b10)
    expect(get('flags')).toBe(0b01)
    const equal = run([['twice', 'w0', 'w1']], { w0: 4, w1: 4 })
    expect([equal.get('w0'), equal.get('flags')]).toEqual([0x80000000, 0])
  })

  test('comparing the flags register with a register reads the flags of before', () => {
    const { get } = run(
      [
        ['compare', 'w0', 'w1'],
        ['compare', 'flags', 'w2'],
      ],
      { w0: 1, w1: 2, w2: 0x80000002 },
    )
    expect(get('flags')).toBe(1)
  })

  test('a flag that a run left is read by the next run', () => {
    const { vm } = probeWith(engine, [
      ['compare', 'w0', 'w1'],
      ['copy', 'w2', 'flags'],
    ])
    vm.setRegister('w1', 1)
    vm.run(1)
    expect(vm.register('flags')).toBe(0x80000002)
    vm.setRegister('flags', 77)
    vm.run(1)
    expect(vm.register('w2')).toBe(77)
  })

  test('reading a register that is the program counter gives the next address', () => {
    expect(run([['nop'], ['mov', 'r0', 'ip']]).get('r0')).toBe(at(4))
  })

  test('writing a register that is the program counter jumps', () => {
    const { stop, get } = run(
      [['li', 'ip', at(11)], ['halt'], ['add', 'ip', 'r0'], ['halt'], ['halt']],
      { r0: 1n },
      3,
    )
    expect(stop).toEqual({ kind: 'halted', pc: at(16) })
    expect(get('ip')).toBe(at(16))
  })

  test('a load into the program counter jumps', () => {
    const { stop } = run([['load8', 'ip', 'r0'], ['halt']], { r0: ROM.start }, 2)
    expect(stop).toMatchObject({ kind: 'trap', trap: 'unmapped', pc: 0n })
  })

  test('semantics see the address of their instruction and of the next one', () => {
    const { get } = run([['nop'], ['here', 'r0', 'r1']])
    expect([get('r0'), get('r1')]).toEqual([at(1), at(4)])
  })

  test('the counter includes the instruction that reads it, in every slice', () => {
    const { vm } = probeWith(engine, [['count', 'r0'], ['nop'], ['count', 'r1'], ['jump', -3], ['halt']])
    for (let step = 0; step < 9; step++) vm.run(1)
    expect([vm.register('r0'), vm.register('r1')]).toEqual([1n, 9n])
  })

  test('a routine gives its result to each of its callers', () => {
    const { get } = run([['squares', 'r0', 'r1']], { r0: 3n, r1: 5n })
    expect([get('r0'), get('r1')]).toEqual([9n, 34n])
  })

  test('a routine that traps ends the instruction of its caller, what was done stays', () => {
    const { get, stop } = run([['squares', 'r0', 'r1']], { r0: 3n, r1: -5n })
    expect(stop).toMatchObject({ kind: 'trap', trap: 'chosen', pc: at(0), value: 2n ** 64n - 5n })
    expect([get('r0'), get('r1')]).toEqual([9n, 2n ** 64n - 5n])
  })

  test('a loop inside an instruction runs to its end and counts as one instruction', () => {
    const { vm, probe, get } = run([['fill', 'r0', 'r1'], ['halt']], { r0: 100n, r1: at(0x80) })
    expect([get('r0'), get('r1'), vm.retired]).toEqual([0n, at(0x80 + 100), 2])
    expect([...vm.readMemory(probe.memory, at(0x80), 100)]).toEqual(
      Array.from({ length: 100 }, (_, i) => 100 - i),
    )
  })

  test('a loop whose condition fails at once does nothing', () => {
    const { get, stop } = run([['fill', 'r0', 'r1'], ['halt']], { r0: 0n, r1: 1n })
    expect(stop.kind).toBe('halted')
    expect(get('r1')).toBe(1n)
  })

  test('a trap in the middle of a loop keeps the turns before it', () => {
    const { vm, probe, get, stop } = run([['fill', 'r0', 'r1']], { r0: 10n, r1: ROM.start - 4n })
    expect(stop).toMatchObject({ kind: 'trap', trap: 'unmapped', value: ROM.start })
    expect([get('r0'), get('r1')]).toEqual([6n, ROM.start])
    expect([...vm.readMemory(probe.memory, ROM.start - 4n, 4)]).toEqual([10, 9, 8, 7])
  })

  test.each([
    [0n, 5n, 5n],
    [7n, 0n, 2n ** 64n - 1n],
    [7n, 9n, 7n],
    [-1n, 9n, 9n],
  ])('pick of %s and %s takes the branch it should', (r0, r1, expected) => {
    expect(run([['pick', 'r0', 'r1']], { r0, r1 }).get('r0')).toBe(expected)
  })

  test('floats are kept exactly, and saturate when they become integers', () => {
    const { get } = run(
      [
        ['float', 'f0', 'r0'],
        ['whole', 'r1', 'f0'],
        ['whole', 'r2', 'f1'],
      ],
      { r0: -3n, f1: 1e300 },
    )
    expect([get('f0'), get('r1'), get('r2')]).toEqual([-4.5, BigInt.asUintN(64, -4n), 2n ** 63n - 1n])
  })

  test('a NaN becomes 0', () => {
    expect(run([['whole', 'r0', 'f0']], { f0: Number.NaN, r0: 5n }).get('r0')).toBe(0n)
  })

  test('64-bit sums wrap', () => {
    const { get } = run([['add', 'r0', 'r1']], { r0: 2n ** 64n - 1n, r1: 2n })
    expect(get('r0')).toBe(1n)
  })

  test('a 64-bit literal with all bits set arrives whole', () => {
    expect(run([['li', 'r0', 2n ** 64n - 2n]]).get('r0')).toBe(2n ** 64n - 2n)
  })

  test('an operand that is both source and destination is read before it is written', () => {
    expect(run([['add', 'r0', 'r0']], { r0: 21n }).get('r0')).toBe(42n)
    expect(run([['here', 'r0', 'r0']]).get('r0')).toBe(at(3))
  })
})
