// A manual page as plain data, and its two notations: text for terminals and Markdown.

/** A piece of a page. Words between backquotes are the guest's. */
export type Piece =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

/** A manual page. */
export type Page = readonly Piece[]

export const heading = (level: 1 | 2 | 3, text: string): Piece => ({ kind: 'heading', level, text })
export const paragraph = (text: string): Piece => ({ kind: 'paragraph', text })
export const code = (lines: readonly string[]): Piece => ({ kind: 'code', lines })

/** A table, or nothing when it has no rows. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly Piece[] =>
  rows.length === 0 ? [] : [{ kind: 'table', head, rows }]

/** A section with its heading, or nothing when it is empty. */
export const section = (level: 2 | 3, title: string, pieces: readonly Piece[]): readonly Piece[] =>
  pieces.length === 0 ? [] : [heading(level, title), ...pieces]

/** Words of the guest. */
export const guest = (word: string): string => `\`${word}\``
/** A list of words of the guest. */
export const guestList = (words: readonly string[]): string => words.map(guest).join(', ')

/** A page as Markdown, with a line break at the end. */
export function renderMarkdown(page: Page): string {
  return `${page.map(markdownPiece).join('\n\n')}\n`
}

function markdownPiece(piece: Piece): string {
  switch (piece.kind) {
    case 'heading':
      return `${'#'.repeat(piece.level)} ${piece.text}`
    case 'paragraph':
      return piece.text
    case 'code':
      return ['```text', ...piece.lines, '```'].join('\n')
    case 'table':
      return [piece.head, piece.head.map(() => '---'), ...piece.rows].map(markdownRow).join('\n')
  }
}

const markdownRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** How a terminal page looks. */
export interface TextOptions {
  /** Columns; paragraphs and the last column of tables are broken there. */
  readonly width: number
  /** Makes a heading stand out. */
  readonly emphasise: (text: string) => string
}

const INDENT = '  '

/** A page as text, with a line break at the end. */
export function renderText(page: Page, options: TextOptions): string {
  return `${page.map((piece) => textPiece(piece, options).join('\n')).join('\n\n')}\n`
}

const plain = (text: string): string => text.replaceAll('`', '')

function textPiece(piece: Piece, { width, emphasise }: TextOptions): readonly string[] {
  switch (piece.kind) {
    case 'heading':
      return [emphasise(plain(piece.text))]
    case 'paragraph':
      return wrap(plain(piece.text), width - INDENT.length).map((line) => INDENT + line)
    case 'code':
      return piece.lines.map((line) => INDENT + line)
    case 'table':
      return textTable(
        [piece.head, ...piece.rows].map((cells) => cells.map(plain)),
        width,
      )
  }
}

function textTable(rows: readonly (readonly string[])[], width: number): readonly string[] {
  const last = rows[0].length - 1
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)))
  const before = INDENT.length + widths.slice(0, last).reduce((sum, own) => sum + own + 2, 0)
  return rows.flatMap((cells) => {
    const start = cells.slice(0, last).map((cell, column) => `${cell.padEnd(widths[column])}  `)
    const [first, ...more] = wrap(cells[last], Math.max(20, width - before))
    return [`${INDENT}${start.join('')}${first}`.trimEnd(), ...more.map((line) => ' '.repeat(before) + line)]
  })
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
