// The interpreter writes handlers for what a program needs: first for what lies around the pc, then for what it met.
import { buildMachine } from 'isaforge/board'
import type { GeneratedModule, VirtualMachine } from 'isaforge/engines'
import { bus, lrvmKit } from 'isaforge/machines/lrvm'
import { describe, expect, test } from 'vitest'
import { joined } from './code.js'
import { word } from './fixtures.js'

const FAR_AWAY = 0x2000
const START = word('cpy', 'pc', FAR_AWAY)
const TURNS = 1000
const LOOP = joined(
  word('mul', 'a1', 3),
  word('add', 'a1', 'a0'),
  word('add', 'a0', 1),
  word('cmp', 'a0', TURNS),
  word('ifn', 0),
  word('cpy', 'pc', FAR_AWAY),
  word('halt'),
)

/** A machine after it has run code, given by its address, and the modules that were made for it. */
function ran(
  engine: 'reference' | 'interpreter',
  code: readonly (readonly [address: number, code: Uint8Array])[],
): [VirtualMachine, readonly GeneratedModule[]] {
  const modules: GeneratedModule[] = []
  const { vm } = buildMachine(lrvmKit, {
    image: new Uint8Array(),
    services: { write: () => undefined, now: () => 0n },
    engine,
    onModule: (module) => modules.push(module),
  })
  for (const [address, bytes] of code) vm.writeMemory(bus, BigInt(address), bytes)
  expect(vm.run().kind).toBe('halted')
  return [vm, modules]
}

/** A machine with a loop far away from the pc, after it has run, and the modules that were made for it. */
const finished = (engine: 'reference' | 'interpreter') =>
  ran(engine, [
    [0, START],
    [FAR_AWAY, LOOP],
  ])

describe('code that lies far from where a machine starts', () => {
  const [expected] = finished('reference')
  const [actual, modules] = finished('interpreter')
  const [, later] = finished('interpreter')

  test('does what it does on the reference engine', () => {
    expect(actual.register('a1')).toBe(expected.register('a1'))
    expect(actual.retired).toBe(expected.retired)
  })

  test('gets handlers when it turns out to be used', () => {
    expect(modules).toHaveLength(2)
    expect(modules[1].bytes.length).toBeGreaterThan(modules[0].bytes.length)
  })

  test('finds them with machines that are made later', () => {
    expect(later.map(({ bytes }) => bytes)).toEqual([modules[1].bytes])
  })
})

describe('the handlers of an instruction', () => {
  const modulesFor = (...words: readonly Uint8Array[]) =>
    ran('interpreter', [[0, joined(...words, word('halt'))]])[1].map(({ bytes }) => bytes)
  const [first, ...more] = modulesFor(word('sub', 'a0', 'a1'))

  test('are made before it runs', () => {
    expect(more).toEqual([])
  })

  test('serve all operands of the same forms', () => {
    expect(modulesFor(word('sub', 'a2', 'a3'))).toEqual([first])
  })

  test('are all made as soon as a program shows that some are missing', () => {
    const [complete] = modulesFor(word('sub', 'a0', 5))
    expect(complete.length).toBeGreaterThan(first.length)
    expect(modulesFor(word('sub', 'a0', 1))).toEqual([complete])
  })
})
