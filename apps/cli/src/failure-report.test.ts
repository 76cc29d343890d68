// What is printed when a command ends early, and with which status.

import { afterEach, expect, test, vi } from 'vitest'
import { usageFailure } from './failure.js'
import { reportFailure, reportWarning } from './failure-report.js'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

function reported(cause: unknown): { readonly status: number; readonly text: string } {
  const print = vi.spyOn(console, 'error').mockReturnValue(undefined)
  const status = reportFailure(cause)
  return { status, text: print.mock.calls.flat().join('\n') }
}

test('a mistake of the user is a message with a hint', () => {
  vi.stubEnv('NO_COLOR', '1')
  vi.stubEnv('FORCE_COLOR', undefined)
  const { status, text } = reported(usageFailure('unknown-thing', 'there is no thing', 'try another'))
  expect(status).toBe(2)
  expect(text).toBe('error[unknown-thing]: there is no thing\n  = help: try another')
})

test('a bug asks to be reported, and hides its stack', () => {
  vi.stubEnv('ISAFORGE_DEBUG', undefined)
  const { status, text } = reported(new TypeError('x is not a function'))
  expect(status).toBe(70)
  expect(text).toMatch(
    /^isaforge: internal error: x is not a function\nThis is a bug in isaforge\. Please report it/,
  )
  expect(text).not.toContain('failure-report.test')
})

test('a bug shows its stack when asked to', () => {
  vi.stubEnv('ISAFORGE_DEBUG', '1')
  expect(reported(new TypeError('x is not a function')).text).toContain('failure-report.test')
})

test('a warning has its code, too', () => {
  vi.stubEnv('NO_COLOR', '1')
  vi.stubEnv('FORCE_COLOR', undefined)
  const print = vi.spyOn(console, 'error').mockReturnValue(undefined)
  reportWarning('untrusted-host', 'the jit engine is left out')
  expect(print.mock.calls).toEqual([['warning[untrusted-host]: the jit engine is left out']])
})
