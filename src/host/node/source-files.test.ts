// Source files come from their folder only.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sourceFiles } from './source-files.js'

const base = mkdtempSync(join(tmpdir(), 'isaforge-sources-'))
mkdirSync(join(base, 'project/library'), { recursive: true })
writeFileSync(join(base, 'secret'), 'secret')
writeFileSync(join(base, 'project/library/part.asm'), 'part')
symlinkSync(join(base, 'secret'), join(base, 'project/link'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const files = sourceFiles(join(base, 'project'))

test('a file below the folder is read', () => {
  expect(new TextDecoder().decode(files('library/part.asm'))).toBe('part')
})

test.each(['../secret', 'link', 'library', 'nothing', join(base, 'secret')])('%s gives nothing', (name) => {
  expect(files(name)).toBeUndefined()
})
