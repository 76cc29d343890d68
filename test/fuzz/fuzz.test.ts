// The fuzzer itself: a short run with a fixed seed, and proof that it finds and shrinks what is wrong.
import { Decoder, type Instruction, type Machine, type MachineKit } from 'isaforge/core'
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { measureCoverage } from './coverage.js'
import { fuzz } from './fuzz.js'
import { Laboratory } from './laboratory.js'
import { makeProgram } from './program.js'
import { mix } from './random.js'
import { report } from './report.js'
import { type FuzzTarget, TARGETS } from './target.js'

describe.each(Object.entries(TARGETS))('on %s', (_, target) => {
  test('2000 made-up programs run alike on all engines', { timeout: 60_000 }, () => {
    const subjects = ENGINE_NAMES.map((engine) => ({ label: engine, kit: target.kit, engine }))
    expect(fuzz(new Laboratory(target, subjects), { seed: 20_26, first: 0, count: 2000 })).toBeUndefined()
  })

  test('the same seed makes up the same program', () => {
    const { terrains } = new Laboratory(target, [])
    expect(makeProgram(target, terrains, 7)).toEqual(makeProgram(target, terrains, 7))
  })

  test('every instruction occurs in made-up programs', () => {
    const { terrains } = new Laboratory(target, [])
    const seen = new Set<string>()
    for (let index = 0; index < 1000; index++) {
      for (const bytes of makeProgram(target, terrains, mix(3, index)).code.instructions) {
        const decoded = target.kit.machine.decoder.decode(bytes)
        if (typeof decoded !== 'string') seen.add(decoded.instruction.name)
      }
    }
    expect([...seen].sort()).toEqual(target.kit.machine.instructions.map(({ name }) => name).sort())
  })
})

/** What engines have to get right on every machine with shapes, and on LRVM alone. */
const EVENTS = [
  'a loop of 5 turns',
  'a call in a call',
  'a call in a loop',
  'a return',
  'a return elsewhere',
  'a store into code',
  'a store over executed code',
  'execution of stored code',
  'runs in slices',
  'snapshots and engine changes in the middle',
]
const LRVM_EVENTS = [
  'a store beside code',
  'the MMU changes',
  'code with the MMU set',
  'user mode changes',
  'an exception changes',
]

test.each([
  ['lrvm', [...EVENTS, ...LRVM_EVENTS]],
  ['probe-big', [...EVENTS, 'trap']],
  ['mvm', [...EVENTS, 'trap', 'exit']],
])('of programs for %s, at least 2 % do each thing that is hard to get right', (machine, events) => {
  const { counts, programs } = measureCoverage(TARGETS[machine], 20_26, 0, 1000)
  const rare = events.filter((event) => (counts.get(event) ?? 0) < 0.02 * programs)
  expect(rare).toEqual([])
})

describe('a planted fault', () => {
  const target = TARGETS.lrvm

  /** LRVM with the meaning of one instruction replaced by that of another. */
  function faulty(name: string, like: string): FuzzTarget['kit'] {
    const machine: Machine = target.kit.machine
    const semantics = machine.instruction(like)?.semantics
    const instructions = machine.instructions.map(
      (instruction): Instruction =>
        instruction.name === name && semantics !== undefined ? { ...instruction, semantics } : instruction,
    )
    const kit: MachineKit = target.kit
    return { ...kit, machine: { ...machine, instructions, decoder: new Decoder(instructions) } }
  }

  test.each([
    ['shl', 'shr'],
    ['mod', 'div'],
    ['ifn', 'if'],
  ])('is found and shrunk to very few instructions when %s does what %s should do', (name, like) => {
    const laboratory = new Laboratory(target, [
      { label: 'right', kit: target.kit, engine: 'reference' },
      { label: 'wrong', kit: faulty(name, like), engine: 'reference' },
    ])
    const result = fuzz(laboratory, { seed: 1, first: 0, count: 500 })
    expect(result).toBeDefined()
    const { program, difference } = result!
    expect(program.code.instructions.length).toBeLessThanOrEqual(2)
    expect(program.runs).toHaveLength(1)
    const text = report(laboratory, program, difference, 'npm run fuzz')
    expect(text).toMatch(new RegExp(`^  .*0x[0-9a-f]{4}  [0-9a-f]{8}  ${name} `, 'm'))
    expect(text).toContain('reproduce with: npm run fuzz')
  })
})
