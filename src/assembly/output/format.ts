// Output formats by name, with their arguments (spec/asm-language.md section 17.1).

import { type Diagnostic, didYouMean, error, sourceMapToJson, warning } from '../../core/index.js'
import type { AssemblySymbol } from '../program/symbols.js'
import { withoutEscapes } from '../syntax/literals.js'
import { addressSpans, annotatedListing, gameListing } from './formats/annotated.js'
import { bytesOf } from './formats/bits.js'
import {
  binaryDigits,
  cArray,
  hexadecimalDigits,
  list,
  logisim,
  memoryLines,
  separated,
} from './formats/digits.js'
import { type Block, binaryDump, hexDump, intelHex, memoryInitialization } from './formats/dumps.js'
import type { Image } from './image.js'
import { type ListedItem, sourceMapOf } from './listing.js'
import { mesenLabels, symbolEntries, symbolListing } from './symbol-listing.js'

/** What formats are made of. */
export interface Output {
  readonly image: Image
  readonly items: readonly ListedItem[]
  readonly root: AssemblySymbol
}

type ArgumentValue = number | boolean | string
type Arguments = Readonly<Record<string, ArgumentValue>>

/** Whether a number may be given. */
type Accepts = (value: number) => boolean

/** What an argument may be, and what it is when it is not given. */
interface ArgumentDefinition {
  readonly fallback: ArgumentValue
  readonly accepts?: Accepts
}

interface FormatDefinition {
  readonly arguments?: Readonly<Record<string, ArgumentDefinition>>
  /** Extension of its files. */
  readonly extension?: string
  readonly write: (output: Output, given: Arguments) => Uint8Array | string
}

/** A format with its arguments. */
export interface OutputFormat {
  readonly name: string
  readonly isText: boolean
  /** Extension of its files, with the dot. */
  readonly extension: string
  readonly write: (output: Output) => Uint8Array | string
}

const positive: Accepts = (value) => value > 0
const oneOf =
  (...values: readonly number[]): Accepts =>
  (value) =>
    values.includes(value)
const POWERS = oneOf(2, 4, 8, 16, 32)
const RADIX: Accepts = (value) => value >= 2 && value <= 36

const plain = (write: (image: Image) => Uint8Array | string): FormatDefinition => ({
  write: ({ image }) => write(image),
})
const memory = (bitsPerDigit: number): FormatDefinition => ({
  arguments: { width: { fallback: 8, accepts: positive } },
  write: ({ image }, { width }) => memoryLines(image, Number(width), bitsPerDigit),
})

function annotated(base: number, group: number): FormatDefinition {
  return {
    arguments: {
      base: { fallback: base, accepts: POWERS },
      group: { fallback: group, accepts: positive },
      addr_base: { fallback: 16, accepts: RADIX },
      labels: { fallback: true },
    },
    write: ({ image, items }, given) =>
      annotatedListing(items, image, {
        base: Number(given.base),
        group: Number(given.group),
        addressBase: Number(given.addr_base),
        labels: given.labels === true,
      }),
  }
}

function game(base: number, group: number): FormatDefinition {
  return {
    arguments: {
      base: { fallback: base, accepts: oneOf(2, 16) },
      group: { fallback: group, accepts: positive },
    },
    write: ({ image, items }, given) =>
      gameListing(items, image, given.base === 2 ? 2 : 16, Number(given.group)),
  }
}

