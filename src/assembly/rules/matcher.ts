// Matches text against rules of any shape, character by character (spec/asm-language.md section 8.2).

import type { Expression } from '../syntax/expression.js'
import { parseExpression } from '../syntax/expression-parser.js'
import { isBlank, isDigit, lex, skipIgnorable } from '../syntax/lexer.js'
import type { InstructionNode } from '../syntax/node.js'
import { TokenReader } from '../syntax/token-reader.js'
import type { TokenList } from '../syntax/tokens.js'
import { type Argument, literalsIn, type PatternPart, type Rule, type RuleMatch } from './rule.js'
import type { RuleSet } from './rule-set.js'

/** The text that a rule is compared with: from a cursor up to `end`, where hidden text begins. */
interface Text {
  readonly tokens: TokenList
  readonly text: string
  readonly end: number
}

/** A match that need not reach the end of the text. */
interface PartialMatch {
  readonly match: RuleMatch
  readonly end: number
}

/** An argument and where it ends. */
interface PartialArgument {
  readonly argument: Argument
  readonly end: number
}

/** All matches of the rules that are not plain with the whole line. */
export function matchText({ tokens, start, end }: InstructionNode, rules: RuleSet): RuleMatch[] {
  const text: Text = { tokens, text: tokens.file.text, end }
  return rules
    .others(lowerCaseAt(text.text, start))
    .flatMap((rule) => matchRule(rule, text, start))
    .filter((found) => skipIgnorable(text.text, found.end, end) === end)
    .map(({ match }) => match)
}

/** All matches of one rule at an offset. */
export function matchRule(rule: Rule, text: Text, start: number): PartialMatch[] {
  const found: PartialMatch[] = []
  const own = literalsIn(rule.pattern)
  const follow = (part: number, at: number, given: readonly Argument[]): void => {
    const reached = matchFixedParts(rule.pattern, part, text, at)
    if (reached === undefined) return
    const parameter = rule.pattern[reached.part]
    if (parameter?.kind !== 'parameter') {
      const literals = given.reduce((sum, argument) => sum + literalsOf(argument), own)
      found.push({ match: { kind: 'match', rule, arguments: given, literals }, end: reached.at })
      return
    }
    for (const { argument, end } of argumentsAt(rule, reached.part, text, reached.at)) {
      follow(reached.part + 1, end, [...given, argument])
    }
  }
  follow(0, start, [])
  return found
}

function literalsOf(argument: Argument): number {
  return argument.kind === 'match' ? argument.literals : 0
}

/** Matches literals and spaces up to the next parameter or the end of the pattern. */
function matchFixedParts(
  pattern: readonly PatternPart[],
  from: number,
  text: Text,
  start: number,
): { readonly part: number; readonly at: number } | undefined {
  let at = start
  for (let part = from; ; part++) {
    const expected = pattern[part]
    if (expected === undefined || expected.kind === 'parameter') return { part, at }
    if (expected.kind === 'space') {
      if (at < text.end && !isBlank(text.text.charCodeAt(at))) return undefined
      continue
    }
    if (!expected.glued) at = skipIgnorable(text.text, at, text.end)
    if (at >= text.end || lowerCaseAt(text.text, at) !== expected.code) return undefined
    at++
  }
}

/** The alternatives for the parameter at a part of the pattern, with different ends. */
function argumentsAt(rule: Rule, part: number, text: Text, start: number): PartialArgument[] {
  const parameter = rule.pattern[part]
  if (parameter.kind !== 'parameter') return []
  const { type } = rule.parameters[parameter.index]
  const hidden = hiddenFrom(rule.pattern, part, text, start)
  const texts = hidden === undefined ? [text] : [text, { ...text, end: hidden }]
  const alternatives =
    type.kind === 'rules'
      ? texts.flatMap((visible) => nestedMatches(type.rules, visible, start))
      : [...texts.flatMap((visible) => expressionAt(visible, start)), ...decimalAt(text, start)]
  return distinct(alternatives)
}

function distinct(alternatives: readonly PartialArgument[]): PartialArgument[] {
  return alternatives.filter(
    (one, index) =>
      alternatives.findIndex((other) => other.end === one.end && isSameRule(other, one)) === index,
  )
}

function isSameRule({ argument: a }: PartialArgument, { argument: b }: PartialArgument): boolean {
  if (a.kind !== 'match' || b.kind !== 'match') return a.kind !== 'match' && b.kind !== 'match'
  return a.rule === b.rule && a.arguments.length === b.arguments.length && a.literals === b.literals
}

function nestedMatches(rules: RuleSet, text: Text, start: number): PartialArgument[] {
  const first = skipIgnorable(text.text, start, text.end)
  return rules
    .beginningWith(lowerCaseAt(text.text, first))
    .flatMap((rule) => matchRule(rule, text, start))
    .map(({ match, end }) => ({ argument: match, end }))
}

function expressionAt(text: Text, start: number): PartialArgument[] {
  const reader = readerAt(text, start)
  const argument: Expression = parseExpression(reader)
  return reader.failure === undefined ? [{ argument, end: reader.lastEnd }] : []
}

/** The longest run of digits as a decimal number, which may be glued to letters. */
function decimalAt(text: Text, start: number): PartialArgument[] {
  const { text: source, tokens } = text
  let end = start
  while (end < text.end && (isDigit(source.charCodeAt(end)) || (end > start && source[end] === '_'))) end++
  if (end === start) return []
  return expressionAt({ tokens, text: source, end }, start)
}

/** The line's own tokens where they begin and end with the text, else new ones. */
function readerAt({ tokens, text, end }: Text, start: number): TokenReader {
  const first = firstTokenFrom(tokens, start)
  const last = firstTokenFrom(tokens, end)
  const begins = tokens.starts[first] === skipIgnorable(text, start, end)
  const ends = last === 0 || tokens.ends[last - 1] <= end
  return begins && ends
    ? new TokenReader(tokens, first, last)
    : new TokenReader(lex(tokens.file, tokens.table, start, end))
}

/** Index of the first token that begins at or behind an offset. */
function firstTokenFrom(tokens: TokenList, offset: number): number {
  let low = 0
  let high = tokens.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (tokens.starts[middle] < offset) low = middle + 1
    else high = middle
  }
  return low
}

const OPENING = new Set(['(', '{'])
const CLOSING = new Set([')', '}'])

/**
 * Where the literal that follows a parameter first occurs outside of parentheses and braces, behind at least one visible
 * character; undefined when no literal follows, it does not occur, or something closes that was not opened.
 */
function hiddenFrom(
  pattern: readonly PatternPart[],
  part: number,
  text: Text,
  start: number,
): number | undefined {
  let next = part + 1
  while (pattern[next]?.kind === 'space') next++
  const literal = pattern[next]
  if (literal?.kind !== 'literal') return undefined
  let depth = 0
  let visible = 0
  for (
    let at = skipIgnorable(text.text, start, text.end);
    at < text.end;
    at = skipIgnorable(text.text, at + 1, text.end)
  ) {
    const character = text.text[at]
    if (depth === 0 && visible > 0 && lowerCaseAt(text.text, at) === literal.code) return at
    if (OPENING.has(character)) depth++
    else if (CLOSING.has(character)) depth--
    if (depth < 0) return undefined
    visible++
  }
  return undefined
}

function lowerCaseAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 65 && code <= 90 ? code + 32 : code
}
