// `#ruledef` and `#subruledef` (spec/asm-language.md section 8.1).

import { primary, warning } from '../../core/index.js'
import { INTEGER_BITS, PATTERN_PARTS } from '../limits.js'
import { literalParts } from '../rules/pattern.js'
import type { PatternPart } from '../rules/rule.js'
import { expectClosingBrace } from './body-parser.js'
import { directiveNamed, type Heading, type ParseDirective } from './directives.js'
import { parseExpression } from './expression-parser.js'
import { endOfComment, isBlank } from './lexer.js'
import type { Node, RuleNode, TypeNode } from './node.js'
import type { LineParser } from './parser.js'
import type { TokenReader } from './token-reader.js'
import { END, kindOf, LINE_BREAK, NUMBER, type Punctuation, WORD } from './tokens.js'

const HASH = kindOf('#')
const COLON = kindOf(':')
const ARROW = kindOf('=>')
const OPEN_BRACE = kindOf('{')
const CLOSE_BRACE = kindOf('}')
const SEMICOLON = 59

/** Punctuation that patterns may contain. */
const LITERAL_TEXTS = [
  ...(['(', ')', '[', ']', '.', ',', '->', '<-', '#', '+', '-', '*', '/', '%', '!'] as const),
  ...(['&', '|', '^', '~', '@', '<', '>', ':'] as const),
] satisfies readonly Punctuation[]
const literalKinds: ReadonlySet<number> = new Set([WORD, NUMBER, ...LITERAL_TEXTS.map(kindOf)])

/** Parses a group of rules; those of a sub-group match as parameters only. */
export function ruleDefinition(isSub: boolean): ParseDirective {
  return (parser, heading) => {
    const { reader, unit } = parser
    const nameToken = reader.usefulFrom(reader.at)
    const word = reader.kindAt(nameToken) === WORD ? reader.expectWord() : undefined
    const { start: nameStart, end: nameEnd } = reader.tokens.span(word ?? nameToken)
    const name = word === undefined ? undefined : reader.tokens.word(word)
    if (!reader.expect('{')) return undefined
    const { rules, broken } = parseRules(parser, heading, isSub)
    parser.expectLineEnd()
    const { start, span } = heading
    return {
      kind: 'ruledef',
      unit,
      isSub,
      name,
      nameStart,
      nameEnd,
      rules,
      broken,
      start,
      end: span.end,
    } satisfies Node
  }
}

function parseRules(
  parser: LineParser,
  { span }: Heading,
  isSub: boolean,
): { readonly rules: RuleNode[]; readonly broken: string[] } {
  const { reader } = parser
  const rules: RuleNode[] = []
  const broken: string[] = []
  parser.blockDepth++
  for (;;) {
    reader.skipLineBreaks()
    if (reader.kind === END || reader.kind === CLOSE_BRACE) break
    const { tokens, at } = reader
    const rule = new RuleParser(parser, isSub).parse()
    if (rule !== undefined) rules.push(rule)
    else broken.push(tokens.text(at).toLowerCase())
    recover(parser)
  }
  parser.blockDepth--
  expectClosingBrace(parser, span, isSub ? '#subruledef' : '#ruledef')
  return { rules, broken }
}

/** Goes on with the next rule. A `}` ends the rules only when it ends a line; others belong to the mistake. */
function recover(parser: LineParser): void {
  const { reader } = parser
  if (reader.failure === undefined) return
  parser.recover()
  while (reader.kind !== LINE_BREAK && reader.kind !== END && !isLastBrace(reader)) reader.advance()
}

function isLastBrace(reader: TokenReader): boolean {
  const next = reader.kindAt(reader.at + 1)
  return reader.kind === CLOSE_BRACE && (next === LINE_BREAK || next === END)
}

class RuleParser {
  readonly #reader: TokenReader
  readonly #pattern: PatternPart[] = []
  readonly #parameters: RuleNode['parameters'][number][] = []

  constructor(
    readonly parser: LineParser,
    readonly isSub: boolean,
  ) {
    this.#reader = parser.reader
  }

