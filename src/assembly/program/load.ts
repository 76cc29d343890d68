// Reads source files and what they include (spec/asm-language.md section 14).

import { type Diagnostics, error, note, primary, SourceFile, type Span } from '../../core/index.js'
import { libraryFile } from '../library/index.js'
import { CHARACTERS_PER_FILE, INCLUDED_CHARACTERS, TOKENS } from '../limits.js'
import { lex } from '../syntax/lexer.js'
import type { IncludeNode, Node, SourceUnit } from '../syntax/node.js'
import { type Grammar, parseFile } from '../syntax/parser.js'
import type { TokenList } from '../syntax/tokens.js'
import type { WordTable } from '../syntax/words.js'
import type { FileProvider } from '../values/context.js'
import { resolvePath } from './paths.js'

/** Loads the files of one assembly. */
export class Loader {
  /** Files with `#once` that were read. */
  readonly #once = new Set<string>()
  /** One source text per name, however often it is included. */
  readonly #files = new Map<string, SourceFile>()
  #characters = 0
  #tokensLeft = TOKENS

  constructor(
    readonly provider: FileProvider,
    readonly words: WordTable,
    readonly grammar: Grammar,
    readonly diagnostics: Diagnostics,
  ) {}

  /** The statements of a file that is named from outside. */
  root(path: string): Node[] {
    if (this.#once.has(path)) return []
    const file = this.#read(path)
    if (file !== undefined) return this.#statements({ file, path, includedBy: undefined })
    this.diagnostics.add(error('file-not-found', `file not found: \`${path}\``))
    return []
  }

  /** The statements that take the place of an include. */
  include(node: IncludeNode): Node[] {
    const span = { file: node.unit.file, start: node.start, end: node.end }
    const resolved = resolvePath(node.path, node.unit.path)
    if (!('path' in resolved)) return this.#fail(resolved.code, resolved.message, span)
    const { path } = resolved
    if (this.#once.has(path) || this.#tokensLeft < 0) return []
    if (includes(node.unit, path))
      return this.#fail('recursive-include', `recursive inclusion of \`${path}\``, span, node.unit)
    const file = this.#read(path)
    if (file === undefined) return this.#fail('file-not-found', `file not found: \`${path}\``, span)
    if (this.#characters > INCLUDED_CHARACTERS)
      return this.#fail('value-range', 'the included files are too large', span)
    return this.#statements({ file, path, includedBy: node.unit })
  }

  #statements(unit: SourceUnit): Node[] {
    const tokens = lex(unit.file, this.words, 0, unit.file.text.length, this.#tokensLeft)
    this.#tokensLeft -= tokens.count
    if (this.#tokensLeft < 0) return this.#tooLarge(tokens)
    const nodes = parseFile(unit, tokens, this.grammar, this.diagnostics)
    if (nodes.some(({ kind }) => kind === 'once')) this.#once.add(unit.path)
    if (!nodes.some(({ kind }) => kind === 'include')) return nodes
    return nodes.flatMap((node) => (node.kind === 'include' ? this.include(node) : [node]))
  }

  #read(path: string): SourceFile | undefined {
    const known = this.#files.get(path)
    const file = known ?? this.#newFile(path)
    if (file === undefined) return undefined
    this.#files.set(path, file)
    this.#characters += Math.max(file.text.length, CHARACTERS_PER_FILE)
    return file
  }

  #newFile(path: string): SourceFile | undefined {
    const contents = libraryFile(path) ?? this.provider(path)
    if (contents === undefined) return undefined
    return new SourceFile(path, typeof contents === 'string' ? contents : new TextDecoder().decode(contents))
  }

  #tooLarge(tokens: TokenList): Node[] {
    const labels = [primary(tokens.span(tokens.count - 1), 'this one is too much')]
    const message = `the program has more than ${TOKENS} words, numbers and signs`
    const help = 'large data is better kept in a file of its own: `#d $incbin("…")`'
    this.diagnostics.add(error('program-too-large', message, { labels, help }))
    return []
  }

  #fail(code: string, message: string, span: Span, unit?: SourceUnit): Node[] {
    const children =
      unit === undefined
        ? []
        : chainOf(unit).map((path) => note('included-from', `included from \`${path}\``))
    this.diagnostics.add(error(code, message, { labels: [primary(span)], children }))
    return []
  }
}

function includes(unit: SourceUnit, path: string): boolean {
  return chainOf(unit).includes(path)
}

/** The files that are open, innermost first. */
function chainOf(unit: SourceUnit): string[] {
  const chain: string[] = []
  for (let at: SourceUnit | undefined = unit; at !== undefined; at = at.includedBy) chain.push(at.path)
  return chain
}
