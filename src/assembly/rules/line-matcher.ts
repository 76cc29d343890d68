// Matches instruction lines against rules. Lines of the common shape are compared token by token; see `PlainRule`.

import type { Diagnostic } from '../../core/index.js'
import type { Expression, InstructionText } from '../syntax/expression.js'
import { isBlank } from '../syntax/lexer.js'
import { WORD } from '../syntax/tokens.js'
import type { WordTable } from '../syntax/words.js'
import type { Budget } from '../values/context.js'
import { MatchBudget, TextMatcher } from './matcher.js'
import { noMatch, tooIntricate } from './no-match.js'
import { Operands } from './operands.js'
import type { Argument, Rule, RuleMatch } from './rule.js'
import type { PlainGroup, PlainRule, RuleSet } from './rule-set.js'

const NONE: readonly RuleMatch[] = []

/** Matches the lines of one assembly; remembers what each word means. */
export class LineMatcher {
  /** Per word: its plain rules, null when it begins no line. */
  readonly #groups: (PlainGroup | null | undefined)[] = []
  /** Per rule set of words and word: its match, null when it is none of them. */
  readonly #matches = new Map<RuleSet, (RuleMatch | null | undefined)[]>()
  readonly #operands = new Operands()
  readonly #steps = new MatchBudget()
  #wasTooIntricate = false

  constructor(
    readonly rules: RuleSet,
    readonly words: WordTable,
    readonly budget: Budget,
  ) {}

  /** The matches with the most literal characters; none when no rule fits. */
  match(text: InstructionText): readonly RuleMatch[] {
    const group = this.#groupOf(text)
    const plain = group === undefined ? NONE : this.#matchPlain(text, group)
    return this.rules.others.size > 0 ? this.#matchOthers(text, plain) : plain
  }

  /** Why no rule fits a text that was just matched in vain. */
  explain(text: InstructionText): Diagnostic {
    return this.#wasTooIntricate
      ? tooIntricate(text)
      : noMatch(text, this.#groupOf(text), this.rules, this.budget)
  }

  #matchOthers(text: InstructionText, plain: readonly RuleMatch[]): readonly RuleMatch[] {
    const matcher = new TextMatcher(text, this.#steps)
    const others = matcher.matchAll(text, this.rules)
    this.#wasTooIntricate = matcher.isExhausted
    return matcher.isExhausted ? NONE : mostLiteral(plain.length === 0 ? others : [...plain, ...others])
  }

  /** The plain rules that a line's first word stands for, if a blank or nothing follows it. */
  #groupOf({ tokens, first, end }: InstructionText): PlainGroup | undefined {
    if (tokens.kinds[first] !== WORD) return undefined
    const behind = tokens.ends[first]
    if (behind < end && !isBlank(tokens.file.text.charCodeAt(behind))) return undefined
    const word = tokens.words[first]
    this.#groups[word] ??= this.rules.plain(this.words.texts[word].toLowerCase()) ?? null
    return this.#groups[word] ?? undefined
  }

  #matchPlain(node: InstructionText, group: PlainGroup): readonly RuleMatch[] {
    this.#operands.split(node)
    let best: readonly PlainRule[] = []
    let most = 0
    for (const rule of group.byOperandCount[this.#operands.count] ?? []) {
      const literals = this.#literalsOf(rule)
      if (literals > most) {
        most = literals
        best = [rule]
      } else if (literals === most) best = [...best, rule]
    }
    return this.#complete(node, best, most)
  }

  /** The number of literal characters when a rule fits the operands so far as words go, else −1. */
  #literalsOf({ rule, literals }: PlainRule): number {
    let sum = literals
    for (let operand = 0; operand < rule.parameters.length; operand++) {
      const { type } = rule.parameters[operand]
      if (type.kind !== 'rules') continue
      const match = this.#wordMatch(type.rules, operand)
      if (match === null) return -1
      sum += match.literals
    }
    return sum
  }

  /** The rule of a set of words that an operand is. */
  #wordMatch(rules: RuleSet, operand: number): RuleMatch | null {
    const word = this.#operands.word(operand)
    if (word < 0) return null
    let matches = this.#matches.get(rules)
    if (matches === undefined) {
      matches = []
      this.#matches.set(rules, matches)
    }
    matches[word] ??= rules.words?.get(this.words.texts[word].toLowerCase()) ?? null
    return matches[word] ?? null
  }

  /** Adds the expressions, which the rules share. There is no match when one is wrong: none of the rules has a word there. */
  #complete(
    { start, end }: InstructionText,
    rules: readonly PlainRule[],
    literals: number,
  ): readonly RuleMatch[] {
    const expressions: (Expression | undefined)[] = []
    const matches: RuleMatch[] = []
    for (const { rule } of rules) {
      const given = this.#argumentsOf(rule, expressions)
      if (given === undefined) return []
      matches.push({ kind: 'match', rule, arguments: given, literals, start, end })
    }
    return matches
  }

  #argumentsOf(
    { parameters }: Rule,
    expressions: (Expression | undefined)[],
  ): readonly Argument[] | undefined {
    const given: Argument[] = []
    for (let operand = 0; operand < parameters.length; operand++) {
      const { type } = parameters[operand]
      const word = type.kind === 'rules' ? this.#wordMatch(type.rules, operand) : null
      if (word === null) expressions[operand] ??= this.#expression(operand)
      const argument = word ?? expressions[operand]
      if (argument === undefined) return undefined
      given.push(argument)
    }
    return given
  }

  #expression(operand: number): Expression | undefined {
    const { expression, reader } = this.#operands.parse(operand)
    return reader.failure === undefined ? expression : undefined
  }
}

function mostLiteral(matches: readonly RuleMatch[]): readonly RuleMatch[] {
  if (matches.length < 2) return matches
  const most = matches.reduce((maximum, { literals }) => Math.max(maximum, literals), 0)
  return matches.filter(({ literals }) => literals === most)
}
