// Matches instruction lines against rules. Lines of the common shape are compared token by token; see `PlainRule`.

import { type Diagnostic, error, primary, secondary } from '../../core/index.js'
import type { Expression } from '../syntax/expression.js'
import { parseExpression } from '../syntax/expression-parser.js'
import { isBlank } from '../syntax/lexer.js'
import type { InstructionNode } from '../syntax/node.js'
import { TokenReader } from '../syntax/token-reader.js'
import { isKeyword, kindOf, WORD } from '../syntax/tokens.js'
import type { WordTable } from '../syntax/words.js'
import type { Budget } from '../values/context.js'
import { matchText } from './matcher.js'
import type { Argument, ParameterType, RuleMatch } from './rule.js'
import type { PlainGroup, PlainRule, RuleSet } from './rule-set.js'

const COMMA = kindOf(',')
const OPENING = [kindOf('('), kindOf('{'), kindOf('[')]
const CLOSING = [kindOf(')'), kindOf('}'), kindOf(']')]

/** No token. */
const NONE = -1

/** Matches the lines of one assembly; remembers what each word means. */
export class LineMatcher {
  /** Per word: its plain rules, null when it begins no line. */
  readonly #groups: (PlainGroup | null | undefined)[] = []
  /** Per rule set of words and word: its match, null when it is none of them. */
  readonly #matches = new Map<RuleSet, (RuleMatch | null | undefined)[]>()
  /** Per operand of the present line: first token and the token behind it. */
  readonly #firsts: number[] = []
  readonly #lasts: number[] = []

  constructor(
    readonly rules: RuleSet,
    readonly words: WordTable,
    readonly budget: Budget,
  ) {}

  /** The matches with the most literal characters, or why there is none. */
  match(node: InstructionNode): readonly RuleMatch[] | Diagnostic {
    const group = this.groupOf(node)
    const plain = group === undefined ? [] : this.#matchPlain(node, group)
    if (!this.rules.hasOthers) return plain.length > 0 ? plain : this.#noMatch(node, group)
    const all = [...plain, ...matchText(node, this.rules)]
    const most = Math.max(...all.map(({ literals }) => literals))
    return all.length > 0 ? all.filter(({ literals }) => literals === most) : this.#noMatch(node, group)
  }

  /** The plain rules that a line's first word stands for, if a blank or nothing follows it. */
  groupOf({ tokens, first, end }: InstructionNode): PlainGroup | undefined {
    if (tokens.kinds[first] !== WORD) return undefined
    const behind = tokens.ends[first]
    if (behind < end && !isBlank(tokens.file.text.charCodeAt(behind))) return undefined
    const word = tokens.words[first]
    this.#groups[word] ??= this.rules.plain(this.words.texts[word].toLowerCase()) ?? null
    return this.#groups[word] ?? undefined
  }

