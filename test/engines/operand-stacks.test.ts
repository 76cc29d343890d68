// Operand stacks in the locals of regions: on a machine with two stacks and on uVM, every engine leaves the same, wherever it stops.

import fc from 'fast-check'
import { buildMachine } from 'isaforge/board'
import {
  ENGINE_NAMES,
  type EngineName,
  encodeSnapshot,
  type GeneratedModule,
  moduleText,
  type Tuning,
  type VirtualMachine,
} from 'isaforge/engines'
import { assembleText, boardOfDepth, uvmKit } from 'isaforge/machines/uvm'
import { describe, expect, test } from 'vitest'
import { EAGER } from './eager.js'
import { ADDRESS_WORDS, addresses, COUNTERS, DATA_WORDS, data, forthWith, op } from './forth.js'

/** Everything, words above the depths included. */
const stateOf = (vm: VirtualMachine): unknown => ({
  pc: vm.pc,
  retired: vm.retired,
  depths: [vm.register('data_depth'), vm.register('address_depth')],
  data: vm.readMemory(data, 0n, 8 * DATA_WORDS),
  addresses: vm.readMemory(addresses, 0n, 4 * ADDRESS_WORDS),
})

/** fib(n) by double recursion; n words of the return stack suffice for n - 1. */
const fibonacci = (n: number): readonly number[] =>
  [
    [op('lit', n), op('call', 5), op('halt')],
    [op('dup'), op('lit', 2), op('less'), op('unless', 12), op('exit')],
    [op('dup'), op('lit', 1), op('sub'), op('call', 5), op('swap'), op('lit', 2), op('sub'), op('call', 5)],
    [op('add'), op('exit')],
  ].flat(2)

describe.each(ENGINE_NAMES)('on %s', (engine) => {
  test('two stacks of different words carry a recursion', () => {
    const vm = forthWith(engine, fibonacci(5))
    expect(vm.run(10_000).kind).toBe('halted')
    expect(vm.register('data_depth')).toBe(1)
    expect(new DataView(vm.readMemory(data, 0n, 8).buffer).getBigInt64(0, true)).toBe(5n)
  })

  test('a recursion that is one word too deep overflows where it does on the reference engine', () => {
    const [vm, oracle] = [engine, 'reference' as const].map((name) => forthWith(name, fibonacci(9)))
    const stops = [vm, oracle].map((each) => each.run(10_000))
    expect(stops[0]).toEqual(stops[1])
    expect(stops[0]).toMatchObject({ kind: 'trap', trap: 'return overflow' })
    expect(stateOf(vm)).toEqual(stateOf(oracle))
  })
})

describe.each(ENGINE_NAMES)('on %s, in a hot loop', (engine) => {
  /** Counts down from 30; each turn requires so many words, or room for them. */
  const loop = (name: string, count: number): readonly number[] =>
    [
      op('lit', 30),
      op(name, count),
      op('lit', 1),
      op('sub'),
      op('dup'),
      op('unless', 12),
      op('goto', 2),
      op('halt'),
    ].flat()

  test.each([
    ['need', -1, 'data underflow'],
    ['room', -1, 'data overflow'],
    ['need', 2, 'data underflow'],
    ['room', 12, 'data overflow'],
  ])('%s %i fails', (name, count, trap) => {
    expect(forthWith(engine, loop(name, count)).run(1000)).toMatchObject({ kind: 'trap', trap })
  })

  test.each([
    ['need', 1],
    ['room', 11],
    ['need', 0],
  ])('%s %i does not', (name, count) => {
    expect(forthWith(engine, loop(name, count)).run(1000).kind).toBe('halted')
  })
})

/** Instructions that mostly leave something to work with. */
const instruction = fc.oneof(
  { arbitrary: fc.integer({ min: -3, max: 5 }).map((n) => op('lit', n)), weight: 5 },
  {
    arbitrary: fc
      .constantFrom('add', 'sub', 'mul', 'dup', 'drop', 'swap', 'over', 'less', 'pick', 'exit')
      .map((name) => op(name)),
    weight: 8,
  },
  {
    arbitrary: fc
      .tuple(fc.constantFrom('unless', 'goto', 'call'), fc.integer({ min: 0, max: 60 }))
      .map(([name, to]) => op(name, to)),
    weight: 4,
  },
)
const checks = fc
  .tuple(fc.constantFrom('need', 'room'), fc.integer({ min: -2, max: 4 }))
  .map(([name, words]) => op(name, words))
