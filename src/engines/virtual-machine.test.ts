// What embedders hold: registers by name, guest memory as the guest numbers it, snapshots, wrong use.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  defineMachine,
  ENGINE,
  hostCall,
  i32,
  instructionsIn,
  register,
  registerFile,
  slice,
  space,
  stop,
  trap,
} from '../core/index.js'
import { decodeSnapshot, encodeSnapshot, SNAPSHOT_VERSION } from './snapshot.js'
import { VirtualMachine } from './virtual-machine.js'

const words = space('words', 'i32', { order: 'big', wordBytes: 4 })
const bytes = space('bytes', 'i32', { order: 'big' })
const file = registerFile('r', 'i32', ['r0', 'pc'], { pc: { index: 1, reads: 'pc' } })
const wide = registerFile('w', 'i64', ['w0'])
const float = registerFile('f', 'f64', ['f0'])
const narrow = registerFile('n', 'i32', ['n0'], { bits: 8 })
const hidden = register('secret', 'i32', { hidden: true })
const beep = hostCall('beep', {}, { summary: 'Beeps' })
const define = instructionsIn<number>((value) => ({
  length: 4,
  match: [{ slice: slice(4, 'big', 31, 24), value }],
  operands: [],
}))

const described = (name: string) =>
  defineMachine({
    name,
    title: name,
    summary: 'Holds things',
    pc: 'i32',
    registers: [file, wide, float, narrow, hidden.file],
    spaces: [words, bytes],
    fetch: { space: words, align: 4, outside: () => i32(0) },
    instructions: [
      define(1, 'halt', {}, () => stop('halted')),
      define(2, 'fail', {}, () =>
        trap({ name: 'broken', message: 'failed with {value}, {value:hex}' }, i32(-1)),
      ),
      define(3, 'beep', {}, () => beep({})),
    ],
    illegal: { length: 4, does: () => trap({ name: 'illegal', message: 'no instruction' }) },
    assembly: { sourceExtensions: [], imageExtensions: [], labelAlign: 32, rawDirective: '#d32' },
  })
const machine = described('holder')

interface Devices {
  state: unknown
}

function build(devices: Devices = { state: { line: 3 } }, bytesOfRam = 64, of = machine): VirtualMachine {
  return new VirtualMachine(of, {
    regions: [
      { space: words, start: 0x100n, bytes: bytesOfRam, writable: true },
      { space: bytes, start: 0n, bytes: 21, writable: true },
    ],
    host: () => ({ beep: () => undefined }),
    devices: {
      save: () => structuredClone(devices.state),
      restore: (saved) => {
        if (typeof saved !== 'object' || saved === null || !('line' in saved))
          throw new RangeError('not this device')
        devices.state = saved
      },
    },
    engine: 'reference',
  })
}

describe('registers', () => {
  test.each<[string, number | bigint, number | bigint]>([
    ['r0', -1, 0xffffffff],
    ['r0', 2 ** 32 + 5, 5],
    ['w0', -1n, 2n ** 64n - 1n],
    ['w0', 7, 7n],
    ['f0', -0.5, -0.5],
    ['f0', 3n, 3],
    ['n0', 0x1ff, 0xff],
    ['n0', -1, 0xff],
    ['secret', -2, 0xfffffffe],
    ['pc', -4, 0xfffffffc],
  ])('%s set to %s is %s', (name, value, expected) => {
    const vm = build()
    vm.setRegister(name, value)
    expect(vm.register(name)).toBe(expected)
  })

  test('that are the pc are the pc', () => {
    const vm = build()
    vm.setRegister('pc', 0x104)
    expect(vm.pc).toBe(0x104n)
    vm.pc = 2n ** 32n + 8n
    expect(vm.register('pc')).toBe(8)
  })

  test.each(['r7', '', '__proto__', 'constructor'])('called %s do not exist, and it says so', (name) => {
    expect(() => build().register(name)).toThrow(`holder has no register called ${name}`)
    expect(() => build().setRegister(name, 1)).toThrow(RangeError)
  })
})

