// Rules with the indexes that make finding one independent of their number.

import { continuesIdentifier } from '../syntax/lexer.js'
import { KEYWORDS } from '../syntax/tokens.js'
import { literalsIn, type Rule, type RuleMatch } from './rule.js'

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
  /** Rules of other shapes, and all rules, by first character; under 0 those that begin with a parameter. */
  readonly #others = new Map<number, Rule[]>()
  readonly #all = new Map<number, Rule[]>()
  /** Set when every rule is a word of its own: its match by the word in lower case. */
  readonly words: ReadonlyMap<string, RuleMatch> | undefined

  constructor(readonly rules: readonly Rule[]) {
    for (const rule of rules) this.#index(rule)
    const words = rules.map(soleWord)
    const isWords = words.every((word) => word !== undefined) && new Set(words).size === words.length
    this.words = isWords ? new Map(rules.map((rule, index) => [words[index]!, wordMatch(rule)])) : undefined
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

  /** Rules of other shapes that may begin with a character, given in lower case. */
  others(code: number): readonly Rule[] {
    return beginningWith(this.#others, code)
  }

  /** All rules that may begin with a character. */
  beginningWith(code: number): readonly Rule[] {
    return beginningWith(this.#all, code)
  }

  get hasOthers(): boolean {
    return this.#others.size > 0
  }

  /** Words that lines can begin with. */
  get mnemonics(): readonly string[] {
    return [...this.#plain.keys()]
  }

  #index(rule: Rule): void {
    const [first] = rule.pattern
    const key = first?.kind === 'literal' ? first.code : 0
    append(this.#all, key, rule)
    const mnemonic = plainMnemonic(rule)
    if (mnemonic === undefined) append(this.#others, key, rule)
    else append(this.#plain, mnemonic, { rule, literals: literalsIn(rule.pattern) })
  }
}

function append<K, V>(index: Map<K, V[]>, key: K, value: V): void {
  const values = index.get(key)
  if (values === undefined) index.set(key, [value])
  else values.push(value)
}

function beginningWith(index: ReadonlyMap<number, readonly Rule[]>, code: number): readonly Rule[] {
  const [beginning, open] = [index.get(code) ?? [], index.get(0) ?? []]
  return open.length === 0 ? beginning : [...beginning, ...open]
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
  return { kind: 'match', rule, arguments: [], literals: rule.pattern.length }
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
