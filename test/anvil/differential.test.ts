// Compiled programs do what a direct interpreter of the language says, on every engine.
import fc from 'fast-check'
import { ENGINE_NAMES } from 'isaforge/engines'
import { translate } from 'isaforge/languages/anvil'
import { uvmKit } from 'isaforge/machines/uvm'
import { expect, test } from 'vitest'
import { interpret, OPERATORS } from './interpreter.js'
import { compiled, run } from './machine.js'
import { programFrom } from './writer.js'

/** Statements that a program may execute; the few that take longer are left out. */
const FUEL = 20_000

const programs = fc
  .array(fc.nat({ max: 10_000 }), { minLength: 100, maxLength: 1000, size: 'max' })
  .map(programFrom)

/** Instructions after which a run is interrupted, so that compiled loops are left and entered in many places. */
const pieces = fc.integer({ min: 20, max: 2000 })

function interpreted(text: string, operators = OPERATORS) {
  const { checked } = translate('test.anvil', text)
  return checked && interpret(checked, FUEL, operators)
}

const propertyWith = (operators: typeof OPERATORS) =>
  fc.property(programs, pieces, (text, piece) => {
    const code = compiled(text)
    const wanted = interpreted(text, operators)
    fc.pre(wanted?.end.kind !== 'fuel')
    const runs = [...ENGINE_NAMES.map((engine) => run(code, engine)), run(code, 'jit', undefined, piece)]
    for (const { printed, end } of runs) expect({ printed, end }).toEqual(wanted)
  })

test('every engine prints and fails as the interpreter does', () => {
  // Smaller programs take longer to find than the time there is.
  fc.assert(propertyWith(OPERATORS), { numRuns: 300, endOnFailure: true })
})

test('a wrong operator is found', () => {
  const broken = { ...OPERATORS, int: { ...OPERATORS.int, sub: OPERATORS.int.add } }
  expect(fc.check(propertyWith(broken), { numRuns: 300, endOnFailure: true }).failed).toBe(true)
})

test('the assembly text of a program is assembled to its bytes', () => {
  fc.assert(
    fc.property(programs, (text) => {
      const { image, assembly } = compiled(text)
      expect(uvmKit.language?.assemble('again.uasm', assembly).image).toEqual(image)
    }),
    { numRuns: 200 },
  )
})

test('the programs that are written print, fail, loop and call', () => {
  const texts = fc.sample(programs, { numRuns: 300, seed: 1 })
  const ends = texts.map((text) => interpreted(text))
  const share = (count: number): number => count / texts.length
  expect(share(ends.filter((one) => one?.end.kind === 'failed').length)).toBeGreaterThan(0.05)
  expect(share(ends.filter((one) => one?.end.kind === 'halted').length)).toBeGreaterThan(0.3)
  expect(share(ends.filter((one) => (one?.printed.length ?? 0) > 20).length)).toBeGreaterThan(0.2)
  for (const word of ['for ', 'while ', 'fn f0', 'f0(', '[', 'else', ' % ', 'sqrt', 'break', ' and '])
    expect(share(texts.filter((text) => text.includes(word)).length)).toBeGreaterThan(0.1)
})
