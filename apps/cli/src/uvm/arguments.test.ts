// The arguments of the command uvm.

import { describe, expect, test } from 'vitest'
import { requestOf } from './arguments.js'

const request = (line: string) => requestOf(line.split(' ').filter((word) => word !== ''))

describe('the arguments of uvm', () => {
  test('name a file, and otherwise have defaults', () => {
    expect(request('-f a.uc')).toEqual({
      kind: 'run',
      file: 'a.uc',
      depth: 1024,
      isVerbose: false,
      showsLines: false,
    })
    expect(request('-v -l -d 7 -f a.uc')).toEqual({
      kind: 'run',
      file: 'a.uc',
      depth: 7,
      isVerbose: true,
      showsLines: true,
    })
  })

  test('may repeat an option, and the last one counts', () => {
    expect(request('-f a -f b -d 3 -d 4')).toMatchObject({ file: 'b', depth: 4 })
  })

  test('ask for help with -h, whatever follows', () => {
    expect(request('-v -h --what')).toEqual({ kind: 'help' })
  })

  test.each(['0', '-1', '16777217', 'many', '1.5', '0x10', '+5'])(
    'ask for a maximum stack depth that is greater than 0: %s is refused',
    (depth) => {
      expect(request(`-f a -d ${depth}`)).toEqual({
        kind: 'mistake',
        message: `the depth must be a number from 1 to 16777216, not ${depth}`,
      })
    },
  )

  test.each([
    ['', '-f FILE is missing'],
    ['-v', '-f FILE is missing'],
    ['-f', '-f needs a value'],
    ['-f a -d', '-d needs a value'],
    ['-x -f a', 'unknown option -x'],
    ['-f a b', 'unexpected argument b'],
  ])("that are '%s' are refused", (line, message) => {
    expect(request(line)).toEqual({ kind: 'mistake', message })
  })
})
