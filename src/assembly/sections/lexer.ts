// The lexer of the section language (spec/mvm.md 3.2). It reads on after every mistake.

import { isDigit, isLetter, isWhiteSpace, isWord } from './characters.js'
import { type Finding, finding } from './findings.js'
import { scanNumber } from './numbers.js'
import type { Place, SourceText } from './source-text.js'
import { END, KEYWORDS, type Token, type TokenKind } from './tokens.js'
import type { Vocabulary } from './vocabulary.js'

/** The tokens of a source, or what is wrong with it. */
export interface LexedSource {
  readonly tokens: readonly Token[]
  readonly findings: readonly Finding[]
}

/** Splits a source into tokens. */
export function lex(source: SourceText, vocabulary: Vocabulary): LexedSource {
  return new Lexer(source, vocabulary).run()
}

const SINGLE: Readonly<Record<string, TokenKind>> = {
  '.': 'currentptr',
  ',': 'comma',
  '[': 'lbrack',
  ']': 'rbrack',
  '+': 'operator',
  '-': 'operator',
  '*': 'operator',
  '/': 'operator',
  '!': 'operator',
}

const ESCAPES: Readonly<Record<string, string>> = { '0': '\0', n: '\n', t: '\t', r: '\r', '\\': '\\' }

const LINE_FEED = 0x0a
const SPACE = 0x20

class Lexer {
  readonly tokens: Token[] = []
  readonly findings: Finding[] = []
  private cursor = 0

  constructor(
    private readonly source: SourceText,
    private readonly vocabulary: Vocabulary,
  ) {}

  run(): LexedSource {
    while (this.character() !== 0) this.next()
    if (this.findings.length === 0) this.tokens.push(END)
    return this
  }

  private character(ahead = 0): number {
    return this.source.at(this.cursor + ahead)
  }

  private next(): void {
    const character = this.character()
    const text = String.fromCodePoint(character)
    if (isWhiteSpace(character)) this.cursor++
    else if (text === ';') this.skipTo((each) => each === LINE_FEED)
    else if (text === '$') this.constant()
    else if (text === '%') this.register()
    else if (text === '"') this.string()
    else if (isLetter(character) || text === '_') this.word()
    else if (text === '.' && isLetter(this.character(1))) this.dottedWord()
    else if (text in SINGLE) this.single(text)
    else if (isDigit(character)) this.bareNumber()
    else this.unknown(text)
  }

  /** Moves to the next character of a kind, or to the end. */
  private skipTo(isWanted: (character: number) => boolean): void {
    while (this.character() !== 0 && !isWanted(this.character())) this.cursor++
  }

  private from(start: number): Place {
    return { offset: start, length: this.cursor - start }
  }

  private emit(kind: TokenKind, start: number, text: string, value?: bigint | string): void {
    this.tokens.push({ kind, text, ...this.from(start), ...(value === undefined ? {} : { value }) })
  }

  private report(code: string, place: Place, message: string, label: string, help?: string): void {
    this.findings.push(finding(code, place, message, label, help))
  }

  /** The longest run of word characters. */
  private name(): string {
    const start = this.cursor
    while (isWord(this.character())) this.cursor++
    return this.source.slice(start, this.cursor)
  }

  private constant(): void {
    const start = this.cursor++
    if (isDigit(this.character())) this.number(start)
    else if (isLetter(this.character())) this.namedConstant(start)
    else this.strayPrefix()
  }

  private number(start: number): void {
    const scanned = scanNumber(this.source, this.cursor)
    this.cursor = scanned.end
    if ('mistake' in scanned) this.findings.push(scanned.mistake)
    else this.emit('constant', start, this.source.slice(start, this.cursor), scanned.value)
  }

  private namedConstant(start: number): void {
    const name = this.name()
    const value = this.vocabulary.constant(name)
    if (value !== undefined) this.emit('asmconstant', start, name, value)
    else this.unknownName('constant', start + 1, name, this.vocabulary.constants)
  }

  private unknownName(what: string, start: number, name: string, known: readonly string[]): void {
    const help = this.vocabulary.suggestion(name, known)
    const message = `Assembly ${what} "${name}" not found`
    this.report('constant_error', this.from(start), message, 'verify this identifier', help)
  }

  private strayPrefix(): void {
    const start = this.cursor
    this.skipTo(isWhiteSpace)
    const message = 'Undefined constant sequence found after `$` prefix'
    this.report('constant_error', this.from(start), message, 'ensure that this constant is valid')
  }

  private register(): void {
    const start = this.cursor++
    const name = this.name()
    const number = this.vocabulary.register(name)
    if (number !== undefined) this.emit('asmreg', start, name, BigInt(number))
    else this.unknownName('register', start + 1, name, this.vocabulary.registers)
  }

  private word(): void {
    const start = this.cursor
    const name = this.name()
    if (KEYWORDS.includes(name)) this.emit('keyword', start, name)
    else if (this.vocabulary.isMnemonic(name)) this.emit('instruction', start, name)
    else this.emit(name.endsWith(':') ? 'label' : 'identifier', start, name)
  }

  private dottedWord(): void {
    const start = this.cursor
    const name = this.name()
    this.emit(name.endsWith(':') ? 'label' : 'identifier', start, name)
  }

  private single(text: string): void {
    const start = this.cursor++
    this.emit(SINGLE[text], start, text)
  }

  /** The original counts one character too few unless a space follows. */
  private bareNumber(): void {
    const start = this.cursor
    this.skipTo(isWhiteSpace)
    const { offset, length } = this.from(start)
    const place = { offset, length: this.character() === SPACE ? length : length - 1 }
    const message = 'Numerical constants are not allowed without `$` prefix'
    this.report('constant_error', place, message, 'add the `$` prefix before constant here')
  }

  private unknown(text: string): void {
    const start = this.cursor++
    this.report(
      'unknown_character',
      this.from(start),
      `Unknown character found: '${text}'`,
      'unknown character',
    )
  }

  private string(): void {
    const start = this.cursor++
    let text = ''
    for (;;) {
      if (this.cursor >= this.source.length) return this.unterminated(start)
      const character = String.fromCodePoint(this.character())
      if (character === '"') break
      text += character === '\\' ? this.escape() : character
      this.cursor++
    }
    this.cursor++
    this.emit('stringconstant', start, text)
  }

  /** Leaves the cursor on the second character of the escape. */
  private escape(): string {
    const start = this.cursor++
    const character = String.fromCodePoint(this.character())
    if (Object.hasOwn(ESCAPES, character)) return ESCAPES[character]
    if (this.cursor < this.source.length) {
      const message = `Unknown character escape found: '\\${character}'`
      const place = { offset: start, length: 2 }
      this.report('unknown_character_escape', place, message, 'unknown character escape', ESCAPES_THERE_ARE)
    }
    return ''
  }

  private unterminated(start: number): void {
    this.cursor = this.source.length
    const message = 'Unterminated string constant found'
    this.report('unterminated_string', this.from(start), message, 'string starts here')
  }
}

const ESCAPES_THERE_ARE = 'there are \\0 \\n \\t \\r and \\\\; a double quote cannot be written'
