// Templates of LRVM's instructions: which instructions share one, and what the compiler learns from it.
import { buildMachine } from 'isaforge/board'
import { lrvmKit } from 'isaforge/machines/lrvm'
import { describe, expect, test } from 'vitest'
import { Translator } from '../../src/engines/jit/translator.js'
import { Placement } from '../../src/engines/state.js'
import { type Argument, bytesOf } from './code.js'

type Instruction = readonly [string, ...Argument[]]

/** The operation that each instruction of a program is translated to; `modes` are values of mode registers. */
function translate(program: readonly Instruction[], modes: Readonly<Record<string, number>> = {}) {
  const image = Uint8Array.from(
    program.flatMap(([name, ...given]) => [...bytesOf(lrvmKit.machine, name, ...given)]),
  )
  const services = { write: () => undefined, now: () => 0n }
  const { vm } = buildMachine(lrvmKit, {
    image,
    board: [{ type: 'rom', bytes: 4096 }],
    engine: 'reference',
    services,
  })
  const { state } = vm
  const memory = state.layout.regions[0]
  const translator = new Translator(
    new Placement(state.machine, state.layout),
    new Map(Object.entries(modes)),
  )
  return program.map((_, index) => translator.translate(state, memory, 4 * index))
}

describe('instructions share a template', () => {
  test('when they differ in registers and in numbers that are only calculated with', () => {
    const [first, second, third] = translate([
      ['add', 'a0', 1],
      ['add', 'a3', 7],
      ['add', 'a3', 'a4'],
    ])
    expect(first?.versions.loading).toBe(second?.versions.loading)
    expect(first?.numbers).toEqual([0, 1])
    expect(second?.versions.loading).not.toBe(third?.versions.loading)
  })

  test('but not when one of them reads the flags as a register', () => {
    const [register, flags] = translate([
      ['cpy', 'a0', 'a1'],
      ['cpy', 'a0', 'af'],
    ])
    expect(register?.versions.loading?.forKinds).toBeUndefined()
    expect(flags?.versions.loading?.forKinds).toBeDefined()
  })

  test('but not when a number decides what they do', () => {
    const [zero, carry] = translate([
      ['if', 0],
      ['if', 1],
    ])
    expect(zero?.versions.loading).not.toBe(carry?.versions.loading)
  })
})

describe('a template knows', () => {
  test('where control goes', () => {
    const [jump, skip, indirect, call] = translate([
      ['jpr', 12],
      ['if', 0],
      ['jpr', 'a0'],
      ['call', 'a1'],
    ])
    expect(jump?.versions.loading).toMatchObject({ fallsThrough: false, calls: false })
    expect(
      jump?.versions.loading?.targets.map((target) =>
        target({ numbers: [12], pc: 100, nextPc: 104, constants: [], anchors: [] }),
      ),
    ).toEqual([112])
    expect(skip?.versions.loading?.fallsThrough).toBe(true)
    expect(indirect?.versions.loading).toMatchObject({ targets: [], fallsThrough: false })
    expect(call?.versions.loading).toMatchObject({ targets: [], calls: true })
  })

  test('that nothing is compiled of an instruction which always leaves the ordinary path', () => {
    expect(translate([['halt'], ['itr', 1]])).toEqual([undefined, undefined])
  })
})
