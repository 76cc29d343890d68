// What `isaforge conform` says where an engine cannot be trusted.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { conformCommand } from '../../apps/cli/src/commands/conform.js'

vi.mock(import('../../src/engines/self-test/self-test.js'), async (original) => ({
  ...(await original()),
  wrongAnswersHere: () => [{ engines: ['jit'], message: 'one and one is 3' }],
}))

const folder = mkdtempSync(join(tmpdir(), 'isaforge-conform-test-'))
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const HALT = {
  id: 'halt',
  words: 'f0000000',
  rom_bytes: 4,
  ram_bytes: 0,
  max_cycles: 10,
  expect: { regs: {}, steps: 1, cycles: 1, halted: true, ram: [] },
}

test('an engine that cannot be trusted is left out with a warning, once for all cases', async () => {
  const printed = vi.spyOn(console, 'error').mockReturnValue(undefined)
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const file = join(folder, 'halt.jsonl')
  writeFileSync(file, [HALT, HALT].map((one) => JSON.stringify(one)).join('\n'))
  expect(await conformCommand('lrvm', [file], { engine: 'jit', tuning: [] })).toBe(0)
  expect(printed).toHaveBeenCalledOnce()
  expect(printed.mock.calls[0][0]).toMatch(
    /warning.*untrusted-host.*the jit engine is left out because .* one and one is 3/,
  )
})
