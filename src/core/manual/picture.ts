// Draws the encoding of an instruction as boxes of bits.

import { type BitSlice, type Encoding, type FixedBits, placeOf, widthOf } from '../description/encoding.js'
import type { Instruction } from '../description/instruction.js'

/** One picture, with what distinguishes it from the instruction's other pictures. */
export interface Picture {
  /** Which forms it shows, for instructions whose operands can lie in different bits; else empty. */
  readonly title: string
  readonly lines: readonly string[]
}

/** What a picture shows about one bit. */
interface Bit {
  readonly text: string
  /** Bits with equal keys that lie next to each other share a box. */
  readonly key: string
}

/** Bytes that are drawn as one number. */
interface Unit {
  readonly byte: number
  readonly bytes: number
  readonly order: 'little' | 'big'
}

/** The pictures of an instruction's encoding: one for each way in which its operands lie in different bits. */
export function pictures(instruction: Instruction): readonly Picture[] {
  const variants = variantsOf(instruction)
  return variants.map((forms) => ({
    title: variants.length > 1 ? variantTitle(instruction, forms) : '',
    lines: draw(instruction, forms),
  }))
}

/** Form numbers per operand, leaving out forms that look like an earlier one. */
function variantsOf({ encoding }: Instruction): readonly (readonly number[])[] {
  return encoding.operands.reduce<readonly (readonly number[])[]>(
    (variants, places) => {
      const shapes = places.map(({ slices }) => JSON.stringify(slices))
      const forms = shapes.flatMap((shape, form) => (shapes.indexOf(shape) === form ? [form] : []))
      return variants.flatMap((variant) => forms.map((form) => [...variant, form]))
    },
    [[]],
  )
}

function variantTitle({ operands, encoding }: Instruction, forms: readonly number[]): string {
  return operands
    .flatMap(({ name, kind }, index) => {
      const places = encoding.operands[index]
      const differs = new Set(places.map(({ slices }) => JSON.stringify(slices))).size > 1
      const form = kind.forms[forms[index]]
      return differs
        ? [`${name} is a ${form.kind === 'register' ? 'register' : `number (${form.name})`}`]
        : []
    })
    .join(', ')
}

function draw(instruction: Instruction, forms: readonly number[]): readonly string[] {
  const { encoding } = instruction
  const units = unitsOf(encoding)
  const bits = bitsOf(instruction, forms)
  return units.flatMap((unit) => [...heading(unit, units), ...boxes(unit, bits)])
}

/** Units of several bytes where all fields agree on them, single bytes elsewhere. */
function unitsOf(encoding: Encoding): readonly Unit[] {
  const units: Unit[] = []
  for (let byte = 0; byte < encoding.length; ) {
    const unit = largestUnitAt(encoding, byte)
    units.push(unit)
    byte += unit.bytes
  }
  return units
}

function largestUnitAt(encoding: Encoding, byte: number): Unit {
  const slices = slicesOf(encoding)
  const candidates = slices.filter((part) => part.byte === byte).sort((a, b) => b.bytes - a.bytes)
  const unit = candidates[0] ?? { byte, bytes: 1, order: 'big' as const }
  const inside = slices.filter((part) => part.byte < byte + unit.bytes && part.byte + part.bytes > byte)
  const agrees = inside.every(
    (part) => part.byte === byte && part.bytes === unit.bytes && part.order === unit.order,
  )
  return agrees ? { byte, bytes: unit.bytes, order: unit.order } : { byte, bytes: 1, order: 'big' }
}

function slicesOf({ match, emit = [], operands }: Encoding): readonly BitSlice[] {
  const forms = operands.flat()
  const selectors = forms.flatMap(({ select }) => (select === undefined ? [] : [select.slice]))
  return [
    ...[...match, ...emit].map(({ slice }) => slice),
    ...forms.flatMap(({ slices }) => slices),
    ...selectors,
  ]
}

const placeKey = ({ byte, bit }: { readonly byte: number; readonly bit: number }): string => `${byte}.${bit}`

