// MVM's vectors: of the assembler, of the command line, and of execution on every engine.

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkAssemblerCase, type MvmAssemblerCase } from '../../apps/cli/src/conform/mvm-assembly.js'
import { checkCommandLineCase, type MvmCommandLineCase } from '../../apps/cli/src/conform/mvm-command-line.js'
import { checkExecutionCase, type MvmExecutionCase } from '../../apps/cli/src/conform/mvm-execution.js'
import { readVectors } from '../../apps/cli/src/conform/vectors.js'
import { testOnEveryEngine } from './on-every-engine.js'

const folder = fileURLToPath(new URL('./mvm', import.meta.url))
const files = readdirSync(folder).filter((name) => name.startsWith('exec'))

const casesIn = (name: string) => readVectors([`${folder}/${name}`]).flatMap((file) => file.cases)

describe('the assembler passes', () => {
  test.each(['asm.jsonl', 'asm_decisions.jsonl'])('%s', (name) => {
    const cases = casesIn(name)
    const failures = cases.flatMap(({ one }) =>
      checkAssemblerCase(one as MvmAssemblerCase).map((problem) => `${one.id}: ${problem}`),
    )
    expect(cases.length).toBeGreaterThan(0)
    expect(failures).toEqual([])
  })
})

describe('the command line passes', () => {
  test.each(['cli.jsonl', 'cli_decisions.jsonl'])('%s', (name) => {
    const cases = casesIn(name)
    const failures = cases.flatMap(({ one }) =>
      checkCommandLineCase(one as MvmCommandLineCase).map((problem) => `${one.id}: ${problem}`),
    )
    expect(cases.length).toBeGreaterThan(0)
    expect(failures).toEqual([])
  })
})

testOnEveryEngine<MvmExecutionCase>(folder, files, checkExecutionCase)
