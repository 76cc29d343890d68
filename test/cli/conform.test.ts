// `isaforge conform`: what counts as passed, failed, not supported.

import { expect, test } from 'vitest'
import { useCommandLine } from './command-line.js'

const { run, write } = useCommandLine()
const good = { id: 'good', lasm: 'halt', words: 'f0000000' }
const bad = { id: 'bad', tag: 'wrong on purpose', lasm: 'halt', words: 'f0000001' }
const text = {
  id: 'text',
  words: 'f0000000',
  text: 'halt',
  annotated: '0x00000000: halt',
  strict_error: null,
}
const device = { id: 'device', words: '', devices: [] }
const lines = (...cases: readonly object[]): string => cases.map((one) => `${JSON.stringify(one)}\n`).join('')
const lastLine = (output: string): string | undefined => output.trimEnd().split('\n').at(-1)

test.concurrent('cases that agree pass, and the last line counts them', async () => {
  write('good.jsonl', lines(good, text))
  const { status, stdout } = await run(['conform', 'lrvm', 'good.jsonl'])
  expect(status).toBe(0)
  expect(lastLine(stdout)).toBe('2 passed, 0 failed')
})

test.concurrent('a case that differs fails with its place and what differs', async () => {
  write('bad.jsonl', lines(good, bad))
  const { status, stdout } = await run(['conform', 'lrvm', 'bad.jsonl'])
  expect(status).toBe(1)
  expect(stdout).toContain(
    'failed: bad.jsonl:2 bad (wrong on purpose)\n  the image is f0000000, expected f0000001',
  )
  expect(lastLine(stdout)).toBe('1 passed, 1 failed')
})

test.concurrent('after twenty failures the rest is counted', async () => {
  write('many.jsonl', lines(...Array(25).fill(bad)))
  const { stdout } = await run(['conform', 'lrvm', 'many.jsonl'])
  expect(stdout.match(/^failed:/gm)).toHaveLength(20)
  expect(stdout).toContain('… and 5 more failures')
  expect(lastLine(stdout)).toBe('0 passed, 25 failed')
})

test.concurrent('cases that cannot be run yet are reported; they fail when their file is named', async () => {
  write('folder/good.jsonl', lines(good))
  write('folder/devices.jsonl', lines(device, device))
  const folder = await run(['conform', 'lrvm', 'folder'])
  expect(folder.stdout).toContain('not supported yet: 2 cases')
  expect([folder.status, lastLine(folder.stdout)]).toEqual([0, '1 passed, 0 failed'])
  const named = await run(['conform', 'lrvm', 'folder/devices.jsonl'])
  expect([named.status, lastLine(named.stdout)]).toEqual([1, '0 passed, 2 failed'])
})

test.concurrent('files without cases are refused', async () => {
  write('empty.jsonl', '\n')
  const { status, stdout, stderr } = await run(['conform', 'lrvm', 'empty.jsonl'])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain("there are no cases in 'empty.jsonl'")
})

test.concurrent('--tuning reaches the engine', async () => {
  write('again.jsonl', lines(good))
  const tuned = await run(['conform', 'lrvm', 'again.jsonl', '--engine', 'jit', '--tuning', 'threshold=1'])
  expect([tuned.status, lastLine(tuned.stdout)]).toEqual([0, '1 passed, 0 failed'])
  const wrong = await run(['conform', 'lrvm', 'again.jsonl', '--tuning', 'threshold=fast'])
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toContain("threshold is a number and cannot be 'fast'")
})
