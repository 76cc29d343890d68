// Where execution can go, on every engine: borders of memories, unmapped and unaligned addresses, devices, wrapping.
import { ENGINE_NAMES } from 'isaforge/engines'
import { bus } from 'isaforge/machines/lrvm'
import { describe, expect, test } from 'vitest'
import { LRVM_DISPLAY, LRVM_END, LRVM_RAM, lrvmWith, probeWith, RAM, ROM, TOP, word } from './fixtures.js'

const RAM_END = RAM.start + BigInt(RAM.bytes)

describe.each(ENGINE_NAMES)('%s', (engine) => {
  describe.each(['little', 'big'] as const)('with the probe in %s endian order', (order) => {
    test('a jump outside memory traps at the address it went to', () => {
      const { vm } = probeWith(engine, [['mov', 'ip', 'r0']], order)
      vm.setRegister('r0', 0x9000n)
      expect(vm.run()).toMatchObject({ kind: 'trap', trap: 'unmapped', pc: 0x9000n, value: 0x9000n })
      expect(vm.retired).toBe(2)
    })

    test('code runs on into the next region when that follows without a gap', () => {
      const { vm, probe, code } = probeWith(engine, [], order)
      expect(RAM_END).toBe(ROM.start)
      vm.writeMemory(probe.memory, RAM_END - 1n, code('nop'))
      vm.writeMemory(probe.memory, ROM.start, code('halt'))
      vm.pc = RAM_END - 1n
      expect(vm.run()).toEqual({ kind: 'halted', pc: ROM.start + 1n })
    })

    test('an instruction whose last bytes lie beyond its region is incomplete', () => {
      const { vm, probe, code } = probeWith(engine, [], order)
      for (const missing of [1, 5, 9]) {
        const bytes = code('li', 'r0', 5)
        vm.writeMemory(
          probe.memory,
          RAM_END - BigInt(bytes.length - missing),
          bytes.subarray(0, bytes.length - missing),
        )
        vm.pc = RAM_END - BigInt(bytes.length - missing)
        expect(vm.run()).toMatchObject({ kind: 'trap', trap: 'truncated', pc: vm.pc })
      }
    })

    test('an instruction that ends with its region is complete, and the next fetch is outside', () => {
      const { vm, probe, code } = probeWith(engine, [], order)
      vm.writeMemory(probe.memory, ROM.start + 0xf6n, code('li', 'r0', 5))
      vm.pc = ROM.start + 0xf6n
      expect(vm.run()).toMatchObject({ kind: 'trap', trap: 'unmapped', pc: 0x1500n })
      expect(vm.register('r0')).toBe(5n)
    })

    test('code at the end of the address space wraps to address 0', () => {
      const { vm, probe, code } = probeWith(engine, [], order)
      vm.writeMemory(probe.memory, TOP.start + 0xffn, code('nop'))
      vm.pc = TOP.start + 0xffn
      expect(vm.run()).toMatchObject({ kind: 'trap', trap: 'unmapped', pc: 0n })
    })

    test('relative jumps work at the end of the address space', () => {
      const { vm, probe, code } = probeWith(engine, [], order)
      vm.writeMemory(probe.memory, TOP.start + 0xf0n, code('jump', -0x10))
      vm.writeMemory(probe.memory, TOP.start + 0xe0n, code('halt'))
      vm.pc = TOP.start + 0xf0n
      expect(vm.run()).toEqual({ kind: 'halted', pc: TOP.start + 0xe1n })
    })

    test('bytes that are no instruction trap where they are', () => {
      const { vm, probe } = probeWith(engine, [['nop']], order)
      vm.writeMemory(probe.memory, RAM.start + 1n, Uint8Array.of(0xff))
      expect(vm.run()).toMatchObject({
        kind: 'trap',
        trap: 'illegal',
        pc: RAM.start + 1n,
        value: RAM.start + 1n,
      })
    })

    test('loads and stores of every width reach unaligned addresses up to the last byte of a region', () => {
      const { vm, probe } = probeWith(engine, [], order)
      for (const bytes of [1, 2, 4, 8]) {
        const { vm, probe } = probeWith(
          engine,
          [
            [`store${bytes}`, 'r0', 'r1'],
            [`load${bytes}`, 'r2', 'r1'],
            [`loads${bytes}`, 'r3', 'r1'],
          ],
          order,
        )
        const pattern = 0xf1e2d3c4b5a69788n
        const address = RAM_END - BigInt(bytes)
        vm.setRegister('r0', pattern)
        vm.setRegister('r1', address)
        expect(vm.run(3).kind).toBe('fuel')
        const stored = BigInt.asUintN(8 * bytes, pattern)
        expect(vm.register('r2')).toBe(stored)
        expect(vm.register('r3')).toBe(BigInt.asUintN(64, BigInt.asIntN(8 * bytes, pattern)))
        const memory = [...vm.readMemory(probe.memory, address, bytes)]
        if (order === 'little') memory.reverse()
        expect(memory.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)).toBe(stored)
      }
      expect(vm.readMemory(probe.memory, RAM.start, 1)).toHaveLength(1)
    })

    test('an access that is partly outside memory changes nothing and traps with its address', () => {
      for (const [bytes, over] of [
        [2, 1],
        [4, 3],
        [8, 1],
        [8, 7],
      ]) {
        const address = ROM.start + 0x100n - BigInt(bytes - over)
        for (const access of ['load', 'store']) {
          const { vm, probe } = probeWith(engine, [[`${access}${bytes}`, 'r0', 'r1']], order)
          vm.setRegister('r0', -1n)
          vm.setRegister('r1', address)
          const before = vm.readMemory(probe.memory, ROM.start, ROM.bytes)
          expect(vm.run()).toMatchObject({ kind: 'trap', trap: 'unmapped', pc: RAM.start, value: address })
          expect(vm.readMemory(probe.memory, ROM.start, ROM.bytes)).toEqual(before)
        }
      }
    })

    test('an access that straddles two adjoining regions belongs to neither', () => {
      const { vm } = probeWith(engine, [['load2', 'r0', 'r1']], order)
      vm.setRegister('r1', RAM_END - 1n)
      expect(vm.run()).toMatchObject({ kind: 'trap', value: RAM_END - 1n })
    })

    test('an access that wraps around the end of the address space is outside', () => {
      for (const access of ['load8', 'store8']) {
        const { vm } = probeWith(engine, [[access, 'r0', 'r1']], order)
        vm.setRegister('r1', -4n)
        expect(vm.run()).toMatchObject({ kind: 'trap', value: 2n ** 64n - 4n })
      }
    })

    test('the last bytes of the address space can be read and written', () => {
      const { vm } = probeWith(
        engine,
        [
          ['store8', 'r0', 'r1'],
          ['load8', 'r2', 'r1'],
        ],
        order,
      )
      vm.setRegister('r0', 0x123456789abcdef0n)
      vm.setRegister('r1', -8n)
      vm.run(2)
      expect(vm.register('r2')).toBe(0x123456789abcdef0n)
    })

    test('addresses that agree in their low 32 bits only are different', () => {
      const { vm } = probeWith(engine, [['load1', 'r0', 'r1']], order)
      vm.setRegister('r1', RAM.start + 2n ** 32n)
      expect(vm.run()).toMatchObject({ kind: 'trap', value: RAM.start + 2n ** 32n })
    })

    test('a store to read-only memory runs the missing block', () => {
      const { vm } = probeWith(engine, [['store1', 'r0', 'r1']], order)
      vm.setRegister('r1', ROM.start)
      expect(vm.run()).toMatchObject({ kind: 'trap', value: ROM.start })
    })

    test('two spaces with the same addresses are different memories', () => {
      const { vm, probe } = probeWith(
        engine,
        [
          ['storex', 'r0', 'r1'],
          ['loadx', 'r2', 'r1'],
          ['load8', 'r3', 'r1'],
        ],
        order,
      )
      vm.setRegister('r0', 0x1122334455667788n)
      vm.setRegister('r1', RAM.start + 8n)
      const before = vm.readMemory(probe.memory, RAM.start + 8n, 8)
      vm.run(3)
      expect(vm.register('r2')).toBe(0x1122334455667788n)
      expect(vm.readMemory(probe.memory, RAM.start + 8n, 8)).toEqual(before)
      const numbers = order === 'big' ? before : before.reverse()
      expect(vm.register('r3')).toBe(numbers.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n))
    })
  })

  describe('with LRVM', () => {
    test.each([
      ['unaligned', 0x102, 0x01050002],
      ['unmapped', LRVM_END, 0x01010000],
      ['far unmapped', 0xfffffffc, 0x01010000],
      ['device', LRVM_DISPLAY, 0x01a02100],
    ])('a jump to an %s address raises its exception at the handler', (_, target, et) => {
      const { vm } = lrvmWith(engine, [['cpy', 'pc', 'a0']])
      vm.setRegister('a0', target)
      vm.setRegister('ev', 0x40)
      vm.run(1)
      expect(vm.pc).toBe(BigInt(target))
      vm.run(1)
      expect(vm.register('et')).toBe(et)
      expect(vm.pc).toBe(0x40n)
      expect(vm.retired).toBe(2)
    })

    test('a handler at an unaligned address faults for ever, one instruction per step', () => {
      const { vm } = lrvmWith(engine, [['itr', 1]])
      vm.setRegister('ev', 0x41)
      expect(vm.run(100)).toEqual({ kind: 'fuel', pc: 0x41n })
      expect(vm.retired).toBe(100)
      expect(vm.register('et')).toBe(0x01050001)
    })

    test('code that runs off the end of RAM fetches from the device behind it', () => {
      const { vm } = lrvmWith(engine, [])
      vm.writeMemory(bus, BigInt(LRVM_DISPLAY - 4), word('add', 'a0', 1))
      vm.setRegister('ev', LRVM_RAM)
      vm.pc = BigInt(LRVM_DISPLAY - 4)
      vm.run(2)
      expect(vm.pc).toBe(BigInt(LRVM_RAM))
      expect(vm.register('et')).toBe(0x01a02100)
    })

    test('the instruction that switches the MMU on is followed by a translated fetch', () => {
      const { vm } = lrvmWith(engine, [['cpy', 'mtt', 1], ['halt']])
      // All table entries refuse supervisors; the table is in RAM, entry 4 decides about address 4.
      vm.setRegister('pda', LRVM_RAM)
      vm.setRegister('ev', 0x80)
      vm.writeMemory(bus, BigInt(LRVM_RAM + 16), Uint8Array.of(0x80, 0, 0, 0))
      vm.run(2)
      expect(vm.register('et')).toBe(0x01060004)
      expect(vm.pc).toBe(0x80n)
    })

    test('a store into the MMU table takes effect with the next fetch', () => {
      const { vm } = lrvmWith(engine, [['wsa', 'ac0', 0x10, 'a0'], ['halt']])
      vm.setRegister('mtt', 1)
      vm.setRegister('pda', LRVM_RAM)
      vm.setRegister('ac0', LRVM_RAM)
      vm.setRegister('a0', 0x80000000)
      vm.setRegister('ev', 0x80)
      vm.run(2)
      expect(vm.register('et')).toBe(0x01060004)
    })

    test('leaving supervisor mode counts for the very next fetch', () => {
      const { vm } = lrvmWith(engine, [['lsm', 0x20]])
      vm.setRegister('mtt', 1)
      vm.setRegister('pda', LRVM_RAM)
      vm.setRegister('ev', 0x80)
      // Entry 0x24: userland may not, supervisors may.
      vm.writeMemory(bus, BigInt(LRVM_RAM + 0x90), Uint8Array.of(0x40, 0, 0, 0))
      vm.run(1)
      expect([vm.pc, vm.register('smt')]).toEqual([0x24n, 0])
      vm.run(1)
      expect(vm.register('et')).toBe(0x00060024)
      expect(vm.register('smt')).toBe(1)
    })

    test('the program counter wraps at 2^32', () => {
      const { vm } = lrvmWith(engine, [['halt']])
      vm.setRegister('ev', 0)
      vm.pc = 0xfffffffcn
      // Nothing is mapped there: opcode 0 raises an exception to ev = 0.
      expect(vm.run(2)).toEqual({ kind: 'halted', pc: 4n })
    })

    test('a jump to where an instruction skips from the last word wraps', () => {
      const { vm } = lrvmWith(engine, [['jpr', -8]])
      vm.run(1)
      expect(vm.pc).toBe(0xfffffff8n)
    })
  })
})
