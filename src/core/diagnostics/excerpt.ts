// The part of a source line that fits into the output, and the columns of places in it.

import { type SourceFile, startOfCharacter } from './source.js'
import { type Layout, layOut } from './visible.js'

const ELLIPSIS = '…'

/** UTF-16 units of a line that are looked at around its first place: a line can be a hundred megabytes long. */
const REACH = 2000

/** Columns to keep free between a place and the edge of a shortened line. */
const MARGIN = 6

/** A place on a line as UTF-16 offsets in the file. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** A source line as shown. */
export interface Excerpt {
  readonly text: string
  /** The column of an offset in the file; of the nearest one shown when it is cut off. */
  columnOf(offset: number): number
}

/** The columns that are shown, and whether something is left out before or behind them. */
interface View {
  readonly from: number
  readonly to: number
  readonly cutLeft: boolean
  readonly cutRight: boolean
}

/** Shows a line in at most `width` columns, around the first of the places and as many of the others as fit. */
export function excerpt(file: SourceFile, line: number, places: readonly Place[], width: number): Excerpt {
  const lineStart = file.lineStart(line)
  const lineEnd = file.lineEnd(line)
  const focus = places[0]?.start ?? lineStart
  const start = startOfCharacter(file.text, Math.max(lineStart, focus - REACH))
  const end = startOfCharacter(file.text, Math.min(lineEnd, focus + REACH))
  const layout = layOut(file.text.slice(start, end))
  const column = (offset: number): number => layout.columns[Math.min(Math.max(offset, start), end) - start]
  const ranges = places.map((place) => [column(place.start), column(place.end)] as const)
  const total = layout.columns[layout.columns.length - 1]
  const view = chooseView(total, ranges, width, start > lineStart, end < lineEnd)
  return {
    text: cut(layout, view),
    columnOf: (offset) => Math.min(Math.max(column(offset), view.from), view.to) - view.from,
  }
}

function chooseView(
  total: number,
  ranges: readonly (readonly [number, number])[],
  width: number,
  moreLeft: boolean,
  moreRight: boolean,
): View {
  if (total <= width && !moreLeft && !moreRight)
    return { from: 0, to: total, cutLeft: false, cutRight: false }
  const [low, high] = focusOf(ranges, width - 2 * MARGIN)
  const centred = Math.floor((low + high - width) / 2)
  const wanted = high - low <= width - 2 * MARGIN ? centred : low - MARGIN
  const from = Math.max(0, Math.min(wanted, total - width))
  const to = Math.min(from + width, total)
  return { from, to, cutLeft: moreLeft || from > 0, cutRight: moreRight || to < total }
}

/** The columns around the first range and those of the others that still fit with it. */
function focusOf(ranges: readonly (readonly [number, number])[], space: number): readonly [number, number] {
  let [low, high] = ranges[0] ?? [0, 0]
  for (const [start, end] of ranges) {
    if (Math.max(high, end) - Math.min(low, start) > space) continue
    low = Math.min(low, start)
    high = Math.max(high, end)
  }
  return [low, high]
}

function cut({ glyphs }: Layout, { from, to, cutLeft, cutRight }: View): string {
  const first = cutLeft ? from + 1 : from
  const last = cutRight ? to - 1 : to
  let text = cutLeft ? ELLIPSIS : ''
  let column = 0
  let shown = first
  for (const glyph of glyphs) {
    const end = column + glyph.width
    if (column >= first && end <= last) {
      text += ' '.repeat(column - shown) + glyph.text
      shown = end
    }
    column = end
  }
  return text + (cutRight ? ' '.repeat(Math.max(0, last - shown)) + ELLIPSIS : '')
}
