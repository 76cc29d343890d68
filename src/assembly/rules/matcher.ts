// Matches text against rules of any shape, character by character (spec/asm-language.md section 8.2).

import { MATCH_DEPTH, MATCH_STEPS, MATCH_STEPS_PER_LINE } from '../limits.js'
import type { Expression, InstructionText } from '../syntax/expression.js'
import { parseExpression } from '../syntax/expression-parser.js'
import { isBlank, isDigit, lex, skipIgnorable } from '../syntax/lexer.js'
import { TokenReader } from '../syntax/token-reader.js'
import { firstTokenFrom } from '../syntax/tokens.js'
import { lowerCaseAt } from './prefix-index.js'
import type { Argument, Extent, PatternPart, Rule, RuleMatch } from './rule.js'
import type { RuleSet } from './rule-set.js'

/** An argument and where it ends. */
interface PartialArgument {
  readonly argument: Argument
  readonly end: number
}

/** The steps that matching may still take, for all lines together. */
export class MatchBudget {
  #store = MATCH_STEPS
  #line = 0

  /** Begins a line. */
  begin(): void {
    this.#line = MATCH_STEPS_PER_LINE
  }

  /** Whether so many steps may be taken; a line uses its own first. */
  spend(steps: number): boolean {
    this.#line -= steps
    if (this.#line >= 0) return true
    this.#store += this.#line
    this.#line = 0
    return this.#store > 0
  }
}

/** Compares one text with rules. What was found at a place is remembered, so that trying again costs nothing. */
export class TextMatcher {
  readonly #text: string
  readonly #line: InstructionText
  readonly #nested = new Map<RuleSet, Map<number, readonly PartialArgument[]>>()
  readonly #expressions = new Map<number, PartialArgument | undefined>()
  /** Whether matching was given up because it took too many steps. */
  isExhausted = false
  /** How many rules are being tried inside of each other. */
  #depth = 0
  /** Matches by what they consist of: the same rule with the same arguments is one object. */
  readonly #known = new Map<string, RuleMatch>()
  readonly #numbers = new Map<Rule | RuleMatch, number>()

  constructor(
    text: InstructionText,
    readonly budget: MatchBudget,
  ) {
    this.#line = text
    this.#text = text.tokens.file.text
    budget.begin()
  }

