// The command line starts from code that was kept when it was built, where V8 accepts it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleCommandLine } from '../../scripts/command-line.mjs'
import { GREETING } from './command-line.js'

const folder = mkdtempSync(join(tmpdir(), 'isaforge-test-'))
const main = join(folder, 'main.cjs')
const program = join(folder, 'greeting.lasm')
const starter = join(folder, 'starter.cjs')

/** Starts the bundle as the command does, and says whether V8 refused what was kept. */
const STARTER = `
const { load, run } = require(${JSON.stringify(resolve('apps/cli/bin/bundle.cjs'))})
const script = load(${JSON.stringify(main)})
console.error(script.cachedDataRejected)
run(script, ${JSON.stringify(main)})
`

const node = (...words: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  return { status, stdout, stderr: stderr.trim() }
}

const keptCode = () => readdirSync(folder).filter((name) => name.endsWith('.code'))

beforeAll(async () => {
  await bundleCommandLine(folder)
  writeFileSync(program, GREETING)
  writeFileSync(starter, STARTER)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('without kept code, the command line runs', () => {
  expect(node(starter, 'run', program)).toEqual({ status: 0, stdout: 'Hi', stderr: 'undefined' })
})

test('code is kept by running a command, and only if that succeeds', () => {
  expect(node('scripts/keep-code.mjs', main, 'run', join(folder, 'absent.lasm')).status).not.toBe(0)
  expect(keptCode()).toEqual([])
  expect(node('scripts/keep-code.mjs', main, 'run', program)).toMatchObject({ status: 0, stdout: 'Hi' })
  expect(keptCode()).toHaveLength(1)
})

test('with kept code, the command line runs it', () => {
  expect(node(starter, 'run', program)).toEqual({ status: 0, stdout: 'Hi', stderr: 'false' })
})

test('V8 with other flags does without', () => {
  expect(node('--no-opt', starter, 'run', program)).toEqual({ status: 0, stdout: 'Hi', stderr: 'true' })
})

test('a bundle that was written later does without, even one of the same length', () => {
  const later = Date.now() / 1000 + 10
  utimesSync(main, later, later)
  expect(node(starter, 'run', program)).toEqual({ status: 0, stdout: 'Hi', stderr: 'undefined' })
})
