// What is wrong in a source of the section language, in the words of the original and in ours.

import { type Diagnostic, error, primary, secondary, warning } from '../../core/index.js'
import { HINTS } from './hints.js'
import type { Place, SourceText } from './source-text.js'

/** The steps of an assembly; one with mistakes is the last. */
export type Stage = 'lexer' | 'parser' | 'semantic' | 'codegen'

/** A mistake with the code, text and place that the original gives it. */
export interface Finding extends Place {
  readonly code: string
  readonly message: string
  readonly label: string
  readonly secondary?: Place & { readonly label: string }
  /** What the author could do about it. */
  readonly help?: string
}

/** Codes of mistakes begin with this. */
const PREFIX = 'mvm::asm::'

/** A mistake; the code without its prefix. */
export function finding(code: string, place: Place, message: string, label: string, help?: string): Finding {
  const { offset, length } = place
  return { code: PREFIX + code, message, label, offset, length, ...(help === undefined ? {} : { help }) }
}

/** A mistake as all tools show it. */
export function diagnosticOf(source: SourceText, found: Finding): Diagnostic {
  const { secondary: other } = found
  const labels = [
    primary(source.span(found), found.label),
    ...(other === undefined ? [] : [secondary(source.span(other), other.label)]),
  ]
  const help = found.help ?? HINTS[found.code.slice(PREFIX.length)]
  return error(found.code, found.message, { labels, help })
}

/** Something that the original accepts without a word. */
export interface Remark extends Place {
  readonly code: string
  readonly message: string
  readonly label: string
  readonly help: string
}

/** A remark as all tools show it. */
export function warningOf(source: SourceText, { code, message, label, help, ...place }: Remark): Diagnostic {
  return warning(code, message, { labels: [primary(source.span(place), label)], help })
}
