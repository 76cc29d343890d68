// Matches instruction lines against rules. Lines of the common shape are compared token by token; see `PlainRule`.

import type { Diagnostic } from '../../core/index.js'
import type { Expression } from '../syntax/expression.js'
import { isBlank } from '../syntax/lexer.js'
import type { InstructionNode } from '../syntax/node.js'
import { WORD } from '../syntax/tokens.js'
import type { WordTable } from '../syntax/words.js'
import type { Budget } from '../values/context.js'
import { matchText } from './matcher.js'
import { noMatch } from './no-match.js'
import { Operands } from './operands.js'
import type { Argument, Rule, RuleMatch } from './rule.js'
import type { PlainGroup, PlainRule, RuleSet } from './rule-set.js'

/** Matches the lines of one assembly; remembers what each word means. */
export class LineMatcher {
  /** Per word: its plain rules, null when it begins no line. */
  readonly #groups: (PlainGroup | null | undefined)[] = []
  /** Per rule set of words and word: its match, null when it is none of them. */
  readonly #matches = new Map<RuleSet, (RuleMatch | null | undefined)[]>()
  readonly #operands = new Operands()

  constructor(
    readonly rules: RuleSet,
    readonly words: WordTable,
    readonly budget: Budget,
  ) {}

  /** The matches with the most literal characters, or why there is none. */
  match(node: InstructionNode): readonly RuleMatch[] | Diagnostic {
    const group = this.#groupOf(node)
    const plain = group === undefined ? [] : this.#matchPlain(node, group)
    const all = this.rules.hasOthers ? mostLiteral([...plain, ...matchText(node, this.rules)]) : plain
    return all.length > 0 ? all : noMatch(node, group, this.rules, this.budget)
  }

  /** The plain rules that a line's first word stands for, if a blank or nothing follows it. */
  #groupOf({ tokens, first, end }: InstructionNode): PlainGroup | undefined {
    if (tokens.kinds[first] !== WORD) return undefined
    const behind = tokens.ends[first]
    if (behind < end && !isBlank(tokens.file.text.charCodeAt(behind))) return undefined
    const word = tokens.words[first]
    this.#groups[word] ??= this.rules.plain(this.words.texts[word].toLowerCase()) ?? null
    return this.#groups[word] ?? undefined
  }

  #matchPlain(node: InstructionNode, group: PlainGroup): readonly RuleMatch[] {
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
    return this.#complete(best, most)
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
  #complete(rules: readonly PlainRule[], literals: number): readonly RuleMatch[] {
    const expressions: (Expression | undefined)[] = []
    const matches: RuleMatch[] = []
    for (const { rule } of rules) {
      const given = this.#argumentsOf(rule, expressions)
      if (given === undefined) return []
      matches.push({ kind: 'match', rule, arguments: given, literals })
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
  const most = matches.reduce((maximum, { literals }) => Math.max(maximum, literals), 0)
  return matches.filter(({ literals }) => literals === most)
}
