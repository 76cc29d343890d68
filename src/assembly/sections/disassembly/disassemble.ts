// Disassembles images to sources of the section language that assemble to the same bytes.

import type { Machine } from '../../../core/index.js'
import { assembleSections } from '../assemble.js'
import { TEXT_MARKER } from '../object.js'
import { scanForText } from '../scan.js'
import { type CodeLine, type LineOperand, readCode } from './code-lines.js'
import { dataItems } from './data-items.js'
import { inventNames, type Names } from './names.js'
import { type Pool, poolStarts, recoverPool } from './pool.js'
import { constantText } from './spelling.js'

/** A disassembled image. */
export interface Disassembly {
  readonly text: string
  /** Whether sections, constants and labels were recovered; else the text is the bytes as data. */
  readonly isStructured: boolean
}

/** More text markers are not tried. */
const MOST_MARKERS = 8

/** Disassembles an image; undefined when no source assembles to it. */
export function disassembleSections(machine: Machine, image: Uint8Array): Disassembly | undefined {
  const makes = (text: string): boolean => isSame(assembledFrom(machine, text), image)
  for (const text of structuredTexts(machine, image)) {
    if (makes(text)) return { text, isStructured: true }
  }
  const text = dataText(machine, image)
  return text !== undefined && makes(text) ? { text, isStructured: false } : undefined
}

const assembledFrom = (machine: Machine, text: string): Uint8Array | undefined =>
  assembleSections({ name: 'disassembly', text, machine }).image

const isSame = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a?.length === b.length && a.every((byte, index) => byte === b[index])

const HEADING = 'section .data'
const LINE_INDENT = '  '

/** The whole image as data, if every byte can be written. */
function dataText(machine: Machine, image: Uint8Array): string | undefined {
  if (image.length === 0) return ''
  if (image[0] !== 0x01) return undefined
  const items = dataItems({ machine, image, start: 1, end: image.length, borders: new Set() })
  return items && [HEADING, ...items.map(({ text }) => LINE_INDENT + text), ''].join('\n')
}

/** Texts with sections, as far as guesses at the marker and at the beginning of the pool make sense. */
function* structuredTexts(machine: Machine, image: Uint8Array): Generator<string> {
  if (image[0] !== 0x01) return
  for (const marker of markersIn(image)) {
    const lines = readCode(machine, image, marker + TEXT_MARKER.length)
    if (lines === undefined) continue
    for (const start of poolStarts(lines, marker)) {
      const pool = recoverPool(image, lines, start, marker)
      const text = pool && new Listing(machine, image, lines, pool, start).text()
      if (text !== undefined) yield text
    }
  }
}

/** The marker that the machine finds, and then others. */
function markersIn(image: Uint8Array): readonly number[] {
  const found = scanForText(image, 1)
  const all: number[] = found === undefined ? [] : [found]
  for (let at = 1; at < image.length - 1 && all.length < MOST_MARKERS; at++) {
    if (image[at] === TEXT_MARKER[0] && image[at + 1] === TEXT_MARKER[1]) all.push(at)
  }
  return [...new Set(all)]
}

/** A program whose parts are known. */
class Listing {
  private readonly names: Names

  constructor(
    private readonly machine: Machine,
    private readonly image: Uint8Array,
    private readonly lines: readonly CodeLine[],
    private readonly pool: Pool,
    private readonly dataEnd: number,
  ) {
    this.names = inventNames(lines, pool, dataEnd)
  }

  /** Undefined when an address is none that a source can name. */
  text(): string | undefined {
    const data = this.data()
    const code = this.code()
    if (data === undefined || code === undefined) return undefined
    return [HEADING, ...data, '', 'section .text', ...code, ''].join('\n')
  }

  private data(): readonly string[] | undefined {
    const { machine, image, dataEnd, names } = this
    const borders = new Set(names.keys())
    const items = dataItems({ machine, image, start: 1, end: dataEnd, borders })
    return items && this.labelled([...items, { at: dataEnd, text: '' }])
  }

  private code(): readonly string[] | undefined {
    const items = this.lines.map((line) => ({ at: line.at, text: this.lineText(line) }))
    const texts = items.filter((item): item is { at: number; text: string } => item.text !== undefined)
    const places = new Set([...texts.map(({ at }) => at), this.image.length])
    const areKnown = [...this.names.keys()].every((at) => at <= this.dataEnd || places.has(at))
    if (texts.length < items.length || !areKnown) return undefined
    return this.labelled([...texts, { at: this.image.length, text: '' }])
  }

  private labelled(items: readonly { readonly at: number; readonly text: string }[]): readonly string[] {
    return items.flatMap(({ at, text }) => {
      const name = this.names.get(at)
      return [...(name === undefined ? [] : [`${name}:`]), ...(text === '' ? [] : [LINE_INDENT + text])]
    })
  }

  private lineText({ word, operands }: CodeLine): string | undefined {
    const texts = operands.map((operand) => this.operandText(operand))
    return texts.includes(undefined) ? undefined : `${word} ${texts.join(', ')}`.trim()
  }

  private operandText(operand: LineOperand): string | undefined {
    if (operand.kind === 'register') return `%${operand.name}`
    const value = this.pool.get(operand.value)
    return value === undefined ? this.names.get(Number(operand.value)) : constantText(value)
  }
}
