// Stack-VM's vectors on every engine.

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ExecutionChoices } from 'isaforge/board'
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { checkStackVmCase, type StackVmCase } from '../../apps/cli/src/conform/stackvm.js'
import { readVectors } from '../../apps/cli/src/conform/vectors.js'
import { EAGER } from '../engines/eager.js'

const folder = fileURLToPath(new URL('./stackvm', import.meta.url))
const files = readdirSync(folder)

const CHOICES: readonly (readonly [title: string, ExecutionChoices])[] = [
  ...ENGINE_NAMES.map((engine) => [engine, { engine }] as const),
  ['jit that compiles at once', { engine: 'jit', tuning: EAGER }],
]

describe.each(CHOICES)('the %s engine passes', (_, choices) => {
  test.each(files)('%s', (name) => {
    const cases = readVectors([`${folder}/${name}`]).flatMap((file) => file.cases)
    const failures = cases.flatMap(({ one }) =>
      checkStackVmCase(one as StackVmCase, choices).map((problem) => `${one.id}: ${problem}`),
    )
    expect(cases.length).toBeGreaterThan(0)
    expect(failures).toEqual([])
  })
})
