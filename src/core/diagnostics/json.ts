// Diagnostics as plain JSON, for editors and other programs.

import type { Diagnostic, Label, Severity } from './diagnostic.js'

/** A label with its place in both ways of counting: lines and columns from 1, and UTF-16 offsets from 0. */
export interface LabelJson {
  file: string
  line: number
  column: number
  endLine: number
  endColumn: number
  start: number
  end: number
  text: string
  primary: boolean
}

export interface DiagnosticJson {
  code: string
  severity: Severity
  message: string
  labels: LabelJson[]
  notes: string[]
  help?: string
  children: DiagnosticJson[]
}

/** What a diagnostic says, without references to source texts. */
export function diagnosticToJson(diagnostic: Diagnostic): DiagnosticJson {
  const { code, severity, message, labels, notes, help, children = [] } = diagnostic
  return {
    code,
    severity,
    message,
    labels: labels.map(labelToJson),
    notes: [...notes],
    ...(help !== undefined && { help }),
    children: children.map(diagnosticToJson),
  }
}

function labelToJson({ span, text, primary = false }: Label): LabelJson {
  const { file, start, end } = span
  const { line, column } = file.position(start)
  const { line: endLine, column: endColumn } = file.position(end)
  return { file: file.name, line, column, endLine, endColumn, start, end, text, primary }
}
