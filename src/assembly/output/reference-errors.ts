// Which mistakes an assembler that stops early reports (spec/asm-language.md section 16), for comparisons with it.

import type { Diagnostic, Span } from '../../core/index.js'
import type { Assembly } from '../assembly.js'
import { type Finding, PHASES } from '../findings.js'

/** A mistake: the statement that it is reported at, and what is wrong. */
export interface ReferenceError {
  readonly statement: Span | undefined
  readonly causes: readonly Diagnostic[]
}

/** Mistakes behind which the others of their phase are found, too. */
const COLLECTED: ReadonlySet<string> = new Set([
  'no-match',
  'did-not-converge',
  'assertion-failed',
  'data-out-of-range',
  'data-unsized',
  'data-type',
  'invalid-field',
])

/** The errors of the first phase that has any, up to one that stops it. */
export function referenceErrors({ findings }: Assembly): readonly ReferenceError[] {
  const errors = findings.filter(({ diagnostic }) => diagnostic.severity === 'error')
  const phase = PHASES.find((each) => errors.some((finding) => finding.phase === each))
  const reported: ReferenceError[] = []
  for (const finding of errors) {
    if (finding.phase !== phase) continue
    const { causes } = finding
    reported.push({ statement: finding.statement ?? placeOf(finding), causes })
    if (!isCollected(finding)) break
  }
  return reported
}

function placeOf({ diagnostic }: Finding): Span | undefined {
  return diagnostic.labels.find(({ primary }) => primary)?.span
}

/** A failed assertion stops nothing only when it is a directive. */
function isCollected({ diagnostic, statement, causes }: Finding): boolean {
  if (!COLLECTED.has(diagnostic.code)) return false
  return diagnostic.code !== 'assertion-failed' || (statement === undefined && causes.length === 1)
}
