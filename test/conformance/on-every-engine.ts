// Vectors of a machine on every engine, and on a JIT that compiles at once.

import type { ExecutionChoices } from 'isaforge/board'
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { readVectors } from '../../apps/cli/src/conform/vectors.js'
import { EAGER } from '../engines/eager.js'

const CHOICES: readonly (readonly [title: string, ExecutionChoices])[] = [
  ...ENGINE_NAMES.map((engine) => [engine, { engine }] as const),
  ['jit that compiles at once', { engine: 'jit', tuning: EAGER }],
]

/** Declares a test per engine and file; `check` gives the problems of a case. */
export function testOnEveryEngine<Case>(
  folder: string,
  files: readonly string[],
  check: (one: Case, choices: ExecutionChoices) => readonly string[],
): void {
  describe.each(CHOICES)('the %s engine passes', (_, choices) => {
    test.each(files)('%s', (name) => {
      const cases = readVectors([`${folder}/${name}`]).flatMap((file) => file.cases)
      const failures = cases.flatMap(({ one }) =>
        check(one as Case, choices).map((problem) => `${one.id}: ${problem}`),
      )
      expect(cases.length).toBeGreaterThan(0)
      expect(failures).toEqual([])
    })
  })
}
