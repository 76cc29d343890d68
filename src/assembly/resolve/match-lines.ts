// Matches every instruction line before addresses are resolved.

import { type Diagnostics, primary, warning } from '../../core/index.js'
import type { LineMatcher } from '../rules/line-matcher.js'
import type { RuleMatch } from '../rules/rule.js'
import type { InstructionItem, Item } from './item.js'

/** Finds the rules of all lines. A line without one is reported and takes `fallbackSize` bits, so that the rest is right. */
export function matchLines(
  items: readonly Item[],
  matcher: LineMatcher,
  fallbackSize: number,
  diagnostics: Diagnostics,
): void {
  for (const item of items) {
    if (item.kind !== 'instruction') continue
    const found = matcher.match(item.node)
    if ('severity' in found) {
      diagnostics.add(found)
      item.size = fallbackSize
      item.isDone = true
    } else accept(item, found, diagnostics)
  }
}

function accept(item: InstructionItem, matches: readonly RuleMatch[], diagnostics: Diagnostics): void {
  item.matches = matches
  const size = matches[0].rule.body.fixedSize
  if (size !== undefined && matches.every(({ rule }) => rule.body.fixedSize === size)) {
    item.size = size
    item.isSizeFinal = true
  }
  for (const { rule } of matches) if (rule.warning !== undefined) diagnostics.add(warningOf(item, rule.warning))
}

function warningOf({ node }: InstructionItem, message: string) {
  const { tokens, first, last } = node
  return warning('discouraged', message, { labels: [primary(tokens.span(first, last))] })
}