const program = fc
  .array(fc.oneof({ arbitrary: instruction, weight: 12 }, { arbitrary: checks, weight: 1 }), {
    minLength: 3,
    maxLength: 40,
  })
  .map((pieces) => pieces.flat())

test('random programs on two stacks do the same on every engine, in pieces of any size', () => {
  fc.assert(
    fc.property(
      program,
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 0, max: 2 }),
      (code, piece, inlineCalls) => {
        const machines = ENGINE_NAMES.map((engine) => forthWith(engine, code, { ...EAGER, inlineCalls }))
        for (let run = 0; run < 5; run++) {
          const [expected, ...others] = machines.map((vm) => [vm.run(piece), stateOf(vm)])
          for (const other of others) expect(other).toEqual(expected)
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('a loop that calls and leaves one of two stacks alone counts right, however many counters it uses', () => {
  for (let used = 1; used <= COUNTERS; used++) {
    const counters = Array.from({ length: used }, (_, number) => number)
    const loop = counters.flatMap((number) => op('count', number))
    // The loop is found first, so that what it calls is compiled together with it.
    const start = op('goto', 2)
    const code = [...start, ...loop, ...op('call', loop.length + 6), ...op('goto', 2), ...op('exit')]
    const vm = forthWith('jit', code, { ...EAGER, inlineCalls: 0 })
    expect(vm.run(1 + 10 * (used + 3)).kind).toBe('fuel')
    for (const number of counters) expect(vm.register(`n${number}`)).toBe(10n)
    expect(stateOf(vm)).toMatchObject({ pc: 2n, depths: [0, 0] })
  }
})

/** A uVM with an assembled program. Tells what it prints and which modules it makes. */
function uvmWith(engine: EngineName, source: string, depth: number, tuning: Partial<Tuning> = {}) {
  const modules: GeneratedModule[] = []
  const printed: string[] = []
  const services = { write: (text: string) => void printed.push(text), now: () => 0n }
  const { image } = assembleText('test.uasm', source)
  const { vm } = buildMachine(uvmKit, {
    image: image as Uint8Array,
    board: boardOfDepth(depth),
    engine,
    tuning: { ...EAGER, ...tuning },
    services,
    onModule: (module) => modules.push(module),
  })
  return { vm, modules, printed }
}

/** Runs a uVM program on the JIT; gives what it made. */
function jitted(source: string, depth: number) {
  const { modules, printed, vm } = uvmWith('jit', source, depth)
  const stop = vm.run(1_000_000)
  return { stop, printed: printed.join(''), regions: modules.filter(({ name }) => name.startsWith('region')) }
}

/** Adds up 1 … 100 in frame slots. */
const SUM = `
  ipush 0
  ipush 100
again:
  iloc 0
  iloc 1
  iadd
  isloc 0
  iloc 1
  ipush 1
  isub
  idup
  isloc 1
  ipush 0
  icmp
  jc done
  jmp again
done:
  iloc 0
  print
  halt`

/** The loop of a region, as text. */
const loopIn = ({ bytes }: GeneratedModule): string => /loop[\s\S]*$/.exec(moduleText(bytes))?.[0] ?? ''

describe('a region on uVM', () => {
  test('loads no word of the stack in its loop', () => {
    const { printed, regions, stop } = jitted(SUM, 16)
    expect(stop.kind).toBe('halted')
    expect(printed).toBe('5050\n')
    const [loop] = regions.map(loopIn)
    expect(loop.split('block')[0]).not.toContain('load')
  })

  test('contains a short routine that its loop calls', () => {
    const called = SUM.replace(
      'again:\n  iloc 0\n  iloc 1\n  iadd',
      'again:\n  iloc 1\n  iloc 0\n  call sum\n  iclean 2',
    )
    const { printed, regions } = jitted(`${called}\nsum:\n  iarg 0\n  iarg 1\n  iadd\n  ret`, 16)
    expect(printed).toBe('5050\n')
    const loop = regions.map(loopIn).find((text) => text !== '') as string
    expect(loop).toContain('loop')
    expect(loop).not.toContain('call')
  })

  /** fib(7), by a routine that calls itself. */
  const RECURSION = `
      ipush 7
      call fib
      iclean 1
      print
      halt
    fib:
      iarg 0
      ipush 2
      icmp
      idrop
      iloadcf
      ipush -1
      icmp
      jc base
      iarg 0
      ipush 1
      isub
      call fib
      iclean 1
      iarg 0
      ipush 2
      isub
      call fib
      iclean 1
      iadd
      ret
    base:
      iarg 0
      ret`

  test('is passed what a routine needs that calls itself, not only depth and fuel', () => {
    const { printed, regions } = jitted(RECURSION, 64)
    expect(printed).toBe('13\n')
    const parameters = regions.flatMap(({ bytes }) =>
      [...moduleText(bytes).matchAll(/^ {2}\(func .*$/gm)].map(
        ([line]) => line.match(/\(param/g)?.length ?? 0,
      ),
    )
    // The base, the argument, the frame of the caller, and the address to return to.
    expect(Math.max(...parameters)).toBeGreaterThanOrEqual(6)
  })

  test.each([{}, { passRegisters: false }, { inlineCalls: 0 }])(
    'does in a recursion what the reference engine does, wherever it is cut, on a stack of any size (%o)',
    (tuning) => {
      for (let depth = 2; depth <= 50; depth += 3) {
        for (const piece of [1, 50, 100_000]) {
          const [subject, oracle] = (['jit', 'reference'] as const).map(
            (engine) => uvmWith(engine, RECURSION, depth, tuning).vm,
          )
          for (let kind = 'fuel'; kind === 'fuel'; ) {
            const stop = subject.run(piece)
            expect(stop).toEqual(oracle.run(piece))
            expect(subject.register('depth')).toBe(oracle.register('depth'))
            kind = stop.kind
          }
          expect(Buffer.from(encodeSnapshot(subject.snapshot()))).toEqual(
            Buffer.from(encodeSnapshot(oracle.snapshot())),
          )
        }
      }
    },
  )

  /**
   * A routine that could look at an argument so far down that its caller cannot pass it, and would be passed t0, too. The loop that
   * calls it does not use t0, but so many words of the stack.
   */
  const callForFarArgument = (words: number): string => `
      ipush 7
      isave0
      ipush 5
      ${'ipush 1\n'.repeat(50)}
      jmpw again
    again:
      ${Array.from({ length: words }, (_, slot) => `iloc ${slot}\nisloc ${slot}\n`).join('')}
      iclean 10
      callw far
      ${'ipush 1\n'.repeat(9)}
      iloc 0
      ipush 1
      isub
      idup
      isloc 0
      ipush 0
      icmp
      jcw done
      jmpw again
    done:
      iload0
      print
      halt
    far:
      iload0
      ipush 8
      icmp
      jcw never
      ipush 1
      ret
    never:
      iarg 120
      ret`

  test('leaves registers alone that its calls would have passed, however many others it uses', () => {
    for (let words = 0; words < 32; words++) {
      const { vm, printed } = uvmWith('jit', callForFarArgument(words), 256, { inlineCalls: 0 })
      expect(vm.run(100_000).kind).toBe('halted')
      expect(printed.join('')).toBe('7\n')
    }
  })

  test('stops for an overflow where the stack is full, in a loop that pushes', () => {
    const { stop } = jitted('again: ipush 1\n  jmp again', 9)
    expect(stop).toMatchObject({ kind: 'trap', trap: 'stack-overflow' })
  })

  test('serves a loop that is entered with ever more words below it', () => {
    const source = `
      ipush 0
      isave1
    outer:
      ipush 7
      ipush 3
      isave0
    inner:
      iload0
      ipush 1
      isub
      idup
      isave0
      ipush 0
      icmp
      jc next
      jmp inner
    next:
      iload1
      ipush 1
      iadd
      idup
      isave1
      ipush 40
      icmp
      jc done
      jmp outer
    done:
      iload1
      print
      halt`
    const { printed, regions, stop } = jitted(source, 64)
    expect(stop.kind).toBe('halted')
    expect(printed).toBe('40\n')
    // Compiled for some depths, and then for all.
    expect(regions.length).toBeLessThan(20)
  })
})
