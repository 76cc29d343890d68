// Smoke test of the benchmarks: every program, at a size that takes no time, gives the same checksum everywhere.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ENGINE_NAMES } from 'isaforge/engines'
import { afterAll, expect, test } from 'vitest'
import { generateSource, measureAssembler } from '../../bench/assembler.js'
import { findCompiler } from '../../bench/c-compiler.js'
import { measureProgram } from '../../bench/measure-program.js'
import { PROGRAMS } from '../../bench/programs.js'
import { assemblerTable, extrapolationNote, programTable } from '../../bench/report.js'
import { measureRuleTable } from '../../bench/rule-table.js'

const compiler = findCompiler()
if (compiler === undefined) console.error('C compiler not found: the C programs are not compared')

const folder = mkdtempSync(join(tmpdir(), 'isaforge-bench-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const subjects = [...ENGINE_NAMES, ...(compiler === undefined ? [] : ['C'])]

test.each(PROGRAMS)('$name has the same checksum on every engine and in C', (program) => {
  const options = { runs: 2, parameters: program.tinyParameters, compiler, folder }
  const measurements = measureProgram(program, options)
  expect(measurements.map(({ subject }) => subject)).toEqual(subjects)
  expect(measurements.every(({ samples }) => samples.length === 2)).toBe(true)
  expect(extrapolationNote(measurements)).toBe('')
  expect(programTable(measurements).split('\n')).toHaveLength(2 + subjects.length)
})

test('a benchmark of the assembler assembles as many lines as it says', () => {
  expect(generateSource(1000).trimEnd().split('\n')).toHaveLength(1000)
  const measurements = measureAssembler(1, [10, 100])
  expect(measurements.map(({ work }) => work?.amount)).toEqual([10, 100])
  expect(assemblerTable(measurements)).toContain('100 lines')
})

test('tables of rules of any size assemble the same number of lines', () => {
  const measurements = measureRuleTable(1, [3, 300], 20)
  expect(measurements.map(({ subject, work }) => [subject, work?.amount])).toEqual([
    ['3 rules', 20],
    ['300 rules', 20],
  ])
})
