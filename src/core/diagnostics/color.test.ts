import { expect, test } from 'vitest'
import { wantsColor } from './color.js'

test.each([
  ['a terminal has colours', true, {}, true],
  ['a file has none', undefined, {}, false],
  ['NO_COLOR takes them from a terminal', true, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR means nothing', true, { NO_COLOR: '' }, true],
  ['FORCE_COLOR gives them to a file', false, { FORCE_COLOR: '1' }, true],
  ['an empty FORCE_COLOR gives them, too', false, { FORCE_COLOR: '' }, true],
  ['FORCE_COLOR=0 takes them away', true, { FORCE_COLOR: '0' }, false],
  ['CLICOLOR_FORCE gives them to a file', false, { CLICOLOR_FORCE: '1' }, true],
  ['CLICOLOR_FORCE=0 means nothing', false, { CLICOLOR_FORCE: '0' }, false],
  ['FORCE_COLOR wins over NO_COLOR', false, { FORCE_COLOR: '3', NO_COLOR: '1' }, true],
  ['a dumb terminal has none', true, { TERM: 'dumb' }, false],
])('%s', (_sentence, isTTY, env, colored) => {
  expect(wantsColor({ isTTY, env })).toBe(colored)
})
