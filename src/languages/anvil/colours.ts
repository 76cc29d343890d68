// What editors colour in sources of Anvil, made from the tables of words.

import {
  ARITHMETIC,
  BUILT_IN,
  LOGIC_WORDS,
  RELATION_SIGNS,
  STATEMENT_WORDS,
  TYPE_WORDS,
  VALUE_WORDS,
} from './words.js'

const words = (list: readonly string[]): string => `\\b(?:${list.join('|')})\\b`
const escaped = (sign: string): string => sign.replace(/[.*+]/g, '\\$&')
const signs = (list: readonly string[]): string =>
  [...list]
    .sort((one, other) => other.length - one.length)
    .map(escaped)
    .join('|')

/** TextMate scopes with the patterns of what has them, the first that fits first. */
export const colours: readonly (readonly [scope: string, pattern: string])[] = [
  ['comment.line.double-slash', '//.*$'],
  ['string.quoted.double', '"(?:\\\\.|[^"\\\\])*"?'],
  ['entity.name.function', '(?<=\\bfn )[A-Za-z_]\\w*'],
  ['keyword.control', words(STATEMENT_WORDS)],
  ['keyword.operator.logical', words(LOGIC_WORDS)],
  ['storage.type', words(TYPE_WORDS)],
  ['constant.language', words(VALUE_WORDS)],
  ['support.function', `${words(BUILT_IN)}(?=\\s*\\()`],
  [
    'constant.numeric',
    '\\b(?:0[xX][0-9A-Fa-f_]+|0[bB][01_]+|\\d[\\d_]*(?:\\.\\d[\\d_]*)?(?:[eE][-+]?\\d+)?)\\b',
  ],
  [
    'keyword.operator',
    signs([...Object.keys(ARITHMETIC), ...Object.keys(RELATION_SIGNS), '=', '->', '..=', '..']),
  ],
]
