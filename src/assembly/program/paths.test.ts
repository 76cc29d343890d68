// Names of included files.
import { expect, test } from 'vitest'
import { resolvePath } from './paths.js'

test.each([
  ['b.asm', 'main.asm', 'b.asm'],
  ['b.asm', 'lib/a.asm', 'lib/b.asm'],
  ['./x//b.asm', 'lib/a.asm', 'lib/x/b.asm'],
  ['..\\b.asm', 'lib/a.asm', 'b.asm'],
  ['/b.asm', 'lib/a.asm', 'b.asm'],
  ['<std>/cpu.asm', 'lib/a.asm', '<std>/cpu.asm'],
])('%s in %s is %s', (name, from, path) => {
  expect(resolvePath(name, from)).toEqual({ path })
})

test.each([
  ['../b.asm', 'main.asm', 'path-escapes-root'],
  ['', 'main.asm', 'invalid-filename'],
])('%j in %s: %s', (name, from, code) => {
  expect(resolvePath(name, from)).toMatchObject({ code })
})
