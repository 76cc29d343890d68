// Which engine runs when WebAssembly computes wrongly, and what is said about it.
import { buildMachine } from 'isaforge/board'
import type { EngineChoice, EngineName } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { afterEach, expect, test, vi } from 'vitest'
import { joined } from './code.js'
import { word } from './fixtures.js'

const { wrong } = vi.hoisted(() => ({
  wrong: [] as { readonly engines: readonly EngineName[]; readonly message: string }[],
}))
vi.mock(import('../../src/engines/self-test/self-test.js'), async (original) => ({
  ...(await original()),
  wrongAnswersHere: () => wrong,
}))

afterEach(() => {
  wrong.length = 0
})

const IMAGE = joined(
  word('add', 'a0', 1),
  word('cmp', 'a0', 1000),
  word('ifn', 0),
  word('cpy', 'pc', 0),
  word('halt'),
)

/** Counts to 1000 with an engine: which one ended up running, and what it was warned of. */
function counted(engine: EngineChoice) {
  const warnings: string[] = []
  const services = { write: () => undefined, now: () => 0n }
  const warn = (message: string): void => void warnings.push(message)
  const { vm } = buildMachine(lrvmKit, { image: IMAGE, services, engine, warn })
  expect(vm.run(10_000).kind).toBe('halted')
  expect(vm.register('a0')).toBe(1000)
  return { engine: vm.engineName, warnings }
}

const SHIFT = 'i32.shl of (1, 32) is 0 instead of 1'
const left = (engine: EngineName): string =>
  `the ${engine} engine is left out because WebAssembly computes wrongly here: ${SHIFT}`

test('where all answers are right, auto ends on the JIT and nobody is warned', () => {
  expect(counted('auto')).toEqual({ engine: 'jit', warnings: [] })
})

test.each(['auto', 'jit'] as const)('%s leaves the JIT out when only that is concerned', (choice) => {
  wrong.push({ engines: ['jit'], message: SHIFT })
  expect(counted(choice)).toEqual({ engine: 'interpreter', warnings: [left('jit')] })
})

test.each(['auto', 'jit'] as const)(
  '%s comes down to the reference engine when both are concerned',
  (choice) => {
    wrong.push({ engines: ['interpreter', 'jit'], message: SHIFT })
    expect(counted(choice)).toEqual({ engine: 'reference', warnings: [left('jit'), left('interpreter')] })
  },
)

test('a warning names the first wrong answer and counts the others', () => {
  for (let count = 0; count < 4; count++) wrong.push({ engines: ['interpreter', 'jit'], message: SHIFT })
  expect(counted('interpreter')).toEqual({
    engine: 'reference',
    warnings: [`${left('interpreter')}, and 3 more`],
  })
})

test('the reference engine needs no right answers', () => {
  wrong.push({ engines: ['interpreter', 'jit'], message: SHIFT })
  expect(counted('reference')).toEqual({ engine: 'reference', warnings: [] })
})
