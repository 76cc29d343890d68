// What is wrong in a source, an image or an option, as a plain value that every tool can show.

import type { Span } from './source.js'

/** How much a diagnostic matters: an error means that there is no result. */
export type Severity = 'error' | 'warning' | 'note'

/** A place and what is to be said about it. */
export interface Label {
  readonly span: Span
  readonly text: string
  /** The place where the mistake is, in contrast to places that explain it. */
  readonly primary?: boolean
}

/** One mistake. The code names its kind for search, tests and documentation; it never changes with the wording. */
export interface Diagnostic {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly labels: readonly Label[]
  readonly notes: readonly string[]
  /** What the author could do about it. */
  readonly help?: string
  /** Diagnostics that led to this one, such as the attempts that failed. */
  readonly children?: readonly Diagnostic[]
}

/** What a diagnostic may have besides code and message. */
export interface Details {
  readonly labels?: readonly Label[]
  readonly notes?: readonly string[]
  readonly help?: string | undefined
  readonly children?: readonly Diagnostic[]
}

/** A mistake without whose correction there is no result. */
export function error(code: string, message: string, details: Details = {}): Diagnostic {
  return diagnostic('error', code, message, details)
}

/** Something that works but is probably not what was meant. */
export function warning(code: string, message: string, details: Details = {}): Diagnostic {
  return diagnostic('warning', code, message, details)
}

/** Something worth knowing; mostly a child of an error. */
export function note(code: string, message: string, details: Details = {}): Diagnostic {
  return diagnostic('note', code, message, details)
}

/** The place where the mistake is. */
export function primary(span: Span, text = ''): Label {
  return { span, text, primary: true }
}

/** A place that explains the mistake. */
export function secondary(span: Span, text = ''): Label {
  return { span, text }
}

/** The label that says where a diagnostic is, if it is anywhere. */
export function mainLabel(labels: readonly Label[]): Label | undefined {
  return labels.find((label) => label.primary) ?? labels[0]
}

function diagnostic(severity: Severity, code: string, message: string, details: Details): Diagnostic {
  const { labels = [], notes = [], help, children } = details
  return Object.freeze({
    code,
    severity,
    message,
    labels,
    notes,
    ...(help !== undefined && { help }),
    ...(children !== undefined && { children }),
  })
}