  /** All matches of the rules that are not plain with the whole text. */
  matchAll({ start, end }: InstructionText, rules: RuleSet): RuleMatch[] {
    return rules.others
      .candidates(this.#text, start, end, this.#spend)
      .flatMap((rule) => this.matchWhole(rule, start, end))
  }

  /** All matches of one rule with the whole text. */
  matchWhole(rule: Rule, start: number, end: number): RuleMatch[] {
    return this.#matchRule(rule, start, end).filter(
      (found) => skipIgnorable(this.#text, found.end, end) === end,
    )
  }

  /** All matches of one rule at an offset; they need not reach the end. */
  #matchRule(rule: Rule, start: number, textEnd: number): RuleMatch[] {
    const found: RuleMatch[] = []
    const follow = (part: number, at: number, given: readonly Argument[], texts: readonly Extent[]): void => {
      if (!this.#step(1)) return
      const reached = matchFixedParts(rule.pattern, part, { text: this.#text, start: at, end: textEnd })
      if (reached === undefined) return
      const parameter = rule.pattern[reached.part]
      if (parameter?.kind !== 'parameter') {
        const literals = given.reduce((sum, argument) => sum + literalsOf(argument), rule.literals)
        found.push({ kind: 'match', rule, arguments: given, texts, literals, start, end: reached.at })
        return
      }
      for (const { argument, end } of this.#argumentsAt(rule, reached.part, reached.at, textEnd)) {
        follow(reached.part + 1, end, [...given, argument], [...texts, this.#extent(reached.at, end)])
      }
    }
    follow(0, start, [], [])
    return found
  }

  /** What is written between two offsets. */
  #extent(start: number, end: number): Extent {
    return { start: Math.min(skipIgnorable(this.#text, start, end), end), end }
  }

  #unique(match: RuleMatch): RuleMatch {
    const { rule, arguments: given, start, end } = match
    const parts = given.map((one) => this.#keyOfArgument(one))
    const key = `${this.#numberOf(rule)} ${start}-${end} ${parts.join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#known.set(key, match)
    return match
  }

  #keyOfArgument(one: Argument): string {
    if (one.kind !== 'match') return `${one.start}-${one.end}`
    return one.arguments.length === 0 ? `${this.#numberOf(one.rule)}:${one.end}` : `${this.#numberOf(one)}`
  }

  #numberOf(one: Rule | RuleMatch): number {
    const number = this.#numbers.get(one) ?? this.#numbers.size
    this.#numbers.set(one, number)
    return number
  }

  readonly #spend = (steps: number): boolean => this.#step(steps)

  #step(steps: number): boolean {
    if (!this.isExhausted && this.budget.spend(steps)) return true
    this.isExhausted = true
    return false
  }

  /** The alternatives for the parameter at a part of the pattern. */
  #argumentsAt(rule: Rule, part: number, start: number, end: number): readonly PartialArgument[] {
    const parameter = rule.pattern[part]
    if (parameter.kind !== 'parameter') return []
    const { type } = rule.parameters[parameter.index]
    if (type.kind === 'rules' && type.rules.isLiteral) return this.#literalsAt(type.rules, start, end)
    const hidden = this.#hiddenFrom(rule.pattern, part, start, end)
    if (type.kind === 'rules') {
      const all = this.#nestedAt(type.rules, start, end)
      return hidden === undefined ? all : distinct([...all, ...this.#nestedAt(type.rules, start, hidden)])
    }
    const alternatives = [
      this.#expressionAt(start, end),
      ...(hidden === undefined ? [] : [this.#expressionAt(start, hidden)]),
      this.#decimalAt(start, end),
    ]
    return withDistinctEnds(alternatives)
  }

  /** Matches of rules without parameters: hiding text makes no difference to them, and none is found twice. */
  #literalsAt(rules: RuleSet, start: number, end: number): readonly PartialArgument[] {
    return this.#tryNested(rules, start, end).map((match) => ({ argument: match, end: match.end }))
  }

  #nestedAt(rules: RuleSet, start: number, end: number): readonly PartialArgument[] {
    let known = this.#nested.get(rules)
    if (known === undefined) {
      known = new Map()
      this.#nested.set(rules, known)
    }
    const key = this.#keyOf(start, end)
    const earlier = known.get(key)
    if (earlier !== undefined) return earlier
    // A rule that begins with itself, and has consumed nothing, cannot match.
    known.set(key, [])
    const matches = this.#tryNested(rules, start, end).map((match) => this.#unique(match))
    const found = distinct(matches.map((match) => ({ argument: match, end: match.end })))
    this.#step(found.length)
    known.set(key, found)
    return found
  }

  #tryNested(rules: RuleSet, start: number, end: number): readonly RuleMatch[] {
    if (this.#depth === MATCH_DEPTH) {
      this.isExhausted = true
      return []
    }
    this.#depth++
    const matches = rules.all
      .candidates(this.#text, start, end, this.#spend)
      .flatMap((rule) => this.#matchRule(rule, start, end))
    this.#depth--
    return matches
  }

  #keyOf(start: number, end: number): number {
    return start * (this.#text.length + 1) + end
  }

  #expressionAt(start: number, end: number): PartialArgument | undefined {
    const key = this.#keyOf(start, end)
    if (this.#expressions.has(key)) return this.#expressions.get(key)
    const reader = this.#readerAt(start, end)
    const from = reader.at
    const argument: Expression = parseExpression(reader)
    this.#step(reader.at - from)
    const found = reader.failure === undefined ? { argument, end: reader.lastEnd } : undefined
    this.#expressions.set(key, found)
    return found
  }

  /** The longest run of digits as a decimal number, which may be glued to letters. */
  #decimalAt(start: number, textEnd: number): PartialArgument | undefined {
    const text = this.#text
    let end = start
    while (end < textEnd && (isDigit(text.charCodeAt(end)) || (end > start && text[end] === '_'))) end++
    return end === start ? undefined : this.#expressionAt(start, end)
  }

  /** The line's own tokens where they begin and end with the text, else new ones. */
  #readerAt(start: number, end: number): TokenReader {
    const { tokens, first: from, last: to } = this.#line
    const first = firstTokenFrom(tokens, start, from, to)
    const last = firstTokenFrom(tokens, end, first, to)
    const begins = tokens.starts[first] === skipIgnorable(this.#text, start, end)
    const ends = last === 0 || tokens.ends[last - 1] <= end
    if (begins && ends) return new TokenReader(tokens, first, last)
    this.#step(end - start)
    return new TokenReader(lex(tokens.file, tokens.table, start, end))
  }

  /**
   * Where the literal that follows a parameter first occurs outside of parentheses and braces, behind at least one visible
   * character; undefined when no literal follows, it does not occur, or something closes that was not opened.
   */
  #hiddenFrom(pattern: readonly PatternPart[], part: number, start: number, end: number): number | undefined {
    let next = part + 1
    while (pattern[next]?.kind === 'space') next++
    const literal = pattern[next]
    if (literal?.kind !== 'literal') return undefined
    const text = this.#text
    let depth = 0
    const first = skipIgnorable(text, start, end)
    for (let at = first; at < end; at = skipIgnorable(text, at + 1, end)) {
      const code = lowerCaseAt(text, at)
      if (depth === 0 && at > first && code === literal.code) return at
      if (code === OPEN || code === OPEN_BRACE) depth++
      else if (code === CLOSE || code === CLOSE_BRACE) depth--
      if (depth < 0) return undefined
    }
    this.#step((end - first) >> 4)
    return undefined
  }
}

const OPEN = 40
const CLOSE = 41
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

function literalsOf(argument: Argument): number {
  return argument.kind === 'match' ? argument.literals : 0
}

/** Matches literals and spaces up to the next parameter or the end of the pattern. */
function matchFixedParts(
  pattern: readonly PatternPart[],
  from: number,
  { text, start, end }: { readonly text: string; readonly start: number; readonly end: number },
): { readonly part: number; readonly at: number } | undefined {
  let at = start
  for (let part = from; ; part++) {
    const expected = pattern[part]
    if (expected === undefined || expected.kind === 'parameter') return { part, at }
    if (expected.kind === 'space') {
      if (at < end && !isBlank(text.charCodeAt(at))) return undefined
      continue
    }
    if (!expected.glued) at = skipIgnorable(text, at, end)
    if (at >= end || lowerCaseAt(text, at) !== expected.code) return undefined
    at++
  }
}

function withDistinctEnds(alternatives: readonly (PartialArgument | undefined)[]): PartialArgument[] {
  const byEnd = new Map<number, PartialArgument>()
  for (const one of alternatives) if (one !== undefined && !byEnd.has(one.end)) byEnd.set(one.end, one)
  return [...byEnd.values()]
}

/** Removes matches of the same rule with the same arguments, which are the same object. */
function distinct(alternatives: readonly PartialArgument[]): readonly PartialArgument[] {
  if (alternatives.length < 2) return alternatives
  const known = new Set<Argument>()
  return alternatives.filter(({ argument }) => known.size < known.add(argument).size)
}
