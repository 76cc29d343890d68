// Labels of one file prepared for drawing: which lines they touch and where their vertical lines run.

import type { Style } from './color.js'
import type { Label } from './diagnostic.js'
import type { SourceFile } from './source.js'

/** A label to draw. */
export interface Marking {
  readonly start: number
  readonly end: number
  readonly firstLine: number
  readonly lastLine: number
  readonly text: string
  readonly symbol: '^' | '-'
  readonly style: Style
  /** Whether only indentation stands before it, so that its vertical line can begin beside its first line. */
  readonly leads: boolean
  /** Which of the vertical lines at the left is its own; no other marking on any of its lines has the same. */
  readonly slot: number
}

type Unplaced = Omit<Marking, 'slot'>

export function isMultiLine(marking: Pick<Marking, 'firstLine' | 'lastLine'>): boolean {
  return marking.firstLine < marking.lastLine
}

/** Prepares the labels of one file, those of the mistake itself first. */
export function markLabels(file: SourceFile, labels: readonly Label[], mistake: Style): Marking[] {
  const unplaced = [...labels]
    .sort((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false))
    .map((label) => mark(file, label, mistake))
  const slots = assignSlots(unplaced)
  return unplaced.map((marking) => ({ ...marking, slot: slots.get(marking) ?? 0 }))
}

function mark(file: SourceFile, { span, text, primary }: Label, mistake: Style): Unplaced {
  const start = Math.min(Math.max(span.start, 0), file.text.length)
  const end = Math.min(Math.max(span.end, start), file.text.length)
  const firstLine = file.lineAt(start)
  return {
    start,
    end,
    firstLine,
    // A line break at the end of a span belongs to the line that it ends.
    lastLine: file.lineAt(Math.max(start, end - 1)),
    text,
    symbol: primary ? '^' : '-',
    style: primary ? mistake : 'frame',
    leads: file.text.slice(file.lineStart(firstLine), start).trim() === '',
  }
}

/** Gives every marking of several lines the leftmost vertical line that is free on all of them. */
function assignSlots(markings: readonly Unplaced[]): Map<Unplaced, number> {
  const slots = new Map<Unplaced, number>()
  const takenUpTo: number[] = []
  const inOrder = markings
    .filter(isMultiLine)
    .sort((a, b) => a.firstLine - b.firstLine || b.lastLine - a.lastLine)
  for (const marking of inOrder) {
    const free = takenUpTo.findIndex((line) => line < marking.firstLine)
    const slot = free < 0 ? takenUpTo.length : free
    takenUpTo[slot] = marking.lastLine
    slots.set(marking, slot)
  }
  return slots
}
