// The text of what engines really generate: the interpreter's module and regions, of LRVM and of the probe.
import { buildMachine } from 'isaforge/board'
import type { MachineKit } from 'isaforge/core'
import { type GeneratedModule, moduleText } from 'isaforge/engines'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { describe, expect, test } from 'vitest'
import { bytesOf, joined } from './code.js'
import { EAGER } from './eager.js'
import { word } from './fixtures.js'
import { probe, probeKit } from './probe.js'

/** The modules that the JIT makes for a program that begins with a hot loop. */
// biome-ignore lint/suspicious/noExplicitAny: facts are private between a machine and its components
function modulesFor(kit: MachineKit<any>, program: Uint8Array, registers: Record<string, number>) {
  const made: GeneratedModule[] = []
  const { vm } = buildMachine(kit, {
    image: new Uint8Array(),
    services: { write: () => undefined, now: () => 0n },
    engine: 'jit',
    tuning: EAGER,
    onModule: (module) => made.push(module),
  })
  vm.writeMemory(kit.space, 0n, program)
  for (const [name, value] of Object.entries(registers)) vm.setRegister(name, value)
  expect(vm.run(10_000).kind).toBe('halted')
  return made
}

const COUNTING_UP = joined(
  word('add', 'a0', 1),
  word('cmp', 'a0', 100),
  word('ifn', 0),
  word('cpy', 'pc', 0),
  word('halt'),
)
const PROBE = probeKit(probe('little'))
const ADD = bytesOf(PROBE.machine, 'add', 'r0', 'r1')
const COUNTING_DOWN = joined(
  ADD,
  bytesOf(PROBE.machine, 'jnz', 'r0', -ADD.length),
  bytesOf(PROBE.machine, 'halt'),
)

const MODULES: Readonly<Record<string, () => readonly GeneratedModule[]>> = {
  lrvm: () => modulesFor(lrvmKit, COUNTING_UP, {}),
  probe: () => modulesFor(PROBE, COUNTING_DOWN, { r0: 100, r1: -1 }),
}

const opened = (lines: readonly string[]): number =>
  lines.filter((line) => /^ *(block|loop|if) /.test(line)).length
const closed = (lines: readonly string[]): number => lines.filter((line) => /^ *end$/.test(line)).length

describe.each(Object.entries(MODULES))('of %s', (_, modulesOf) => {
  const modules = modulesOf()

  test('there are an interpreter and a region named after its address', () => {
    const names = modules.map(({ name }) => name)
    expect(names).toContain('interpreter')
    expect(names).toContainEqual(expect.stringMatching(/^region-0x0$/))
  })

  test.each(modules.map(({ name, bytes }) => ({ name, bytes })))(
    '$name is valid, and its text complete',
    ({ bytes }) => {
      expect(WebAssembly.validate(bytes as Uint8Array<ArrayBuffer>)).toBe(true)
      const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
      const text = moduleText(bytes)
      for (const { name } of WebAssembly.Module.imports(module))
        expect(text).toContain(`(import "host" "${name}"`)
      for (const { name } of WebAssembly.Module.exports(module)) expect(text).toContain(`(export "${name}")`)
      const lines = text.split('\n')
      expect(closed(lines)).toBe(opened(lines))
    },
  )
})
