// The --tuning option: what it accepts, and what it says to what it does not.

import { DEFAULT_TUNING } from 'isaforge/engines'
import { expect, test } from 'vitest'
import { tuningOf } from './tuning-option.js'

test('names get values of their types, and the last one counts', () => {
  expect(tuningOf([])).toEqual({})
  expect(tuningOf(['threshold=7', 'linkCalls=false', 'threshold=1'])).toEqual({
    threshold: 1,
    linkCalls: false,
  })
})

test('every setting can be given its default', () => {
  const words = Object.entries(DEFAULT_TUNING).map(([name, value]) => `${name}=${value}`)
  expect(tuningOf(words)).toEqual(DEFAULT_TUNING)
})

test.each([
  ['threshold', "needs a name and a value, not 'threshold'", '--tuning NAME=VALUE'],
  ['=1', "needs a name and a value, not '=1'", '--tuning NAME=VALUE'],
  ['treshold=1', "no setting called 'treshold'", 'did you mean threshold? by default: threshold='],
  ['nothing=1', "no setting called 'nothing'", 'by default: threshold='],
  ['toString=1', "no setting called 'toString'", 'by default: threshold='],
  ['threshold=', "threshold is a number and cannot be ''", 'write digits'],
  ['threshold=-1', "threshold is a number and cannot be '-1'", 'write digits'],
  ['threshold=true', "threshold is a number and cannot be 'true'", 'write digits'],
  ['linkCalls=1', "linkCalls is a switch and cannot be '1'", 'write true or false'],
])('--tuning %s is refused', (word, message, hint) => {
  expect(() => tuningOf([word])).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  )
})
