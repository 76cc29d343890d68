// What an assembly has to say, with the phase that found it.

import { type Diagnostic, Diagnostics, type Span } from '../core/index.js'
import type { Report } from './values/reports.js'

/** The phases of an assembly in order (spec/asm-language.md section 1). */
export const PHASES = [
  'options',
  'parse',
  'prepare',
  'define',
  'match',
  'resolve',
  'emit',
  'defines',
] as const
export type Phase = (typeof PHASES)[number]

/** A diagnostic and the circumstances in which it was found. */
export interface Finding extends Report {
  readonly phase: Phase
  /** The instruction or data element that has no value because of it. */
  readonly statement: Span | undefined
}

/** Collects findings; whoever only knows about diagnostics can add them, too. */
export class Findings extends Diagnostics {
  /** What is being done. */
  phase: Phase = 'parse'
  readonly #kept: Finding[] = []
  #errors = 0

  override add(diagnostic: Diagnostic): void {
    this.report({ diagnostic, causes: [diagnostic] })
  }

  /** Adds a diagnostic together with its causes. */
  report(report: Report, statement?: Span, phase = this.phase): void {
    super.add(report.diagnostic)
    if (report.diagnostic.severity === 'error') this.#errors++
    if (this.list.length > this.#kept.length) this.#kept.push({ ...report, phase, statement })
  }

  /** Whether further errors are not kept, so that making them is a waste of time. */
  get isFull(): boolean {
    return this.#errors >= this.limit
  }

  /** The kept ones in the order in which they were found. */
  get findings(): readonly Finding[] {
    return this.#kept
  }
}
