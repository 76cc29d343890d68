// Rules with the indexes that make finding one independent of their number.

import { continuesIdentifier } from '../syntax/lexer.js'
import { KEYWORDS } from '../syntax/tokens.js'
import { PrefixIndex } from './prefix-index.js'
import type { Rule, RuleMatch } from './rule.js'

/**
 * A rule of the common shape: a word, and operands with commas between them. Lines can be compared with it token by
 * token.
 */
export interface PlainRule {
  readonly rule: Rule
  readonly literals: number
}

/** The plain rules that begin with the same word, by number of operands. */
export interface PlainGroup {
  readonly mnemonic: string
  /** In the order of the set. */
  readonly rules: readonly PlainRule[]
  readonly byOperandCount: readonly (readonly PlainRule[] | undefined)[]
}

/** Rules that may be tried in one place. */
export class RuleSet {
  readonly #plain = new Map<string, PlainRule[]>()
  readonly #groups = new Map<string, PlainGroup>()
  /** Rules of other shapes. */
  readonly others = new PrefixIndex()
  /** All rules. */
  readonly all = new PrefixIndex()
  readonly #rules: Rule[] = []
  #isLiteral = true
  #words: ReadonlyMap<string, RuleMatch> | undefined

  constructor(rules: readonly Rule[]) {
    for (const rule of rules) this.add(rule)
    const words = rules.map(soleWord)
    const isWords = words.every((word) => word !== undefined) && new Set(words).size === words.length
    this.#words = isWords ? new Map(rules.map((rule, index) => [words[index]!, wordMatch(rule)])) : undefined
  }

  get rules(): readonly Rule[] {
    return this.#rules
  }

  /** When every rule is a word of its own: its match by the word in lower case. */
  get words(): ReadonlyMap<string, RuleMatch> | undefined {
    return this.#words
  }

  /** Whether no rule has parameters. */
  get isLiteral(): boolean {
    return this.#isLiteral
  }

  /** Adds a rule that may refer to this set. */
  add(rule: Rule): void {
    this.#rules.push(rule)
    if (rule.parameters.length > 0) this.#isLiteral = false
    this.#words = undefined
    this.#index(rule)
  }

  /** The plain rules of a mnemonic in lower case. */
  plain(mnemonic: string): PlainGroup | undefined {
    const rules = this.#plain.get(mnemonic)
    if (rules === undefined) return undefined
    let group = this.#groups.get(mnemonic)
    if (group === undefined) {
      group = groupOf(mnemonic, rules)
      this.#groups.set(mnemonic, group)
    }
    return group
  }

  /** The rules of a set, then further ones. */
  with(more: readonly Rule[]): RuleSet {
    return more.length === 0 ? this : new RuleSet([...this.rules, ...more])
  }

  /** All words that plain rules begin with. */
  get mnemonics(): readonly string[] {
    return [...this.#plain.keys()]
  }

  #index(rule: Rule): void {
    this.all.add(rule)
    const mnemonic = rule.definition === undefined ? plainMnemonic(rule) : undefined
    if (mnemonic === undefined) {
      this.others.add(rule)
      return
    }
    const plain = { rule, literals: rule.literals }
    const earlier = this.#plain.get(mnemonic)
    if (earlier === undefined) this.#plain.set(mnemonic, [plain])
    else earlier.push(plain)
  }
}

function groupOf(mnemonic: string, rules: readonly PlainRule[]): PlainGroup {
  const byOperandCount: PlainRule[][] = []
  for (const plain of rules) {
    const count = plain.rule.parameters.length
    byOperandCount[count] ??= []
    byOperandCount[count].push(plain)
  }
  return { mnemonic, rules, byOperandCount }
}

/** The word that a pattern begins with. */
function firstWord({ pattern }: Rule): string {
  let word = ''
  for (const part of pattern) {
    if (part.kind !== 'literal' || !continuesIdentifier(part.code) || (word !== '' && !part.glued)) break
    word += String.fromCharCode(part.code)
  }
  return word
}

function soleWord(rule: Rule): string | undefined {
  const word = firstWord(rule)
  return word !== '' && word.length === rule.pattern.length ? word : undefined
}

function wordMatch(rule: Rule): RuleMatch {
  return { kind: 'match', rule, arguments: [], literals: rule.pattern.length, start: 0, end: 0 }
}

const COMMA = 44

/** The mnemonic of a plain rule, undefined for other rules. */
function plainMnemonic(rule: Rule): string | undefined {
  const word = firstWord(rule)
  if (word === '' || /^[0-9$]/.test(word) || KEYWORDS.some((keyword) => keyword === word)) return undefined
  const rest = rule.pattern.slice(word.length)
  if (rest.length === 0) return word
  if (rest.shift()?.kind !== 'space') return undefined
  const isPlain = rest.every((part, at) =>
    at % 2 === 0
      ? part.kind === 'parameter' && part.index === at / 2
      : part.kind === 'literal' && part.code === COMMA,
  )
  const takesPlain = rule.parameters.every(
    ({ type }) => type.kind !== 'rules' || type.rules.words !== undefined,
  )
  return isPlain && rest.length % 2 === 1 && takesPlain ? word : undefined
}
