// The vectors of the assembly language (test/conformance/asm/README.md).

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type AssemblyCase, checkAssemblyCase } from '../../apps/cli/src/conform/asm.js'
import { readVectors } from '../../apps/cli/src/conform/vectors.js'

const folder = fileURLToPath(new URL('./asm', import.meta.url))
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
const vectors = files.map((name) => ({
  name,
  cases: readVectors([`${folder}/${name}`]).flatMap((file) => file.cases),
}))

test.each(vectors)('the assembler passes $name', ({ cases }) => {
  const failures = cases.flatMap(({ one }) =>
    checkAssemblyCase(one as AssemblyCase).map((problem) => `${one.id}: ${problem}`),
  )
  expect(failures).toEqual([])
})

test('there are 842 vectors, of which 348 are mistakes', () => {
  const cases = vectors.flatMap((file) => file.cases.map(({ one }) => one as AssemblyCase))
  expect(cases.length).toBe(842)
  expect(cases.filter(({ expect: { errors } }) => errors !== undefined).length).toBe(348)
})
