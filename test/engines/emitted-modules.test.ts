// Every module that the JIT emits for made-up programs is valid.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Laboratory } from '../fuzz/laboratory.js'
import { makeProgram } from '../fuzz/program.js'
import { mix } from '../fuzz/random.js'
import { TARGETS } from '../fuzz/target.js'

afterEach(() => {
  vi.restoreAllMocks()
})

/** How many modules there certainly are. Stack-VM's programs have no jumps, so that only its interpreter is compiled. */
const least = (name: string): number => (name.startsWith('stackvm') ? 5 : 50)

describe.each(Object.entries(TARGETS))('on %s', (name, target) => {
  test('modules of 1000 made-up programs validate', () => {
    const Module = WebAssembly.Module
    const emitted: Uint8Array<ArrayBuffer>[] = []
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function module(bytes: Uint8Array<ArrayBuffer>) {
      emitted.push(bytes)
      return new Module(bytes)
    } as never)
    const laboratory = new Laboratory(target, [{ label: 'jit', kit: target.kit, engine: 'jit' }])
    for (let index = 0; index < 1000; index++) {
      laboratory.compare(makeProgram(target, laboratory.terrains, mix(77, index)))
    }
    expect(emitted.length).toBeGreaterThan(least(name))
    for (const bytes of emitted) expect(WebAssembly.validate(bytes)).toBe(true)
  })
})
