// The loading animation belongs to runs on a terminal that nobody watches instruction by instruction.

import { assembleText } from 'isaforge/machines/uvm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runPlainly } from './run.js'
import { runVerbosely } from './verbose.js'

/** Some slices long. */
const LONG = 'ipush 1000000\nagain: ipush 1\nisub\nidup\nipush 0\nicmp\njc over\njmp again\nover: halt\n'
const SHORT = 'ipush 1\nhalt\n'
const CLOCK_MILLISECONDS = 4

const programOf = (text: string) => ({ image: assembleText('loop.uasm', text).image ?? new Uint8Array() })

describe('the wish list of uVM: the ASCII loading animation', () => {
  let written = ''
  let onTerminal: boolean

  beforeEach(() => {
    written = ''
    onTerminal = process.stderr.isTTY
    let now = 0
    // Time passes by looking at the clock, so that it depends on no computer.
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += CLOCK_MILLISECONDS
      return now
    })
    vi.spyOn(process.stderr, 'write').mockImplementation((text, ...rest: unknown[]) => {
      written += typeof text === 'string' ? text : new TextDecoder().decode(text)
      const done = rest.find((one) => typeof one === 'function')
      done?.()
      return true
    })
  })

  afterEach(() => {
    vi.restoreAllMocks()
    process.stderr.isTTY = onTerminal
  })

  test('is shown on a terminal while a program is processed, and erased at its end', async () => {
    process.stderr.isTTY = true
    expect(await runPlainly(programOf(LONG), 8)).toBe(0)
    expect(written).toMatch(/^(\r\[[= ]{4}\])+\r +\r$/)
  })

  test('is not shown where there is no terminal', async () => {
    process.stderr.isTTY = false
    expect(await runPlainly(programOf(LONG), 8)).toBe(0)
    expect(written).toBe('')
  })

  test('is not shown in verbose mode, which logs the stack instead', async () => {
    process.stderr.isTTY = true
    expect(await runVerbosely(programOf(SHORT), 8, false)).toBe(0)
    expect(written).toContain('1 0000 ipush 1 | t0=0 t1=0 t2=0 cf=0 fp=0 | 1: [1]')
    expect(written).not.toContain('[=')
  })
})