  #matchPlain(node: InstructionNode, group: PlainGroup): readonly RuleMatch[] {
    const count = this.#splitOperands(node)
    const rules = group.byOperandCount[count]
    if (rules === undefined) return []
    let best: readonly PlainRule[] = []
    let most = -1
    for (const rule of rules) {
      const literals = this.#literalsOf(rule, node, count)
      if (literals > most) {
        most = literals
        best = [rule]
      } else if (literals === most && most >= 0) best = [...best, rule]
    }
    return this.#matchesOf(best, node, count, most)
  }

  /** Finds the operands: what stands between the commas outside of brackets. */
  #splitOperands({ tokens, first, last }: InstructionNode): number {
    if (first + 1 === last) return 0
    let depth = 0
    let count = 0
    this.#firsts[0] = first + 1
    for (let at = first + 1; at < last; at++) {
      const kind = tokens.kinds[at]
      if (kind === WORD) continue
      if (kind === COMMA && depth === 0) {
        this.#lasts[count++] = at
        this.#firsts[count] = at + 1
      } else if (OPENING.includes(kind)) depth++
      else if (CLOSING.includes(kind)) depth--
    }
    this.#lasts[count++] = last
    return count
  }

  /** The number of literal characters when a rule fits the operands so far as words go, else −1. */
  #literalsOf({ rule, literals }: PlainRule, { tokens }: InstructionNode, count: number): number {
    let sum = literals
    for (let operand = 0; operand < count; operand++) {
      const { type } = rule.parameters[operand]
      if (type.kind !== 'rules') continue
      const word = this.#lasts[operand] - this.#firsts[operand] === 1 ? this.#firsts[operand] : NONE
      if (word === NONE || tokens.kinds[word] !== WORD) return -1
      const match = this.#wordMatch(type.rules, tokens.words[word])
      if (match === null) return -1
      sum += match.literals
    }
    return sum
  }

  #wordMatch(rules: RuleSet, word: number): RuleMatch | null {
    let matches = this.#matches.get(rules)
    if (matches === undefined) {
      matches = []
      this.#matches.set(rules, matches)
    }
    matches[word] ??= rules.words?.get(this.words.texts[word].toLowerCase()) ?? null
    return matches[word] ?? null
  }

  /** Completes matches with their expressions; the rules share them. None if an expression is wrong. */
  #matchesOf(
    rules: readonly PlainRule[],
    node: InstructionNode,
    count: number,
    literals: number,
  ): readonly RuleMatch[] {
    const expressions: (Expression | undefined)[] = []
    const matches: RuleMatch[] = []
    for (const { rule } of rules) {
      const given: Argument[] = []
      for (let operand = 0; operand < count; operand++) {
        const argument = this.#argument(rule.parameters[operand].type, node, operand, expressions)
        if (argument === undefined) return []
        given.push(argument)
      }
      matches.push({ kind: 'match', rule, arguments: given, literals })
    }
    return matches
  }

  #argument(
    type: ParameterType,
    { tokens }: InstructionNode,
    operand: number,
    expressions: (Expression | undefined)[],
  ): Argument | undefined {
    if (type.kind === 'rules')
      return this.#wordMatch(type.rules, tokens.words[this.#firsts[operand]]) ?? undefined
    expressions[operand] ??= this.#operandReader(tokens, operand).whole
    return expressions[operand]
  }

  /** The operand as one expression, or the mistake in it. */
  #operandReader(
    tokens: InstructionNode['tokens'],
    operand: number,
  ): { readonly whole?: Expression; readonly mistake?: Diagnostic } {
    const reader = new TokenReader(tokens, this.#firsts[operand], this.#lasts[operand])
    const expression = parseExpression(reader)
    if (reader.failure === undefined && reader.at === reader.end) return { whole: expression }
    reader.missing('expected-token', 'expected the end of the operand')
    return reader.failure === undefined ? {} : { mistake: reader.failure.diagnostic }
  }

  #noMatch(node: InstructionNode, group: PlainGroup | undefined): Diagnostic {
    const { tokens, first, last } = node
    const line = tokens.span(first, last)
    if (group === undefined) return this.#unknownMnemonic(node)
    const count = this.#splitOperands(node)
    const forms = [
      ...new Set(group.byOperandCount.flatMap((rules) => rules?.map(({ rule }) => rule.text) ?? [])),
    ]
    const help = `${forms.length === 1 ? 'its form is' : 'its forms are'} ${forms.map((form) => `\`${form}\``).join(', ')}`
    const fitsCount = group.byOperandCount[count] !== undefined
    const reason = fitsCount ? 'these operands' : `${count} operand${count === 1 ? '' : 's'}`
    const labels = [primary(line), ...(fitsCount ? this.#wrongOperands(node, group, count) : [])]
    return error('no-match', `no match for \`${group.mnemonic}\` with ${reason}`, { labels, help })
  }

  #wrongOperands({ tokens }: InstructionNode, group: PlainGroup, count: number) {
    const rules = group.byOperandCount[count] ?? []
    return Array.from({ length: count }, (_, operand) => {
      const { mistake } = this.#operandReader(tokens, operand)
      if (mistake !== undefined) return mistake.labels.map(({ span }) => secondary(span, mistake.message))
      const mustBeWord = rules.every(({ rule }) => rule.parameters[operand].type.kind === 'rules')
      const word = this.#firsts[operand]
      const isWord = this.#lasts[operand] - word === 1 && tokens.kinds[word] === WORD
      const fits =
        isWord && rules.some(({ rule }) => this.#isWordOf(rule.parameters[operand].type, tokens.words[word]))
      if (!mustBeWord || fits) return []
      return [
        secondary(
          tokens.span(word, this.#lasts[operand]),
          this.#expectedWord(rules, operand, isWord ? tokens.word(word) : ''),
        ),
      ]
    }).flat()
  }

  #isWordOf(type: ParameterType, word: number): boolean {
    return type.kind === 'rules' && this.#wordMatch(type.rules, word) !== null
  }

  #expectedWord(rules: readonly PlainRule[], operand: number, word: string): string {
    const words = rules.flatMap(({ rule }) => {
      const { type } = rule.parameters[operand]
      return type.kind === 'rules' ? [...(type.rules.words?.keys() ?? [])] : []
    })
    const near = this.budget.nearest(word, words)
    const { name } = rules[0].rule.parameters[operand]
    return near === undefined ? `operand \`${name}\` must be a register` : `did you mean \`${near}\`?`
  }

  #unknownMnemonic({ tokens, first, last, start, end }: InstructionNode): Diagnostic {
    const isWord = tokens.kinds[first] === WORD && !isKeyword(tokens.words[first])
    if (!isWord)
      return error('no-match', 'no match for this line', { labels: [primary(tokens.span(first, last))] })
    const word = tokens.word(first)
    const labels = [primary({ file: tokens.file, start, end: Math.min(tokens.ends[first], end) })]
    if (this.rules.plain(word.toLowerCase()) !== undefined) {
      return error('no-match', `no match: there must be a blank behind \`${word}\``, { labels })
    }
    const near = this.budget.nearest(word, this.rules.mnemonics)
    const help = near === undefined ? undefined : `did you mean \`${near}\`?`
    return error('no-match', `no match: there is no instruction \`${word}\``, { labels, help })
  }
}
