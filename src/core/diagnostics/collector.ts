// Collects diagnostics while a tool goes on reading.

import type { Diagnostic, Severity } from './diagnostic.js'

/** How many diagnostics of each severity there are. */
export type Counts = Readonly<Record<Severity, number>>

/**
 * Keeps the first `limit` diagnostics of each severity and counts the rest, so that a hopeless source cannot fill the
 * memory and a flood of warnings cannot hide an error.
 */
export class Diagnostics {
  readonly #list: Diagnostic[] = []
  readonly #counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 }

  constructor(readonly limit = 1000) {}

  add(diagnostic: Diagnostic): void {
    const earlier = this.#counts[diagnostic.severity]++
    if (earlier < this.limit) this.#list.push(diagnostic)
  }

  get hasErrors(): boolean {
    return this.#counts.error > 0
  }

  /** The kept ones in the order in which they were added. */
  get list(): readonly Diagnostic[] {
    return this.#list
  }

  /** All that were added, kept or not. */
  get counts(): Counts {
    return { ...this.#counts }
  }
}

/** Counts the diagnostics of a list; children do not count. */
export function countBySeverity(diagnostics: Iterable<Diagnostic>): Counts {
  const counts = { error: 0, warning: 0, note: 0 }
  for (const { severity } of diagnostics) counts[severity]++
  return counts
}
