// Why no rule fits a line, and what would.

import { type Diagnostic, error, type Label, primary, secondary } from '../../core/index.js'
import type { InstructionText } from '../syntax/expression.js'
import { isKeyword, WORD } from '../syntax/tokens.js'
import type { Budget } from '../values/context.js'
import { nearestForms } from './nearest-forms.js'
import { Operands } from './operands.js'
import type { ParameterType } from './rule.js'
import type { PlainGroup, PlainRule, RuleSet } from './rule-set.js'

/** Explains that no rule fits a line; `group` are the rules of its mnemonic. */
export function noMatch(
  node: InstructionText,
  group: PlainGroup | undefined,
  rules: RuleSet,
  budget: Budget,
): Diagnostic {
  if (group !== undefined) return wrongOperands(node, group, budget)
  const near = nearestForms(node, rules)
  return near === undefined ? unknownMnemonic(node, rules, budget) : noForm(node, near)
}

/** Explains that comparing a line with the rules would take too long. */
export function tooIntricate({ tokens, first, last }: InstructionText): Diagnostic {
  const labels = [primary(tokens.span(first, last))]
  const help = 'shorten the line, or give the rules more literal text to tell them apart'
  return error('match-too-intricate', 'no match was found in reasonable time', { labels, help })
}

/** Explains that a line is not written like any of the rules that begin like it. */
function noForm({ tokens, first, last }: InstructionText, help: string): Diagnostic {
  return error('no-match', 'no match for this line', { labels: [primary(tokens.span(first, last))], help })
}

function unknownMnemonic(
  { tokens, first, last, start, end }: InstructionText,
  rules: RuleSet,
  budget: Budget,
): Diagnostic {
  if (tokens.kinds[first] !== WORD || isKeyword(tokens.words[first])) {
    return error('no-match', 'no match for this line', { labels: [primary(tokens.span(first, last))] })
  }
  const word = tokens.word(first)
  const labels = [primary({ file: tokens.file, start, end: Math.min(tokens.ends[first], end) })]
  if (rules.plain(word.toLowerCase()) !== undefined) {
    return error('no-match', `no match: there must be a blank behind \`${word}\``, { labels })
  }
  const near = budget.nearest(word, wordsOfRules(rules))
  const help = near === undefined ? undefined : `did you mean \`${near}\`?`
  return error('no-match', `no match: there is no instruction \`${word}\``, { labels, help })
}

function wrongOperands(node: InstructionText, group: PlainGroup, budget: Budget): Diagnostic {
  const { tokens, first, last } = node
  const operands = new Operands()
  operands.split(node)
  const { count } = operands
  const rules = group.byOperandCount[count]
  const reason = rules === undefined ? `${count} operand${count === 1 ? '' : 's'}` : 'these operands'
  const reasons = rules?.[0].rule.parameters.flatMap((_, at) => labelsOf(operands, at, rules, budget)) ?? []
  const labels = [primary(tokens.span(first, last)), ...reasons]
  return error('no-match', `no match for \`${group.mnemonic}\` with ${reason}`, {
    labels,
    help: formsHelp(group),
  })
}

function formsHelp({ rules }: PlainGroup): string {
  const texts = new Set(rules.map(({ rule }) => rule.text))
  const forms = [...texts].map((form) => `\`${form}\``)
  return forms.length === 1 ? `its form is ${forms[0]}` : `its forms are ${forms.join(', ')}`
}

/** What is wrong with an operand: it is no expression, or not one of the words that it must be. */
function labelsOf(operands: Operands, operand: number, rules: readonly PlainRule[], budget: Budget): Label[] {
  const { failure } = operands.parse(operand).reader
  if (failure !== undefined)
    return failure.diagnostic.labels.map(({ span }) => secondary(span, failure.diagnostic.message))
  const parameters = rules.map(({ rule }) => rule.parameters[operand])
  const wanted = parameters.map(({ type }) => wordsOf(type))
  if (wanted.some((words) => words === undefined)) return []
  const words = new Set(wanted.flatMap((names) => names ?? []))
  const span = operands.spanOf(operand)
  const written = operands.word(operand) < 0 ? '' : span.file.text.slice(span.start, span.end)
  if (words.has(written.toLowerCase())) return []
  const near = budget.nearest(written, words)
  const text =
    near === undefined ? `operand \`${parameters[0].name}\` must be a register` : `did you mean \`${near}\`?`
  return [secondary(span, text)]
}

/** The words that lines can begin with. */
function* wordsOfRules(rules: RuleSet): Generator<string> {
  yield* rules.mnemonics
  for (const { text } of rules.rules) {
    const [word] = /^[A-Za-z_]\w*/.exec(text) ?? []
    if (word !== undefined) yield word
  }
}

/** The words that a parameter takes when it takes nothing else. */
function wordsOf(type: ParameterType): readonly string[] | undefined {
  return type.kind === 'rules' && type.rules.words !== undefined ? [...type.rules.words.keys()] : undefined
}
