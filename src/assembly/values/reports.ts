// What mistakes say about the way that led to them: rules, functions and blocks around the place.

import { type Diagnostic, error, type Label, primary, type Span, secondary } from '../../core/index.js'
import type { NoValue } from './value.js'

/** So many places are shown beside the mistake itself; endless recursion has many. */
const SHOWN = 4

/** The outcome; a mistake also names a place around it. */
export function noted(outcome: NoValue, span: Span, text: string): NoValue {
  if (outcome.kind === 'unknown' || outcome.report === undefined) return outcome
  const { report } = outcome
  return { ...outcome, report: () => withPlace(report(), span, text) }
}

function withPlace(diagnostic: Diagnostic, span: Span, text: string): Diagnostic {
  const { children, labels } = diagnostic
  if (children !== undefined) {
    return { ...diagnostic, children: children.map((child) => withPlace(child, span, text)) }
  }
  const isKnown = labels.length > SHOWN || labels.some((label) => isSame(label.span, span))
  return isKnown ? diagnostic : { ...diagnostic, labels: [...labels, secondary(span, text)] }
}

/** A mistake of a statement, the places where it comes from, and the diagnostic that is shown for it. */
export interface Report {
  readonly diagnostic: Diagnostic
  readonly causes: readonly Diagnostic[]
}

/**
 * Makes the report of a statement. A mistake that is somewhere else (in a rule, in a function) is shown at the statement,
 * or at the part of it that leads there; what is at the other place becomes a further label.
 */
export function reportAt(statement: Span, found: Diagnostic): Report {
  const { children = [] } = found
  const causes = children.length > 0 ? children : [found]
  const main = found.labels.find((label) => label.primary)
  if (main === undefined || isInside(main.span, statement)) return { diagnostic: found, causes }
  const others = found.labels.filter((label) => label !== main)
  const way = [...others].reverse().find(({ span }) => isInside(span, statement))
  const labels = [
    primary(way?.span ?? statement),
    secondary(main.span, 'here'),
    ...others.filter((label) => label !== way),
  ] satisfies Label[]
  const { code, message, notes, help } = found
  return { diagnostic: error(code, message, { labels, notes, help, children }), causes }
}

function isInside({ file, start, end }: Span, outer: Span): boolean {
  return file === outer.file && start >= outer.start && end <= outer.end
}

function isSame(a: Span, b: Span): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end
}
