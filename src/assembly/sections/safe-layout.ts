// Another layout for the same program: constants where the machine's scan and narrow entries cannot break it.

import { concatenated } from './byte-writer.js'
import { cut, type LaidOutProgram, layOut } from './layout.js'
import { bytesOfLiteral } from './mnemonics.js'
import { type LiteralReference, type ObjectCode, TEXT_MARKER, wordOf } from './object.js'
import { scanForText } from './scan.js'

/** Keeps a scan from passing over the first byte behind an `FF`. */
const PAD = 0x00
/** Ends the program before constants that lie behind the code, as its end in memory would. */
const HALT = 0xf0

/** A constant as wide as its widest reader. */
interface Entry {
  readonly key: string
  readonly bytes: Uint8Array
  readonly value: bigint
}

/**
 * Lays a program out so that constants neither end the scan for the text section nor hide its marker, and are as wide as what
 * reads them. A program without such hazards gets the original's layout.
 */
export function layOutSafely(object: ObjectCode): LaidOutProgram {
  const usual = layOut(object)
  return isHarmless(object, usual) ? usual : separated(object)
}

function isHarmless(object: ObjectCode, { image, pool }: LaidOutProgram): boolean {
  const { marker, literalReferences, labelReferences } = object
  if (marker === undefined) return true
  const isFound = scanForText(image, 1) === pool.at + pool.bytes && pool.at === marker
  const isWideEnough = literalReferences.every(({ value, reads }) => reads <= bytesOfLiteral(value))
  const areBehind = [...literalReferences, ...labelReferences].every(({ at }) => at >= marker)
  return isFound && isWideEnough && areBehind
}

const widthOf = ({ value, reads }: LiteralReference): number => Math.max(reads, bytesOfLiteral(value))
const keyOf = (reference: LiteralReference): string => `${reference.value}/${widthOf(reference)}`

/** Whether a scan that comes to these bytes goes on behind them as if they were nothing special. */
const passes = (bytes: Uint8Array): boolean =>
  scanForText(concatenated(bytes, TEXT_MARKER), 0) === bytes.length

function distinctEntries(references: readonly LiteralReference[]): readonly Entry[] {
  const entries = new Map<string, Entry>()
  for (const reference of references) {
    const { value } = reference
    const key = keyOf(reference)
    if (!entries.has(key)) entries.set(key, { key, value, bytes: cut(value, widthOf(reference)) })
  }
  return [...entries.values()]
}

/** What is awkward before the marker goes behind the code, where nothing scans. */
function separated(object: ObjectCode): LaidOutProgram {
  const { bytes, marker = bytes.length, literalReferences } = object
  const entries = distinctEntries(literalReferences)
  const near = entries.filter((entry) => passes(entry.bytes))
  const far = entries.filter((entry) => !passes(entry.bytes))
  const head = bytes.subarray(0, marker)
  const pool = [...(passes(head.subarray(1)) ? [] : [PAD]), ...near.flatMap((entry) => [...entry.bytes])]
  const behind = far.length === 0 ? [] : [HALT, ...far.flatMap((entry) => [...entry.bytes])]
  const image = concatenated(head, pool, bytes.subarray(marker), behind)
  const nearBytes = near.reduce((sum, entry) => sum + entry.bytes.length, 0)
  const addresses = new Map([
    ...addressesFrom(marker + pool.length - nearBytes, near),
    ...addressesFrom(bytes.length + pool.length + 1, far),
  ])
  const moved = (at: number): number => (at < marker ? at : at + pool.length)
  fillIn(image, object, addresses, moved)
  return {
    image,
    constants: [...near, ...far].map(({ value }) => value),
    pool: { at: marker, bytes: pool.length },
    moved,
  }
}

function addressesFrom(start: number, entries: readonly Entry[]): readonly (readonly [string, number])[] {
  let at = start
  return entries.map(({ key, bytes }) => {
    at += bytes.length
    return [key, at - bytes.length]
  })
}

/** Fills gaps where they are, and with where things are. */
function fillIn(
  image: Uint8Array,
  { labels, labelReferences, literalReferences }: ObjectCode,
  addresses: ReadonlyMap<string, number>,
  moved: (at: number) => number,
): void {
  const fill = (at: number, value: number): void => image.set(wordOf(BigInt(value)), moved(at))
  for (const reference of literalReferences) fill(reference.at, addresses.get(keyOf(reference)) ?? 0)
  for (const { at, name } of labelReferences) {
    const { address, isInData } = labels.get(name) ?? { address: 0, isInData: true }
    fill(at, isInData ? address : moved(address))
  }
}