describe('guest memory', () => {
  test.each([words, bytes])(
    'of $name is read and written byte by byte as the guest numbers them',
    (space) => {
      fc.assert(
        fc.property(fc.nat(20), fc.uint8Array({ maxLength: 20 }), (at, contents) => {
          const vm = build(undefined, 24)
          const start = space === words ? 0x100n : 0n
          const model = new Uint8Array(space === words ? 24 : 21)
          const address = start + BigInt(at)
          if (at + contents.length > model.length) {
            expect(() => vm.writeMemory(space, address, contents)).toThrow(RangeError)
            return
          }
          vm.writeMemory(space, address, contents)
          model.set(contents, at)
          expect(vm.readMemory(space, start, model.length)).toEqual(model)
          expect(vm.readMemory(space, address, contents.length)).toEqual(contents)
        }),
      )
    },
  )

  test.each([words, bytes])(
    'of $name is filled with contents and zeros, and nothing else changes',
    (space) => {
      fc.assert(
        fc.property(fc.nat(20), fc.nat(20), fc.uint8Array({ maxLength: 24 }), (at, length, contents) => {
          const vm = build(undefined, 24)
          const start = space === words ? 0x100n : 0n
          const model = new Uint8Array(space === words ? 24 : 21).fill(0xee)
          vm.writeMemory(space, start, model)
          fc.pre(at + length <= model.length)
          vm.fillMemory(space, start + BigInt(at), length, contents)
          model.fill(0, at, at + length)
          model.set(contents.subarray(0, length), at)
          expect(vm.readMemory(space, start, model.length)).toEqual(model)
        }),
      )
    },
  )

  test('outside of its regions is a RangeError that says where', () => {
    const vm = build()
    expect(() => vm.readMemory(words, 0x13cn, 8)).toThrow('8 bytes at 0x13c are not all in memory of words')
    expect(() => vm.readMemory(words, 0xffn, 1)).toThrow(RangeError)
    expect(() => vm.writeMemory(bytes, 21n, Uint8Array.of(1))).toThrow(
      '1 bytes at 0x15 are not all in memory of bytes',
    )
  })
})

describe('running', () => {
  test('gives messages of traps their value', () => {
    const vm = build()
    vm.pc = 0x100n
    vm.writeMemory(words, 0x100n, Uint8Array.of(2, 0, 0, 0))
    expect(vm.run()).toEqual({
      kind: 'trap',
      pc: 0x100n,
      trap: 'broken',
      message: `failed with ${2n ** 64n - 1n}, 0xffffffffffffffff`,
      value: 2n ** 64n - 1n,
    })
  })

  test.each(['beep', 'toString'])('into the host call %s needs that host function', (name) => {
    const calling = defineMachine({
      ...machine,
      fetch: { space: words, align: 4, outside: () => i32(0) },
      instructions: [define(1, 'call', {}, () => hostCall(name, {}, { summary: '' })({}))],
      illegal: { length: 4, does: () => stop('halted') },
    })
    const regions = [{ space: words, start: 0n, bytes: 4, writable: true }]
    const vm = new VirtualMachine(calling, { regions, host: () => ({}), engine: 'reference' })
    vm.writeMemory(words, 0n, Uint8Array.of(1))
    expect(() => vm.run(1)).toThrow(`holder needs the host function ${name}`)
  })

  test('refuses regions of spaces that the machine does not have', () => {
    const regions = [{ space: space('else', 'i32', { order: 'big' }), start: 0n, bytes: 4, writable: true }]
    expect(() => new VirtualMachine(machine, { regions, host: () => ({ beep: () => undefined }) })).toThrow(
      'holder has no space else',
    )
  })

  test('refuses more memory than fits', () => {
    const regions = [{ space: bytes, start: 0n, bytes: 2 ** 32, writable: true }]
    expect(() => new VirtualMachine(machine, { regions, host: () => ({ beep: () => undefined }) })).toThrow(
      'do not fit',
    )
  })
})

