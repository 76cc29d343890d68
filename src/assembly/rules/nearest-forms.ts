// The rules that a line which fits none of them was probably meant for.

import type { InstructionText } from '../syntax/expression.js'
import { continuesIdentifier, skipIgnorable } from '../syntax/lexer.js'
import { MatchBudget, TextMatcher } from './matcher.js'
import type { Rule } from './rule.js'
import type { RuleSet } from './rule-set.js'

/** So many forms are named. */
const SHOWN = 6

/** What to say about the rules that begin with the line's first word; undefined when there are none. */
export function nearestForms(text: InstructionText, rules: RuleSet): string | undefined {
  const source = text.tokens.file.text
  const { rules: near, characters } = rules.others.nearest(source, text.start, text.end)
  if (characters < firstWordLength(source, text.start, text.end)) return undefined
  const forms = [...new Set(near.map((rule) => rule.text))]
  const blanks = near.find((rule) => fitsWithoutBlanks(rule, text))
  if (blanks !== undefined) return `\`${blanks.text}\` fits but for its blanks, which a line has to have, too`
  const shown = forms.slice(0, SHOWN).map((form) => `\`${form}\``)
  const more = forms.length > SHOWN ? ', …' : ''
  const written = forms.length === 1 ? `its form is ${shown[0]}` : `its forms are ${shown.join(', ')}${more}`
  return written + choicesIn(near)
}

/** So many alternatives of a parameter are named. */
const CHOICES = 12

/** What the parameters that are rules may be. */
function choicesIn(rules: readonly Rule[]): string {
  const choices = new Map<string, string>()
  for (const { type } of rules.flatMap(({ parameters }) => parameters)) {
    if (type.kind !== 'rules') continue
    const texts = type.rules.rules.slice(0, CHOICES).map(({ text }) => `\`${text}\``)
    const more = type.rules.rules.length > CHOICES ? ', …' : ''
    choices.set(type.name, `; \`${type.name}\` is ${texts.join(', ')}${more}`)
  }
  return [...choices.values()].slice(0, 2).join('')
}

/** Characters of the first word, or one when the line begins with something else. */
function firstWordLength(text: string, start: number, end: number): number {
  const first = skipIgnorable(text, start, end)
  let at = first
  while (at < end && continuesIdentifier(text.charCodeAt(at))) at++
  return Math.max(at - first, 1)
}

function fitsWithoutBlanks(rule: Rule, text: InstructionText): boolean {
  const loose = { ...rule, pattern: rule.pattern.filter(({ kind }) => kind !== 'space') }
  return new TextMatcher(text, new MatchBudget()).matchWhole(loose, text.start, text.end).length > 0
}
