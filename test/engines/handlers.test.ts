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

/** A machine with a loop far away from the pc, after it has run, and the modules that were made for it. */
function finished(engine: 'reference' | 'interpreter'): [VirtualMachine, readonly GeneratedModule[]] {
  const modules: GeneratedModule[] = []
  const { vm } = buildMachine(lrvmKit, {
    image: new Uint8Array(),
    services: { write: () => undefined, now: () => 0n },
    engine,
    onModule: (module) => modules.push(module),
  })
  vm.writeMemory(bus, 0n, START)
  vm.writeMemory(bus, BigInt(FAR_AWAY), LOOP)
  expect(vm.run().kind).toBe('halted')
  return [vm, modules]
}

describe('code that lies far from where a machine starts', () => {
  const [expected] = finished('reference')
  const [actual, modules] = finished('interpreter')

  test('does what it does on the reference engine', () => {
    expect(actual.register('a1')).toBe(expected.register('a1'))
    expect(actual.retired).toBe(expected.retired)
  })

  test('gets handlers when it turns out to be used', () => {
    expect(modules).toHaveLength(2)
    expect(modules[1].bytes.length).toBeGreaterThan(modules[0].bytes.length)
  })

  test('finds them with machines that are made later', () => {
    const [, later] = finished('interpreter')
    expect(later.map(({ bytes }) => bytes)).toEqual([modules[1].bytes])
  })
})
