// Patterns of rules that are derived from a machine's syntax templates.

import type { Syntax } from '../../core/index.js'
import { continuesIdentifier, isBlank } from '../syntax/lexer.js'
import type { PatternPart } from './rule.js'

/** The literal parts of a word or symbol. Blanks may tear words apart unless they are `glued`. */
export function literalParts(text: string, isGlued = true): PatternPart[] {
  return Array.from(text.toLowerCase(), (character, index) => {
    const code = character.charCodeAt(0)
    const glued =
      isGlued && index > 0 && continuesIdentifier(code) && continuesIdentifier(text.charCodeAt(index - 1))
    return { kind: 'literal', code, glued }
  })
}

/**
 * The pattern of a template; `parameterOf` gives the parameter in an operand's place. A blank in the template demands a
 * blank only where words would run together: `add r0, 1` may be written `add r0,1` (spec/lrvm.md 17.7).
 */
export function patternOf(syntax: Syntax, parameterOf: (operand: number) => number): PatternPart[] {
  const parts = syntax.parts.flatMap((part): PatternPart[] =>
    part.kind === 'operand'
      ? [{ kind: 'parameter', index: parameterOf(part.operand) }]
      : textParts(part.text),
  )
  return parts.filter(
    (part, at) => part.kind !== 'space' || (isWordLike(parts[at - 1]) && isWordLike(parts[at + 1])),
  )
}

function textParts(text: string): PatternPart[] {
  return text
    .split(/(\s+)/)
    .filter((piece) => piece !== '')
    .flatMap((piece): PatternPart[] =>
      isBlank(piece.charCodeAt(0)) ? [{ kind: 'space' }] : literalParts(piece),
    )
}

function isWordLike(part: PatternPart | undefined): boolean {
  return part?.kind === 'parameter' || (part?.kind === 'literal' && continuesIdentifier(part.code))
}
