// Matches instruction lines with rules, each in the first pass that comes to it.

import { type Diagnostic, primary, warning } from '../../core/index.js'
import type { Findings } from '../findings.js'
import type { LineMatcher } from '../rules/line-matcher.js'
import type { RuleMatch } from '../rules/rule.js'
import type { InstructionItem } from './item.js'
import { spanOf } from './pass-state.js'

/** What lines are matched with. */
export interface Matching {
  readonly matcher: LineMatcher
  /** Bits that a line takes when no rule fits it, so that what follows is where it would be. */
  readonly fallbackSize: number
  /** First words in lower case of rules with mistakes; that lines with them fit nothing is a consequence. */
  readonly broken: ReadonlySet<string>
}

/** Finds the rules that fit a line; none, with a report, when there is none. */
export function matchLine(
  item: InstructionItem,
  { matcher, fallbackSize, broken }: Matching,
  findings: Findings,
): readonly RuleMatch[] {
  const { node } = item
  const found = matcher.match(node)
  if (found.length === 0) {
    const isConsequence = broken.has(node.tokens.text(node.first).toLowerCase())
    if (!isConsequence) reportNoMatch(item, matcher, findings)
    item.size = fallbackSize
    item.isDone = true
    return found
  }
  guessSize(item, found)
  for (const { rule } of found) if (rule.warning !== undefined) findings.add(warningOf(item, rule.warning))
  return found
}

/** The largest size that any of the rules may give (spec/asm-language.md section 15.5). */
function guessSize(item: InstructionItem, found: readonly RuleMatch[]): void {
  let isFinal = true
  let first: number | undefined
  for (const match of found) {
    const size = match.rule.body.fixedSize(match)
    first ??= size
    if (size === undefined || size !== first) isFinal = false
    if (size !== undefined && size > item.size) item.size = size
  }
  item.isSizeFinal = isFinal
}

/** An explanation costs time, so there is none that nobody will see. */
function reportNoMatch(item: InstructionItem, matcher: LineMatcher, findings: Findings): void {
  if (findings.isFull) return
  const diagnostic = matcher.explain(item.node)
  findings.report({ diagnostic, causes: [diagnostic] }, spanOf(item), 'match')
}

function warningOf({ node }: InstructionItem, message: string): Diagnostic {
  const { tokens, first, last } = node
  return warning('discouraged', message, { labels: [primary(tokens.span(first, last))] })
}
