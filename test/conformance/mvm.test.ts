// MVM's execution vectors on every engine.

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ExecutionChoices } from 'isaforge/board'
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { checkExecutionCase, type MvmExecutionCase } from '../../apps/cli/src/conform/mvm-execution.js'
import { readVectors } from '../../apps/cli/src/conform/vectors.js'
import { EAGER } from '../engines/eager.js'

const folder = fileURLToPath(new URL('./mvm', import.meta.url))
const files = readdirSync(folder).filter((name) => name.startsWith('exec'))

const CHOICES: readonly (readonly [title: string, ExecutionChoices])[] = [
  ...ENGINE_NAMES.map((engine) => [engine, { engine }] as const),
  ['jit that compiles at once', { engine: 'jit', tuning: EAGER }],
]

describe.each(CHOICES)('the %s engine passes', (_, choices) => {
  test.each(files)('%s', { timeout: 120_000 }, (name) => {
    const cases = readVectors([`${folder}/${name}`]).flatMap((file) => file.cases)
    const failures = cases.flatMap(({ one }) =>
      checkExecutionCase(one as MvmExecutionCase, choices).map((problem) => `${one.id}: ${problem}`),
    )
    expect(cases.length).toBeGreaterThan(0)
    expect(failures).toEqual([])
  })
})
