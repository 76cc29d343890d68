// Matches instruction lines with rules, each in the first pass that comes to it.

import { type Diagnostic, type Diagnostics, primary, warning } from '../../core/index.js'
import type { LineMatcher } from '../rules/line-matcher.js'
import type { RuleMatch } from '../rules/rule.js'
import type { InstructionItem } from './item.js'

/** What lines are matched with. */
export interface Matching {
  readonly matcher: LineMatcher
  /** Bits that a line takes when no rule fits it, so that what follows is where it would be. */
  readonly fallbackSize: number
}

/** Finds the rules that fit a line; none, with a report, when there is none. */
export function matchLine(
  item: InstructionItem,
  { matcher, fallbackSize }: Matching,
  diagnostics: Diagnostics,
): readonly RuleMatch[] {
  const found = matcher.match(item.node)
  if (isDiagnostic(found)) {
    diagnostics.add(found)
    item.size = fallbackSize
    item.isDone = true
    return []
  }
  const size = found[0].rule.body.fixedSize
  if (size !== undefined && found.every(({ rule }) => rule.body.fixedSize === size)) {
    item.size = size
    item.isSizeFinal = true
  }
  for (const { rule } of found) if (rule.warning !== undefined) diagnostics.add(warningOf(item, rule.warning))
  return found
}

function isDiagnostic(found: readonly RuleMatch[] | Diagnostic): found is Diagnostic {
  return 'severity' in found
}

function warningOf({ node }: InstructionItem, message: string): Diagnostic {
  const { tokens, first, last } = node
  return warning('discouraged', message, { labels: [primary(tokens.span(first, last))] })
}
