// Texts that are pasted into instructions in the place of `{name}` (spec/asm-language.md section 9).

import { type Diagnostic, SourceFile, type Span } from '../../core/index.js'
import { PASTED_CHARACTERS } from '../limits.js'
import { framesOf } from '../program/frame.js'
import type { AssemblySymbol } from '../program/symbols.js'
import type { InstructionText } from '../syntax/expression.js'
import { lex } from '../syntax/lexer.js'
import { InstructionNode, type SourceUnit, spanIn } from '../syntax/node.js'
import { TokenReader } from '../syntax/token-reader.js'
import { kindOf, type TokenList, WORD } from '../syntax/tokens.js'

const OPEN_BRACE = kindOf('{')
const CLOSE_BRACE = kindOf('}')

/** A name in braces; `start`…`end` includes the braces. */
export interface Hole {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly nameStart: number
}

/** The holes of an instruction in an `asm` block, or the mistake of braces around anything but a name. */
export function holesOf({ tokens, first, last }: InstructionText): readonly Hole[] | Diagnostic {
  const holes: Hole[] = []
  const reader = new TokenReader(tokens, first, last)
  while (reader.at < reader.end) {
    const { kind, start } = reader
    reader.advance()
    if (kind !== OPEN_BRACE) continue
    const word = reader.expectWord()
    reader.expect('}')
    if (reader.failure !== undefined || word === undefined) return reader.failure!.diagnostic
    holes.push({ name: tokens.word(word), start, end: reader.lastEnd, nameStart: tokens.starts[word] })
  }
  return holes
}

/** An instruction as pasted together: a unit of its own whose places lead back to the original. */
export interface PastedInstruction {
  readonly unit: SourceUnit
  readonly text: InstructionText
}

/** A part of a pasted text and where it comes from. */
interface Piece {
  readonly start: number
  readonly end: number
  readonly from: number
  /** End of the hole when the piece fills one. */
  readonly holeEnd: number | undefined
}

/** Pastes texts into holes; there is one text per hole. */
export function paste(
  unit: SourceUnit,
  { tokens, start, end }: InstructionText,
  holes: readonly Hole[],
  texts: readonly string[],
): PastedInstruction {
  const source = tokens.file.text
  const pieces: Piece[] = []
  let text = ''
  const add = (part: string, from: number, holeEnd: number | undefined): void => {
    pieces.push({ start: text.length, end: text.length + part.length, from, holeEnd })
    text += part
  }
  let at = start
  for (const [index, hole] of holes.entries()) {
    add(source.slice(at, hole.start), at, undefined)
    add(texts[index], hole.start, hole.end)
    at = hole.end
  }
  add(source.slice(at, end), at, undefined)
  const file = new SourceFile(tokens.file.name, text)
  const original = (from: number, to: number): Span => originalSpan(unit, pieces, from, to)
  return { unit: { ...unit, file, original }, text: wholeText(lex(file, tokens.table)) }
}

function wholeText(tokens: TokenList): InstructionText {
  const { count: last } = tokens
  const end = last === 0 ? 0 : tokens.ends[last - 1]
  return { tokens, first: 0, last, start: last === 0 ? 0 : tokens.starts[0], end }
}

function originalSpan(unit: SourceUnit, pieces: readonly Piece[], start: number, end: number): Span {
  const first = pieces.find((piece) => start < piece.end) ?? pieces[pieces.length - 1]
  const last = [...pieces].reverse().find((piece) => end > piece.start) ?? first
  const from = first.holeEnd === undefined ? first.from + start - first.start : first.from
  const to = last.holeEnd ?? last.from + end - last.start
  return spanIn(unit, from, Math.max(from, to))
}

/** An instruction with the arguments of a macro, or the number of a repetition, in the place of their names. */
export function substitutedIn(node: InstructionNode, scope: AssemblySymbol): InstructionNode {
  const holes = knownHoles(node, scope)
  if (holes.length === 0) return node
  const texts = holes.map(({ name }) => frameText(name, scope) ?? '')
  const { unit, text } = paste(node.unit, node, holes, texts)
  return new InstructionNode(unit, text.tokens, text.first, text.last)
}

/** Names in braces that stand for something here; other braces are expressions. */
function knownHoles({ tokens, first, last }: InstructionText, scope: AssemblySymbol): Hole[] {
  const holes: Hole[] = []
  for (let at = first; at + 2 < last; at++) {
    const { kinds, starts, ends } = tokens
    if (kinds[at] !== OPEN_BRACE || kinds[at + 1] !== WORD || kinds[at + 2] !== CLOSE_BRACE) continue
    const name = tokens.word(at + 1)
    if (frameText(name, scope) === undefined) continue
    holes.push({ name, start: starts[at], end: ends[at + 2], nameStart: starts[at + 1] })
  }
  return holes
}

/** The text that a parameter of a macro, or the variable of a repetition, stands for; arguments may themselves contain names in braces. */
export function frameText(name: string, scope: AssemblySymbol): string | undefined {
  for (const { names } of framesOf(scope)) {
    const found = names.get(name)
    if (found === undefined) continue
    if ('value' in found) return found.value.kind === 'integer' ? `${found.value.value}` : undefined
    if (found.argument.text.length > PASTED_CHARACTERS) return undefined
    return found.argument.text.replace(/\{\s*([A-Za-z_$][\w$]*)\s*\}/g, (braces, inner: string) => {
      return frameText(inner, found.scope) ?? braces
    })
  }
  return undefined
}
