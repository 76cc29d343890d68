// Collects the stack code of one function. What no path leads to is left out.

import type { Span } from '../../../core/index.js'
import {
  endsPath,
  type LabelNumber,
  type Local,
  type Operation,
  type Step,
  targetOf,
} from '../../../core/stack-code/index.js'

/** The body of a function while it is being made. */
export class Body {
  readonly steps: Step[] = []
  readonly locals: Local[] = []
  private labels = 0
  private readonly wanted = new Set<LabelNumber>()
  private isReached = true

  /** Adds an operation, unless nothing leads here. */
  add(operation: Operation, span: Span): void {
    if (!this.isReached) return
    this.steps.push({ operation, span })
    const target = targetOf(operation)
    if (target !== undefined) this.wanted.add(target)
    if (endsPath(operation)) this.isReached = false
  }

  newLabel(): LabelNumber {
    return this.labels++
  }

  /** Places a label that everything that leads to it has named before; it vanishes if nothing has. */
  place(label: LabelNumber, span: Span): void {
    if (this.wanted.has(label)) this.placeLoop(label, span)
  }

  /** Places a label that something behind it leads to. */
  placeLoop(label: LabelNumber, span: Span): void {
    this.steps.push({ operation: { kind: 'label', label }, span })
    this.isReached = true
  }

  newLocal(local: Local): number {
    this.locals.push(local)
    return this.locals.length - 1
  }

  /** Whether a path leads to what is added next. */
  get canContinue(): boolean {
    return this.isReached
  }
}
