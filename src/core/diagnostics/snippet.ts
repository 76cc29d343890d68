// Draws the lines of one file with the labels on them:
//
//   12 |   add %a, 1     source line
//      |       ^^  - text of the rightmost label
//      |       |
//      |       text of another label
//
// Labels of several lines have a vertical line each between the frame and the source, in slots from the left.

import { type Excerpt, excerpt, type Place } from './excerpt.js'
import { isMultiLine, type Marking } from './marking.js'
import { Row } from './row.js'
import type { SourceFile } from './source.js'
import { visible } from './visible.js'

/** What the snippets of one diagnostic have in common. */
export interface SnippetOptions {
  /** Columns of the longest line number. */
  readonly numberWidth: number
  readonly width: number
  readonly contextLines: number
}

const MIN_SOURCE_WIDTH = 20

/** The rows of a file's snippet, without its heading. */
export function drawSnippet(file: SourceFile, markings: readonly Marking[], options: SnippetOptions): Row[] {
  const snippet = new Snippet(file, markings, options)
  let previous: number | undefined
  for (const line of linesToShow(file, markings, options.contextLines)) {
    if (previous !== undefined && line === previous + 2) snippet.drawLine(line - 1)
    else if (previous !== undefined && line > previous + 1) snippet.drawGap()
    snippet.drawLine(line)
    previous = line
  }
  return snippet.rows
}

function linesToShow(file: SourceFile, markings: readonly Marking[], contextLines: number): number[] {
  const lines = new Set<number>()
  for (const line of markings.flatMap((marking) => [marking.firstLine, marking.lastLine])) {
    const last = Math.min(line + contextLines, file.lineCount)
    for (let shown = Math.max(1, line - contextLines); shown <= last; shown++) lines.add(shown)
  }
  return [...lines].sort((a, b) => a - b)
}

/** A marking of one line with its columns. */
interface Underline {
  readonly marking: Marking
  readonly from: number
  readonly to: number
}

class Snippet {
  readonly rows: Row[] = []
  /** The vertical lines that have begun and not ended. */
  readonly #open = new Set<Marking>()
  readonly #slotColumn: number
  readonly #sourceColumn: number
  readonly #sourceWidth: number

  constructor(
    readonly file: SourceFile,
    readonly markings: readonly Marking[],
    readonly options: SnippetOptions,
  ) {
    const slots = markings.filter(isMultiLine).reduce((most, { slot }) => Math.max(most, slot + 1), 0)
    this.#slotColumn = options.numberWidth + 3
    this.#sourceColumn = this.#slotColumn + (slots > 0 ? slots + 1 : 0)
    this.#sourceWidth = Math.max(MIN_SOURCE_WIDTH, options.width - this.#sourceColumn)
  }

  /** Lines that are left out; of the frame only the vertical lines of labels run through them. */
  drawGap(): void {
    const row = this.#row().put(0, '⋮', 'frame')
    if (this.#open.size === 0) row.put(this.options.numberWidth + 1, ' ', 'frame')
  }

  drawLine(line: number): void {
    const here = this.markings.filter((marking) => marking.firstLine === line || marking.lastLine === line)
    const shown = excerpt(this.file, line, placesOn(this.file, line, here), this.#sourceWidth)
    const starting = here.filter((marking) => isMultiLine(marking) && marking.firstLine === line)
    const ending = here.filter((marking) => isMultiLine(marking) && marking.lastLine === line)
    const row = this.#row(line).put(this.#sourceColumn, shown.text, 'plain')
    for (const marking of starting.filter((each) => each.leads)) {
      row.put(this.#slotColumn + marking.slot, '/', marking.style)
      this.#open.add(marking)
    }
    this.#drawUnderlines(here.filter((marking) => !isMultiLine(marking)).map(underlineIn(shown)))
    for (const marking of starting.filter((each) => !each.leads)) this.#drawStart(marking, shown)
    for (const marking of ending) this.#drawEnd(marking, shown)
  }

  /** A new row with the frame and the vertical lines that run through it. */
  #row(line?: number): Row {
    const row = new Row()
    if (line !== undefined) row.put(0, String(line), 'frame')
    row.put(this.options.numberWidth + 1, '|', 'frame')
    for (const marking of this.#open) row.put(this.#slotColumn + marking.slot, '|', marking.style)
    this.rows.push(row)
    return row
  }

  #drawStart(marking: Marking, shown: Excerpt): void {
    const slot = this.#slotColumn + marking.slot
    const column = this.#sourceColumn + shown.columnOf(marking.start)
    this.#row()
      .fill(slot + 1, column, '_', marking.style)
      .put(column, marking.symbol, marking.style)
    this.#open.add(marking)
  }

  #drawEnd(marking: Marking, shown: Excerpt): void {
    const slot = this.#slotColumn + marking.slot
    const column = this.#sourceColumn + Math.max(0, shown.columnOf(marking.end) - 1)
    this.#row()
      .fill(slot + 1, column, '_', marking.style)
      .put(column, `${marking.symbol} ${visible(marking.text)}`, marking.style)
    this.#open.delete(marking)
  }

  #drawUnderlines(underlines: readonly Underline[]): void {
    if (underlines.length === 0) return
    const row = this.#row()
    const longestFirst = [...underlines].sort((a, b) => b.to - b.from - (a.to - a.from))
    for (const { from, to, marking } of longestFirst) {
      row.fill(this.#sourceColumn + from, this.#sourceColumn + to, marking.symbol, marking.style)
    }
    const inOrder = [...underlines].sort((a, b) => a.from - b.from)
    const beside = inOrder[inOrder.length - 1]
    const isFree = underlines.every((underline) => underline.to <= beside.to)
    if (isFree) row.append(` ${visible(beside.marking.text)}`, beside.marking.style)
    this.#drawHanging(inOrder.filter((each) => each.marking.text !== '' && !(isFree && each === beside)))
  }

  /** The texts that have no place beside their underline hang below it, the rightmost first. */
  #drawHanging(hanging: readonly Underline[]): void {
    if (hanging.length === 0) return
    this.#drawStems(hanging)
    for (let index = hanging.length - 1; index >= 0; index--) {
      const { from, marking } = hanging[index]
      this.#drawStems(hanging.slice(0, index)).put(
        this.#sourceColumn + from,
        visible(marking.text),
        marking.style,
      )
    }
  }

  #drawStems(underlines: readonly Underline[]): Row {
    const row = this.#row()
    for (const { from, marking } of underlines) row.put(this.#sourceColumn + from, '|', marking.style)
    return row
  }
}

/** Where the markings touch a line. */
function placesOn(file: SourceFile, line: number, markings: readonly Marking[]): Place[] {
  const lineStart = file.lineStart(line)
  const lineEnd = file.lineEnd(line)
  return markings.map((marking) => {
    if (!isMultiLine(marking)) return marking
    return marking.firstLine === line
      ? { start: marking.start, end: Math.min(marking.start + 1, lineEnd) }
      : { start: Math.max(lineStart, marking.end - 1), end: marking.end }
  })
}

/** Every underline has at least one column, so that the end of a line can be pointed at. */
function underlineIn(shown: Excerpt): (marking: Marking) => Underline {
  return (marking) => {
    const from = shown.columnOf(marking.start)
    return { marking, from, to: Math.max(shown.columnOf(marking.end), from + 1) }
  }
}