const FORMATS: Readonly<Record<string, FormatDefinition>> = {
  binary: plain(bytesOf),
  binstr: plain(binaryDigits),
  hexstr: plain(hexadecimalDigits),
  bindump: plain(binaryDump),
  hexdump: plain(hexDump),
  mif: plain(memoryInitialization),
  intelhex: {
    arguments: { addr_unit: { fallback: 8, accepts: oneOf(8, 16, 32) } },
    write: ({ image, items }, { addr_unit }) => intelHex(image, writtenBlocks(items), Number(addr_unit)),
  },
  readmemb: memory(1),
  readmemh: memory(4),
  list: {
    arguments: {
      base: { fallback: 16, accepts: POWERS },
      group: { fallback: 2, accepts: positive },
      between: { fallback: '' },
      group2: { fallback: 16, accepts: positive },
      between2: { fallback: '' },
      before: { fallback: '' },
      after: { fallback: '' },
    },
    write: ({ image }, given) =>
      list(image, {
        base: Number(given.base),
        group: Number(given.group),
        between: String(given.between),
        group2: Number(given.group2),
        between2: String(given.between2),
        before: String(given.before),
        after: String(given.after),
      }),
  },
  deccomma: plain((image) => separated(image, ', ', false)),
  hexcomma: plain((image) => separated(image, ', ', true)),
  decspace: plain((image) => separated(image, ' ', false)),
  hexspace: plain((image) => separated(image, ' ', true)),
  decc: plain((image) => cArray(image, false)),
  hexc: plain((image) => cArray(image, true)),
  c: plain((image) => cArray(image, true)),
  logisim8: plain((image) => logisim(image, 8)),
  logisim16: plain((image) => logisim(image, 16)),
  annotated: annotated(16, 2),
  annotatedhex: annotated(16, 2),
  annotatedbin: annotated(2, 8),
  tcgame: game(16, 2),
  tcgamebin: game(2, 8),
  addrspan: { write: ({ items }) => addressSpans(items) },
  symbols: { write: ({ root }) => symbolListing(symbolEntries(root)) },
  sourcemap: {
    extension: '.json',
    write: ({ items }) => `${JSON.stringify(sourceMapToJson(sourceMapOf(items)))}\n`,
  },
  'mesen-mlb': { extension: '.mlb', write: ({ root }) => mesenLabels(root) },
}

/** The names of all formats. */
export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS)

/** Reads `name,key:value,…`, or says what is wrong with it. */
export function readFormat(specification: string): OutputFormat | Diagnostic {
  const [name, ...parts] = specification.split(',')
  const definition = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
  if (definition === undefined) {
    const near = didYouMean(name, FORMAT_NAMES)
    const help = near === undefined ? `formats: ${FORMAT_NAMES.join(', ')}` : `did you mean \`${near}\`?`
    return error('format-unknown', `unknown format \`${name}\``, { help })
  }
  const given: Record<string, ArgumentValue> = {}
  const known = definition.arguments ?? {}
  for (const [key, { fallback }] of Object.entries(known)) given[key] = fallback
  for (const part of parts) {
    const read = readArgument(name, part, known)
    if ('severity' in read) return read
    given[read.key] = read.value
  }
  const { extension = name === 'binary' ? '.bin' : '.txt', write } = definition
  return { name, isText: name !== 'binary', extension, write: (output) => write(output, given) }
}

function readArgument(
  format: string,
  part: string,
  known: Readonly<Record<string, ArgumentDefinition>>,
): { readonly key: string; readonly value: ArgumentValue } | Diagnostic {
  const [key, text, ...more] = part.split(':')
  if (!Object.hasOwn(known, key)) {
    const help = `\`${format}\` has ${Object.keys(known).length === 0 ? 'none' : Object.keys(known).join(', ')}`
    return error('format-argument-unknown', `unknown format argument \`${format},${key}\``, { help })
  }
  const value = text === undefined || more.length > 0 ? undefined : readValue(text, known[key])
  if (value === undefined) {
    return error('format-argument-value', `invalid format argument \`${format},${part}\``)
  }
  return { key, value }
}

function readValue(text: string, { fallback, accepts }: ArgumentDefinition): ArgumentValue | undefined {
  if (typeof fallback === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined
  if (typeof fallback === 'string') return readString(text)
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined
  return value !== undefined && accepts?.(value) === true ? value : undefined
}

/** A text with or without quotes around it. */
function readString(text: string): string | undefined {
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"')
  const inner = isQuoted ? text.slice(1, -1) : text
  return inner.includes('"') ? undefined : withoutEscapes(inner)
}

/** Regions without gaps that items fill. */
function writtenBlocks(items: readonly ListedItem[]): Block[] {
  const blocks: { start: number; end: number }[] = []
  for (const { position, size } of items) {
    if (position === undefined || size === 0) continue
    const last = blocks[blocks.length - 1]
    if (last?.end === position) last.end += size
    else blocks.push({ start: position, end: position + size })
  }
  return blocks
}

/** What is odd about writing an image in a format. */
export function formatWarning({ name }: OutputFormat, { bits }: Image): Diagnostic | undefined {
  if (name !== 'binary' || bits % 8 === 0) return undefined
  return warning('binary-not-byte-aligned', `the binary is not aligned: it has ${bits} bits`)
}
