// Text as a terminal can show it safely: no control characters, and known widths.

const TAB_WIDTH = 4

/** Combining marks take no column of their own. */
const COMBINING = /^[\p{Mn}\p{Me}]$/u

/** Invisible characters, bidirectional overrides and halves of pairs could make a line look like another one. */
const DECEPTIVE = /^[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]$/u

/** First and last code points of what East Asian fonts and emoji show two columns wide (Unicode TR 11, condensed). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
]

/** A character as it is shown. */
interface Glyph {
  readonly text: string
  readonly width: number
}

/** A text as it is shown from column 0 on. */
export interface Layout {
  readonly glyphs: readonly Glyph[]
  /** The column of each UTF-16 unit, and of the end. */
  readonly columns: readonly number[]
}

/** Lays a line out in columns. */
export function layOut(line: string): Layout {
  const glyphs: Glyph[] = []
  const columns: number[] = []
  let column = 0
  for (const character of line) {
    const glyph = character === '\t' ? tab(column) : show(character)
    glyphs.push(glyph)
    for (let unit = 0; unit < character.length; unit++) columns.push(column)
    column += glyph.width
  }
  columns.push(column)
  return { glyphs, columns }
}

/** A text on one line without anything that a terminal would obey. */
export function visible(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return layOut(text.replace(/\r?\n/g, ' '))
    .glyphs.map((glyph) => glyph.text)
    .join('')
}

function tab(column: number): Glyph {
  const width = TAB_WIDTH - (column % TAB_WIDTH)
  return { text: ' '.repeat(width), width }
}

function show(character: string): Glyph {
  const code = character.codePointAt(0)!
  if (code >= 0x20 && code < 0x7f) return { text: character, width: 1 }
  if (code < 0x20) return { text: String.fromCharCode(0x2400 + code), width: 1 }
  if (code === 0x7f) return { text: '\u2421', width: 1 }
  if (code < 0xa0 || DECEPTIVE.test(character)) return escaped(code)
  if (COMBINING.test(character)) return { text: character, width: 0 }
  return { text: character, width: isWide(code) ? 2 : 1 }
}

function escaped(code: number): Glyph {
  const text = `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
  return { text, width: text.length }
}

function isWide(code: number): boolean {
  return code >= 0x1100 && WIDE.some(([first, last]) => code >= first && code <= last)
}
