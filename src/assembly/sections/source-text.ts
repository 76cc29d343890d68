// A source as the section language counts it: offsets are numbers of Unicode characters, not of UTF-16 units.

import { SourceFile, type Span } from '../../core/index.js'

/** A place in a source: its first character and how many there are. */
export interface Place {
  readonly offset: number
  readonly length: number
}

/** The place of what is not there. */
export const NOWHERE: Place = { offset: 0, length: 0 }

export const endOf = ({ offset, length }: Place): number => offset + length

/** A source as characters. */
export class SourceText {
  readonly file: SourceFile
  private readonly characters: Uint32Array
  /** UTF-16 units before each character; absent where both are the same. */
  private readonly units: Uint32Array | undefined

  constructor(name: string, text: string) {
    this.file = new SourceFile(name, text)
    this.characters = Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0)
    this.units = this.characters.length === text.length ? undefined : unitsBefore(this.characters)
  }

  get length(): number {
    return this.characters.length
  }

  /** The character at an offset; U+0000 behind the end. */
  at(offset: number): number {
    return this.characters[offset] ?? 0
  }

  slice(start: number, end: number): string {
    return this.file.text.slice(this.unit(start), this.unit(end))
  }

  /** A place as other tools count. */
  span({ offset, length }: Place): Span {
    return { file: this.file, start: this.unit(offset), end: this.unit(offset + Math.max(0, length)) }
  }

  private unit(offset: number): number {
    const within = Math.min(Math.max(offset, 0), this.length)
    return this.units === undefined ? within : this.units[within]
  }
}

function unitsBefore(characters: Uint32Array): Uint32Array {
  const units = new Uint32Array(characters.length + 1)
  for (let at = 0; at < characters.length; at++) units[at + 1] = units[at] + (characters[at] > 0xffff ? 2 : 1)
  return units
}
