// The data section as items of a source: texts, numbers, and single bytes where nothing else fits.

import type { Machine } from '../../../core/index.js'
import { WORD } from '../object.js'
import { readLine } from './code-lines.js'
import { numberIn } from './pool.js'
import { stringText, textIn, wordText } from './spelling.js'

/** An item of the data section. */
export interface DataItem {
  readonly at: number
  readonly text: string
}

/** A way to write the bytes at some place, and where the next item begins. */
interface Choice {
  readonly text: string
  readonly next: number
}

/** Bytes to write as items; no item may lie across a border. */
export interface DataStretch {
  readonly machine: Machine
  readonly image: Uint8Array
  readonly start: number
  readonly end: number
  readonly borders: ReadonlySet<number>
}

/** Writes bytes as items; undefined when that is impossible. */
export function dataItems(stretch: DataStretch): readonly DataItem[] | undefined {
  const { start, end } = stretch
  const choices = new Choices(stretch)
  for (let at = end - 1; at >= start; at--) choices.find(at)
  const items: DataItem[] = []
  for (let at = start; at < end; ) {
    const choice = choices.at(at)
    if (choice === undefined) return undefined
    items.push({ at, text: choice.text })
    at = choice.next
  }
  return items
}

/** How the rest from a place on can be written, found from the end on. */
class Choices {
  private readonly found = new Map<number, Choice>()
  /** The first border behind the place that is looked at. */
  private border: number

  constructor(private readonly stretch: DataStretch) {
    this.border = stretch.end
  }

  at(place: number): Choice | undefined {
    return this.found.get(place)
  }

  find(at: number): void {
    if (this.stretch.borders.has(at + 1)) this.border = at + 1
    const choice = this.ascii(at) ?? this.word(at) ?? this.short(at)
    if (choice !== undefined) this.found.set(at, choice)
  }

  private canGoOnAt(next: number): boolean {
    return next <= this.border && (next === this.stretch.end || this.found.has(next))
  }

  /** A text begins with its own address. */
  private ascii(at: number): Choice | undefined {
    const { image } = this.stretch
    const begin = at + WORD
    if (begin > this.border || numberIn(image, at, begin) !== BigInt(at)) return undefined
    const prefixes = textIn(image.subarray(begin, this.border))
    let last = prefixes.length - 1
    while (last >= 0 && !this.canGoOnAt(begin + prefixes[last].bytes)) last--
    if (last < 0) return undefined
    const text = prefixes.slice(0, last + 1).map((part) => part.text)
    return { text: `ascii ${stringText(text.join(''))}`, next: begin + prefixes[last].bytes }
  }

  private word(at: number): Choice | undefined {
    const next = at + WORD
    const value = this.canGoOnAt(next) ? numberIn(this.stretch.image, at, next) : undefined
    return value === undefined ? undefined : { text: wordText(value), next }
  }

  /** Numbers of registers, and instructions that have nothing but registers. */
  private short(at: number): Choice | undefined {
    const { machine, image } = this.stretch
    const line = readLine(machine, image, at)
    if (line === undefined || !this.canGoOnAt(at + line.bytes)) return undefined
    const registers = line.operands.flatMap((operand) => (operand.kind === 'register' ? [operand.name] : []))
    if (registers.length < line.operands.length) return undefined
    const operands = registers.map((name) => `%${name}`).join(', ')
    return { text: `${line.word} ${operands}`.trim(), next: at + line.bytes }
  }
}