/** What is in every bit of the instruction, by byte and bit. */
function bitsOf(instruction: Instruction, forms: readonly number[]): ReadonlyMap<string, Bit> {
  const { encoding, operands } = instruction
  const bits = new Map<string, Bit>()
  const put = (part: BitSlice, bit: number, content: Bit): void => {
    bits.set(placeKey(placeOf(part, bit)), content)
  }
  const putFixed = ({ slice, value }: FixedBits, key: string): void => {
    for (let bit = slice.low; bit <= slice.high; bit++) {
      put(slice, bit, { text: String(Number((BigInt(value) >> BigInt(bit - slice.low)) & 1n)), key })
    }
  }
  for (const fixed of encoding.emit ?? []) putFixed(fixed, 'emitted')
  for (const [index, fixed] of encoding.match.entries()) putFixed(fixed, `match ${index}`)
  encoding.operands.forEach((places, index) => {
    const { select, slices } = places[forms[index]]
    const { name } = operands[index]
    const isDrawnOnce = new Set(places.map((place) => JSON.stringify(place.slices))).size === 1
    if (select !== undefined && isDrawnOnce && places.length > 1) {
      for (let bit = select.slice.low; bit <= select.slice.high; bit++)
        put(select.slice, bit, { text: `${name}?`, key: `${name}?` })
    } else if (select !== undefined) putFixed(select, `select ${name}`)
    putField(name, slices, put)
  })
  return bits
}

/** The bits of a number that lies in several places carry their bit numbers. */
function putField(
  name: string,
  slices: readonly BitSlice[],
  put: (part: BitSlice, bit: number, content: Bit) => void,
): void {
  let above = slices.reduce((sum, part) => sum + widthOf(part), 0)
  for (const [index, part] of slices.entries()) {
    const low = above - widthOf(part)
    const range = above - 1 === low ? `${low}` : `${above - 1}:${low}`
    const text = slices.length === 1 ? name : `${name}[${range}]`
    for (let bit = part.low; bit <= part.high; bit++) put(part, bit, { text, key: `${name} ${index}` })
    above = low
  }
}

function heading({ byte, bytes, order }: Unit, units: readonly Unit[]): readonly string[] {
  const isAlone = units.length === 1
  if (isAlone && (bytes === 1 || order === 'big')) return []
  const where = bytes === 1 ? `byte ${byte}` : `bytes ${byte} … ${byte + bytes - 1}`
  return [bytes > 1 && order === 'little' ? `${where}, lowest first` : where]
}

interface Box {
  readonly high: number
  readonly low: number
  readonly text: string
}

function boxes(unit: Unit, bits: ReadonlyMap<string, Bit>): readonly string[] {
  const columns = boxesOf(unit, bits).map((box) => ({ ...box, width: boxWidth(box) }))
  const rule = `+${columns.map(({ width }) => '-'.repeat(width)).join('+')}+`
  const numbers = columns.map(({ high, low, width }) => {
    return high === low
      ? centred(`${high}`, width)
      : ` ${high}${`${low} `.padStart(width - 1 - `${high}`.length)}`
  })
  const contents = columns.map(({ text, width }) => centred(text, width))
  return [` ${numbers.join(' ')}`.trimEnd(), rule, `|${contents.join('|')}|`, rule]
}

function boxesOf(unit: Unit, bits: ReadonlyMap<string, Bit>): readonly Box[] {
  const result: { high: number; low: number; text: string; key: string; isFixed: boolean }[] = []
  for (let bit = unit.bytes * 8 - 1; bit >= 0; bit--) {
    const slice: BitSlice = { ...unit, bytes: unit.bytes as BitSlice['bytes'], high: bit, low: bit }
    const { text, key } = bits.get(placeKey(placeOf(slice, bit))) ?? { text: 'ignored', key: 'ignored' }
    const last = result.at(-1)
    if (last?.key !== key) result.push({ high: bit, low: bit, text, key, isFixed: /^[01]$/.test(text) })
    else {
      last.low = bit
      if (last.isFixed) last.text += text
    }
  }
  return result.map(({ high, low, text, key }) => ({
    high,
    low,
    text: key === 'emitted' ? `(${text})` : text,
  }))
}

/** Wide fields get wider boxes, so that the picture gives an idea of the sizes. */
const boxWidth = ({ high, low, text }: Box): number =>
  Math.max(text.length + 2, high === low ? 4 : `${high}${low}`.length + 3, high - low + 2)

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2)
  return text.padStart(text.length + left).padEnd(width)
}
