// One line of rendered output under construction: characters at columns, each with a style.

import { paint, type Style } from './color.js'

export class Row {
  readonly #characters: string[] = []
  readonly #styles: Style[] = []

  /** Writes over whatever is at these columns. */
  put(column: number, text: string, style: Style): this {
    let at = column
    for (const character of text) {
      this.#characters[at] = character
      this.#styles[at++] = style
    }
    return this
  }

  /** Writes one character into the columns from `start` up to `end`. */
  fill(start: number, end: number, character: string, style: Style): this {
    return this.put(start, character.repeat(Math.max(0, end - start)), style)
  }

  /** Writes behind everything that is there. */
  append(text: string, style: Style): this {
    return this.put(this.#characters.length, text, style)
  }

  render(color: boolean): string {
    let output = ''
    let run = ''
    let style: Style = 'plain'
    for (let at = 0; at < this.#characters.length; at++) {
      const next = this.#styles[at] ?? 'plain'
      if (next !== style) {
        output += paint(run, style, color)
        run = ''
        style = next
      }
      run += this.#characters[at] ?? ' '
    }
    return (output + paint(run, style, color)).trimEnd()
  }
}
