// Draws diagnostics for people: heading, source lines with underlines, notes, help.

import { type Counts, countBySeverity, Diagnostics } from './collector.js'
import { paint } from './color.js'
import { type Diagnostic, type Label, mainLabel } from './diagnostic.js'
import { type Marking, markLabels } from './marking.js'
import { Row } from './row.js'
import { drawSnippet } from './snippet.js'
import type { SourceFile } from './source.js'
import { visible } from './visible.js'

export interface RenderOptions {
  readonly color: boolean
  /** Columns of the output; longer source lines are shortened around what is underlined. */
  readonly width?: number
  /** Source lines to show before and after the underlined ones. */
  readonly contextLines?: number
}

const CHILD_INDENT = '  '

/** A diagnostic as text, without a line break at the end. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
  return renderLines(diagnostic, options).join('\n')
}

/** All diagnostics with an empty line between them, and a line that counts them; nothing when there are none. */
export function renderAll(diagnostics: Diagnostics | readonly Diagnostic[], options: RenderOptions): string {
  const collected = diagnostics instanceof Diagnostics
  const list = collected ? diagnostics.list : diagnostics
  if (list.length === 0) return ''
  const counts = collected ? diagnostics.counts : countBySeverity(list)
  const summary = summarize(counts, counts.error + counts.warning + counts.note - list.length)
  const style = counts.error > 0 ? 'error' : 'strong'
  return [
    ...list.map((each) => `${renderDiagnostic(each, options)}\n`),
    paint(summary, style, options.color),
  ].join('\n')
}

/** `2 errors, 1 warning`; notes are counted only when there is nothing worse. */
export function summarize(counts: Counts, notShown = 0): string {
  const parts = [plural(counts.error, 'error'), plural(counts.warning, 'warning')].filter(
    (part) => part !== '',
  )
  const summary = parts.length > 0 ? parts.join(', ') : plural(counts.note, 'note')
  return notShown > 0 ? `${summary} (${notShown} not shown)` : summary
}

function plural(count: number, noun: string): string {
  if (count === 0) return ''
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}

function renderLines(diagnostic: Diagnostic, options: RenderOptions): string[] {
  const groups = groupByFile(diagnostic)
  const numberWidth = groups
    .flatMap(({ markings }) => markings)
    .reduce((widest, { lastLine }) => Math.max(widest, String(lastLine).length), 1)
  const rows = [
    ...groups.flatMap((group, index) => renderGroup(group, index === 0, numberWidth, options)),
    ...remarks(diagnostic, numberWidth, groups.length > 0),
  ]
  return [
    ...heading(diagnostic, options.color),
    ...rows.map((row) => row.render(options.color)),
    ...renderChildren(diagnostic, options),
  ]
}

/** The labels in one file; `at` is the place that its heading names. */
interface Group {
  readonly file: SourceFile
  readonly at: Label
  readonly markings: readonly Marking[]
}

/** The labels by file, the file of the mistake first. */
function groupByFile({ labels, severity }: Diagnostic): Group[] {
  const main = mainLabel(labels)
  if (main === undefined) return []
  const files = new Set([main, ...labels].map((label) => label.span.file))
  return [...files].map((file) => {
    const own = labels.filter((label) => label.span.file === file)
    return { file, at: mainLabel(own)!, markings: markLabels(file, own, severity) }
  })
}

function heading({ severity, code, message }: Diagnostic, color: boolean): string[] {
  const kind = code === '' ? severity : `${severity}[${visible(code)}]`
  const [first, ...more] = message.split('\n').map(visible)
  return [
    paint(kind, severity, color) + paint(`: ${first}`, 'strong', color),
    ...more.map((line) => `  ${paint(line, 'strong', color)}`),
  ]
}

function renderGroup(group: Group, isFirst: boolean, numberWidth: number, options: RenderOptions): Row[] {
  const { line, column } = group.file.position(group.at.span.start)
  const place = `${visible(group.file.name)}:${line}:${column}`
  const { width = 120, contextLines = 0 } = options
  return [
    ...(isFirst ? [] : [frame(numberWidth)]),
    new Row().put(numberWidth, isFirst ? '-->' : ':::', 'frame').append(` ${place}`, 'plain'),
    frame(numberWidth),
    ...drawSnippet(group.file, group.markings, { numberWidth, width, contextLines }),
  ]
}

function frame(numberWidth: number): Row {
  return new Row().put(numberWidth + 1, '|', 'frame')
}

function remarks({ notes, help }: Diagnostic, numberWidth: number, belowSource: boolean): Row[] {
  const rows = notes.flatMap((text) => remark('note', text, numberWidth))
  if (help !== undefined) rows.push(...remark('help', help, numberWidth))
  return belowSource && rows.length > 0 ? [frame(numberWidth), ...rows] : rows
}

function remark(kind: 'note' | 'help', text: string, numberWidth: number): Row[] {
  const [first, ...more] = text.split('\n').map(visible)
  const start = new Row().put(numberWidth + 1, '= ', 'frame').append(`${kind}:`, kind)
  const textColumn = numberWidth + `${kind}:`.length + 4
  return [start.append(` ${first}`, 'plain'), ...more.map((line) => new Row().put(textColumn, line, 'plain'))]
}

function renderChildren({ children = [] }: Diagnostic, options: RenderOptions): string[] {
  return children.flatMap((child) => renderLines(child, options)).map((line) => CHILD_INDENT + line)
}
