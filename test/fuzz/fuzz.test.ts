// The fuzzer itself: a short run with a fixed seed, and proof that it finds and shrinks what is wrong.
import { Decoder, type Instruction, type Machine } from 'isaforge/core'
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { measureCoverage } from './coverage.js'
import { fuzz } from './fuzz.js'
import { Laboratory } from './laboratory.js'
import { makeProgram } from './program.js'
import { mix } from './random.js'
import { report } from './report.js'
import { type FuzzTarget, TARGETS } from './target.js'

/** Fewer programs where several targets are variants of one machine. */
const programsFor = (machine: string): number => (machine.startsWith('stackvm-') ? 500 : 2000)

describe.each(Object.entries(TARGETS))('on %s', (machine, target) => {
  const count = programsFor(machine)

  test(`${count} made-up programs run alike on all engines`, () => {
    const subjects = ENGINE_NAMES.map((engine) => ({ label: engine, kit: target.kit, engine }))
    expect(fuzz(new Laboratory(target, subjects), { seed: 20_26, first: 0, count })).toBeUndefined()
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

/** What engines have to get right that keep the words of an operand stack elsewhere. */
const STACK_EVENTS = [
  'a loop of 5 turns',
  'a call in a call',
  'a call in a loop',
  'a return',
  'runs in slices',
  'snapshots and engine changes in the middle',
  'an instruction at several depths of the stack',
  'no fuel with 4 words on the stack',
  'a trap in a loop of 5 turns',
  'trap stack-overflow',
  'trap stack-underflow',
  'trap no-frame',
  'trap slot-range',
  'halted',
]

test.each([
  ['lrvm', [...EVENTS, ...LRVM_EVENTS]],
  ['probe-big', [...EVENTS, 'trap']],
  ['mvm', [...EVENTS, 'trap', 'exit']],
  ['uvm', STACK_EVENTS],
  [
    'stackvm-checked',
    ['halted', 'trap overflow', 'trap stack-overflow', 'no fuel with 4 words on the stack'],
  ],
  ['toy', ['a loop of 5 turns', 'runs in slices', 'snapshots and engine changes in the middle', 'exit']],
])('of programs for %s, at least 2 % do each thing that is hard to get right', (machine, events) => {
  const { counts, programs } = measureCoverage(TARGETS[machine], 20_26, 0, 1000)
  const rare = events.filter((event) => (counts.get(event) ?? 0) < 0.02 * programs)
  expect(rare).toEqual([])
})

describe('a planted fault', () => {
  /** A machine with the meaning of one instruction replaced by that of another. */
  function faulty({ kit }: FuzzTarget, name: string, like: string): FuzzTarget['kit'] {
    const machine: Machine = kit.machine
    const semantics = machine.instruction(like)?.semantics
    const instructions = machine.instructions.map(
      (instruction): Instruction =>
        instruction.name === name && semantics !== undefined ? { ...instruction, semantics } : instruction,
    )
    return { ...kit, machine: { ...machine, instructions, decoder: new Decoder(instructions) } }
  }

  test.each([
    ['lrvm', 'shl', 'shr', 2],
    ['lrvm', 'mod', 'div', 2],
    ['lrvm', 'ifn', 'if', 2],
    ['uvm', 'isave1', 'isave2', 2],
    ['uvm', 'fsub', 'fadd', 3],
    ['stackvm', 'sub', 'add', 3],
    ['toy', 'less', 'put', 2],
  ])(
    'is found and shrunk to very few instructions when on %s %s does what %s should do',
    (machine, name, like, most) => {
      const target = TARGETS[machine]
      const laboratory = new Laboratory(target, [
        { label: 'right', kit: target.kit, engine: 'reference' },
        { label: 'wrong', kit: faulty(target, name, like), engine: 'reference' },
      ])
      const result = fuzz(laboratory, { seed: 1, first: 0, count: 500 })
      expect(result).toBeDefined()
      const { program, difference } = result!
      expect(program.code.instructions.length).toBeLessThanOrEqual(most)
      expect(program.runs).toHaveLength(1)
      const text = report(laboratory, program, difference, 'npm run fuzz')
      expect(text).toMatch(new RegExp(`^  .*0x[0-9a-f]{4}  [0-9a-f]+ +${name}\\b`, 'm'))
      expect(text).toContain('reproduce with: npm run fuzz')
    },
  )
})