describe('a snapshot', () => {
  const used = (): VirtualMachine => {
    const vm = build()
    vm.writeMemory(words, 0x100n, Uint8Array.of(3, 0, 0, 0, 1, 0, 0, 0))
    vm.pc = 0x100n
    vm.setRegister('r0', 42)
    vm.setRegister('f0', Math.PI)
    vm.run(1)
    return vm
  }

  test('brings everything back, devices included', () => {
    const devices: Devices = { state: { line: 3 } }
    const vm = build(devices)
    const snapshot = vm.snapshot()
    vm.setRegister('r0', 1)
    vm.writeMemory(words, 0x100n, Uint8Array.of(9))
    devices.state = { line: 99 }
    vm.restore(snapshot)
    expect([vm.register('r0'), vm.readMemory(words, 0x100n, 1)[0], devices.state]).toEqual([
      0,
      0,
      { line: 3 },
    ])
  })

  test('survives being written as bytes and read again', () => {
    const vm = used()
    const snapshot = vm.snapshot()
    expect(decodeSnapshot(encodeSnapshot(snapshot))).toEqual(snapshot)
    const other = build()
    other.restore(decodeSnapshot(encodeSnapshot(snapshot)))
    expect([other.register('r0'), other.register('f0'), other.pc, other.retired]).toEqual([
      42,
      Math.PI,
      0x104n,
      1,
    ])
    expect(other.run()).toEqual({ kind: 'halted', pc: 0x108n })
  })

  test('leaves out memory that is zero', () => {
    const vm = build(undefined, 2 ** 24)
    expect(encodeSnapshot(vm.snapshot()).length).toBeLessThan(3 * 4096)
  })

  test.each<[string, (snapshot: ReturnType<VirtualMachine['snapshot']>) => object, string]>([
    [
      'version',
      (snapshot) => ({ ...snapshot, version: SNAPSHOT_VERSION + 1 }),
      `its version is ${SNAPSHOT_VERSION + 1}, not ${SNAPSHOT_VERSION}`,
    ],
    ['machine', (snapshot) => ({ ...snapshot, machine: 'lrvm' }), 'it is of lrvm, not of holder'],
    ['layout', (snapshot) => ({ ...snapshot, layout: '' }), 'it has another memory layout'],
    ['length', (snapshot) => ({ ...snapshot, state: snapshot.state.subarray(1) }), 'its state is incomplete'],
    ['devices', (snapshot) => ({ ...snapshot, devices: null }), 'not this device'],
    [
      'stop code',
      (snapshot) => {
        const state = snapshot.state.slice()
        state[ENGINE.finished] = 77
        return { ...snapshot, state }
      },
      'it has no valid state',
    ],
    [
      'finished trap',
      (snapshot) => {
        const state = snapshot.state.slice()
        state[ENGINE.finished] = 3
        state[ENGINE.trap] = 200
        return { ...snapshot, state }
      },
      'it has no valid state',
    ],
  ])('with a wrong %s is refused and changes nothing', (_, damage, message) => {
    const vm = used()
    const before = vm.snapshot()
    expect(() => vm.restore(damage(build().snapshot()) as never)).toThrow(RangeError)
    expect(() => vm.restore(damage(build().snapshot()) as never)).toThrow(message)
    expect(vm.snapshot()).toEqual(before)
  })

  test('of a board of another size is refused', () => {
    expect(() => build(undefined, 68).restore(used().snapshot())).toThrow('it has another memory layout')
  })

  test('of another machine is refused', () => {
    expect(() => build(undefined, 64, described('other')).restore(used().snapshot())).toThrow(
      'it is of holder, not of other',
    )
  })

  test('with any byte damaged is refused by a RangeError or can be run', () => {
    const encoded = encodeSnapshot(used().snapshot())
    const header = encoded.indexOf(10)
    const vm = build()
    const damage = (at: number, value: number): void => {
      const damaged = encoded.slice()
      damaged[at] = value
      attempt(vm, damaged)
    }
    for (let at = 0; at <= header; at++)
      for (const value of [0, 10, 34, 48, 57, 0x80, 0xff]) damage(at, value)
    // The engine block lies at the start of the state.
    for (let at = 0; at < ENGINE.bytes; at++)
      for (const value of [0, 1, 3, 0x7f, 0x80, 0xff]) damage(header + 1 + at, value)
  })

  test('cut short or made up is refused by a RangeError', () => {
    const encoded = encodeSnapshot(used().snapshot())
    for (let end = 0; end < encoded.length; end += 61)
      expect(() => decodeSnapshot(encoded.subarray(0, end))).toThrow(RangeError)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (random) => {
        expect(() => decodeSnapshot(random)).toThrow(RangeError)
      }),
    )
  })

  test.each([
    '{}',
    'null',
    '[]',
    '{"magic":"isaforge-snapshot"}',
    '{"magic":"isaforge-snapshot","version":1,"machine":"holder","layout":"","bytes":1e300,"chunks":[]}',
    '{"magic":"isaforge-snapshot","version":1,"machine":"holder","layout":"","bytes":-4096,"chunks":[]}',
    '{"magic":"isaforge-snapshot","version":1,"machine":"holder","layout":"","bytes":4096,"chunks":[4096]}',
    '{"magic":"isaforge-snapshot","version":1,"machine":"holder","layout":"","bytes":4096,"chunks":[-4096]}',
    '{"magic":"isaforge-snapshot","version":1,"machine":"holder","layout":"","bytes":4096,"chunks":{"length":0}}',
    '{"magic":"isaforge-snapshot","version":"1","machine":"holder","layout":"","bytes":4096,"chunks":[]}',
    '{"magic":"isaforge-snapshot","version":1,"machine":{},"layout":"","bytes":4096,"chunks":[]}',
    `{"magic":"isaforge-snapshot","x":${'['.repeat(100_000)}`,
  ])('with the header %.70s is refused by a RangeError', (header) => {
    expect(() => decodeSnapshot(new TextEncoder().encode(`${header}\n`))).toThrow(RangeError)
  })
})

/** Reads and continues from bytes that may be damaged. */
function attempt(vm: VirtualMachine, damaged: Uint8Array): void {
  try {
    vm.restore(decodeSnapshot(damaged))
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
    return
  }
  expect(['halted', 'trap', 'fuel', 'exit', 'blocked']).toContain(vm.run(10).kind)
  expect(Number.isFinite(vm.retired)).toBe(true)
}