  /** `pattern => expression` up to the end of its line. */
  parse(): RuleNode | undefined {
    const reader = this.#reader
    const { start } = reader
    if (reader.kind === ARROW) {
      reader.fail('expected-pattern', 'expected pattern, found `=>`', reader.tokens.span(reader.at))
      return undefined
    }
    this.#warnOfDirective()
    if (!this.#isEmptyPattern()) this.#parsePattern()
    const end = reader.lastEnd
    reader.expect('=>')
    const body = parseExpression(reader)
    if (reader.failure === undefined && reader.kind !== END && !reader.accept(LINE_BREAK)) {
      reader.missing('expected-line-break', 'expected line break')
    }
    if (reader.failure !== undefined) return undefined
    return { pattern: this.#pattern, parameters: this.#parameters, body, start, end }
  }

  /** `{}`, which sub-groups may contain; whatever follows it but `=>` is a mistake. */
  #isEmptyPattern(): boolean {
    const reader = this.#reader
    const next = reader.usefulFrom(reader.at + 1)
    if (!this.isSub || reader.kind !== OPEN_BRACE || reader.kindAt(next) !== CLOSE_BRACE) return false
    reader.at = next
    reader.advance()
    return true
  }

  #parsePattern(): void {
    const reader = this.#reader
    while (reader.failure === undefined && reader.kind !== ARROW) {
      if (reader.kind === OPEN_BRACE) this.#parameter()
      else this.#literal()
      if (reader.failure === undefined) this.#gap()
      if (this.#pattern.length > PATTERN_PARTS) this.#tooLong()
    }
  }

  #tooLong(): void {
    const message = `a pattern has at most ${PATTERN_PARTS} characters`
    this.#reader.fail('pattern-too-long', message, this.#reader.spanHere())
  }

  #literal(): void {
    const reader = this.#reader
    if (!literalKinds.has(reader.kind)) return this.#invalidToken()
    for (const part of literalParts(reader.tokens.text(reader.at), false)) this.#pattern.push(part)
    reader.advance()
  }

  #invalidToken(): void {
    const reader = this.#reader
    const { tokens, at } = reader
    const found =
      at >= reader.end ? 'the end of the text' : reader.kind === LINE_BREAK ? 'the end of the line' : ''
    const text = found === '' ? `\`${tokens.text(at)}\`` : found
    reader.fail('invalid-pattern-token', `invalid pattern token: ${text}`, tokens.span(at), {
      help: 'a rule has the form `pattern => expression`',
    })
  }

  /** What is between the last token and the next one: blanks are a part of the pattern, comments a mistake. */
  #gap(): void {
    const reader = this.#reader
    const { file } = reader.tokens
    const { lastEnd: start, start: end } = reader
    let at = start
    while (at < end && isBlank(file.text.charCodeAt(at))) at++
    if (at < end && file.text.charCodeAt(at) === SEMICOLON) {
      const span = { file, start: at, end: Math.min(endOfComment(file.text, at, file.text.length), end) }
      reader.fail('invalid-pattern-token', 'invalid pattern token: a comment', span)
    } else if (at > start && reader.kind !== ARROW) this.#pattern.push({ kind: 'space' })
  }

  /** `{name}` or `{name: type}`. */
  #parameter(): void {
    const reader = this.#reader
    reader.advance()
    const word = reader.expectWord()
    if (word === undefined) return
    const name = reader.tokens.word(word)
    this.#checkName(name, word)
    const type: TypeNode = reader.acceptUseful(COLON) ? this.#type() : { kind: 'any' }
    reader.expect('}')
    this.#pattern.push({ kind: 'parameter', index: this.#parameters.length })
    const { start, end } = reader.tokens.span(word)
    this.#parameters.push({ name, type, start, end })
  }

  #checkName(name: string, word: number): void {
    const reader = this.#reader
    const span = reader.tokens.span(word)
    if (this.#parameters.some((earlier) => earlier.name === name)) {
      reader.fail('duplicate-parameter', `duplicate parameter \`${name}\``, span)
    }
  }

  #type(): TypeNode {
    const reader = this.#reader
    const word = reader.expectWord()
    if (word === undefined) return { kind: 'any' }
    const name = reader.tokens.word(word)
    const [, letter, bits] = /^([usi])([0-9]+)$/.exec(name) ?? []
    if (letter === undefined) {
      const { start, end } = reader.tokens.span(word)
      return { kind: 'ruledef', name, start, end }
    }
    if (Number(bits) > INTEGER_BITS) {
      reader.fail(
        'value-range',
        'numbers of this size are outside the supported range',
        reader.tokens.span(word),
      )
    }
    const kind = letter === 'u' ? 'unsigned' : letter === 's' ? 'signed' : 'integer'
    return { kind, bits: Number(bits) }
  }

  /** A pattern that looks like a directive is most probably meant to be one. */
  #warnOfDirective(): void {
    const { tokens, at } = this.#reader
    if (this.#reader.kind !== HASH || tokens.kinds[at + 1] !== WORD) return
    const name = tokens.word(at + 1).toLowerCase()
    if (directiveNamed(name) === undefined && name !== 'else' && name !== 'elif') return
    const labels = [primary(tokens.span(at, at + 2))]
    const message = `this is read as the pattern of a rule, not as the directive \`#${name}\``
    this.parser.diagnostics.add(warning('directive-in-rules', message, { labels }))
  }
}
