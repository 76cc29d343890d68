// The section language for editors: a TextMate grammar made of the words that a machine has.

import type { Machine } from '../../core/index.js'
import { MNEMONICS } from './mnemonics.js'
import { KEYWORDS } from './tokens.js'
import { Vocabulary } from './vocabulary.js'

/** What an editor calls a piece of text, and how it is found. */
type Rule =
  | { readonly name: string; readonly match: string }
  | {
      readonly name: string
      readonly begin: string
      readonly end: string
      readonly patterns: readonly Rule[]
    }

/** A grammar as editors read it. */
export interface TextMateGrammar {
  readonly name: string
  readonly scopeName: string
  readonly fileTypes: readonly string[]
  readonly patterns: readonly Rule[]
}

/** Words are as long as they can be, and dots and colons are parts of them. */
const BEGINS = '(?<![\\w.:])'
const ENDS = '(?![\\w.:])'

const oneOf = (words: readonly string[]): string => `(?:${[...words].sort().reverse().join('|')})`
const word = (words: readonly string[]): string => BEGINS + oneOf(words) + ENDS

/** The grammar of a machine's sources. */
export function textMateGrammar(machine: Machine): TextMateGrammar {
  const vocabulary = new Vocabulary(machine)
  const { name, title, assembly } = machine
  const scoped = (scope: string): string => `${scope}.${name}`
  return {
    name: `${title} assembly`,
    scopeName: scoped('source'),
    fileTypes: assembly.sourceExtensions.map((extension) => extension.slice(1)),
    patterns: [
      { name: scoped('comment.line.semicolon'), match: ';.*$' },
      {
        name: scoped('string.quoted.double'),
        begin: '"',
        end: '"',
        patterns: [
          { name: scoped('constant.character.escape'), match: '\\\\[0ntr\\\\]' },
          { name: scoped('invalid.illegal'), match: '\\\\.' },
        ],
      },
      { name: scoped('entity.name.function'), match: `${BEGINS}[A-Za-z_.][\\w.:]*:${ENDS}` },
      { name: scoped('keyword.control.directive'), match: word(KEYWORDS) },
      { name: scoped('keyword.operator.mnemonic'), match: word([...MNEMONICS.keys()]) },
      { name: scoped('variable.language.register'), match: `%${oneOf(vocabulary.registers)}${ENDS}` },
      { name: scoped('support.constant'), match: `\\$${oneOf(vocabulary.constants)}${ENDS}` },
      { name: scoped('constant.numeric'), match: '\\$[0-9][0-9A-Fa-fxb_.]*' },
      { name: scoped('invalid.illegal'), match: `[%$]\\w+|${BEGINS}[0-9]\\w*` },
      { name: scoped('keyword.operator'), match: '[-+*/]' },
    ],
  }
}
