// Source texts and places in them. Offsets count UTF-16 units; lines and columns count from 1, columns in characters.

/** Where an offset is, as a person counts: lines and Unicode characters from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A part of a source text: the UTF-16 units from `start` up to, but not including, `end`. */
export interface Span {
  readonly file: SourceFile
  readonly start: number
  readonly end: number
}

/** A named text. Asking for an offset or a line outside of it gives the nearest one; nothing here throws. */
export class SourceFile {
  #lineStarts: Uint32Array | undefined
  /** The last answer of `position`, from which the next one on the same line continues. */
  #last = { start: 0, offset: 0, column: 1 }

  constructor(
    readonly name: string,
    readonly text: string,
  ) {}

  get lineCount(): number {
    return this.#starts().length
  }

  position(offset: number): Position {
    const at = clamp(offset, 0, this.text.length)
    const line = this.lineAt(at)
    return { line, column: this.#column(this.lineStart(line), at) }
  }

  /** The number of the line that holds an offset; a line break belongs to the line that it ends. */
  lineAt(offset: number): number {
    const starts = this.#starts()
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (starts[middle] <= offset) low = middle
      else high = middle
    }
    return low + 1
  }

  /** The offset of a line's first character. */
  lineStart(line: number): number {
    return this.#starts()[clamp(line, 1, this.lineCount) - 1]
  }

  /** The offset behind a line's last character, where its line break begins. */
  lineEnd(line: number): number {
    const starts = this.#starts()
    const index = clamp(line, 1, starts.length)
    if (index === starts.length) return this.text.length
    const lineFeed = starts[index] - 1
    const carriageReturn = lineFeed > starts[index - 1] && this.text.charCodeAt(lineFeed - 1) === 0x0d
    return carriageReturn ? lineFeed - 1 : lineFeed
  }

  /** A line without its line break. */
  lineText(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineEnd(line))
  }

  #starts(): Uint32Array {
    this.#lineStarts ??= findLineStarts(this.text)
    return this.#lineStarts
  }

  #column(lineStart: number, offset: number): number {
    const last = this.#last
    const continues = last.start === lineStart && last.offset <= offset
    const from = continues ? last.offset : lineStart
    const end = startOfCharacter(this.text, offset)
    let column = continues ? last.column : 1
    for (let at = from; at < end; at++) if (!splitsPair(this.text, at)) column++
    this.#last = { start: lineStart, offset: Math.max(end, from), column }
    return column
  }
}

/** Moves an offset that would cut a surrogate pair in two to the start of the pair. */
export function startOfCharacter(text: string, offset: number): number {
  return splitsPair(text, offset) ? offset - 1 : offset
}

function splitsPair(text: string, offset: number): boolean {
  if ((text.charCodeAt(offset) & 0xfc00) !== 0xdc00 || offset === 0) return false
  return (text.charCodeAt(offset - 1) & 0xfc00) === 0xd800
}

function findLineStarts(text: string): Uint32Array {
  let starts = new Uint32Array(1024)
  let count = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (count === starts.length) starts = doubled(starts)
    starts[count++] = at + 1
  }
  return starts.slice(0, count)
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(Math.trunc(value) || 0, low), high)
}
