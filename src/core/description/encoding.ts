// Where the bits of an instruction are: slices, fixed bits, and the places of each operand form.

/**
 * Bits `high`…`low` of the unit of `bytes` bytes that starts `byte` bytes into the instruction, in byte order `order`.
 * Bit 0 is the least significant one.
 */
export interface BitSlice {
  readonly byte: number
  readonly bytes: 1 | 2 | 4 | 8
  readonly order: 'little' | 'big'
  readonly high: number
  readonly low: number
}

/** A slice with a value in it. */
export interface FixedBits {
  readonly slice: BitSlice
  readonly value: number
}

/** Where one form of an operand lies. */
export interface FormEncoding {
  /** The parts of its number, most significant first. */
  readonly slices: readonly BitSlice[]
  /** Bits that say that this form is present; needed when the operand has several forms. */
  readonly select?: FixedBits
  /** Low zero bits that are not stored (RISC-V branch distances). */
  readonly shift?: number
  /** Added to the stored number when decoding. */
  readonly bias?: bigint
}

/** The encoding of one instruction. */
export interface Encoding {
  /** Length in bytes. */
  readonly length: number
  /** Bits that identify the instruction. Empty: the bits that select its operands' forms do. */
  readonly match: readonly FixedBits[]
  /** Other values of the bits in `match` that mean the same instruction; only decoded, never written. */
  readonly alternatives?: readonly (readonly FixedBits[])[]
  /** Bits that are written but not looked at. */
  readonly emit?: readonly FixedBits[]
  /** Per operand, per form. */
  readonly operands: readonly (readonly FormEncoding[])[]
}

/** A slice of the unit that starts at byte 0. */
export function slice(
  bytes: 1 | 2 | 4 | 8,
  order: 'little' | 'big',
  high: number,
  low: number,
  byte = 0,
): BitSlice {
  if (high < low || low < 0 || high >= bytes * 8)
    throw new Error(`bits ${high}…${low} are not in ${bytes} bytes`)
  return { byte, bytes, order, high, low }
}

/** Number of bits in a slice. */
export const widthOf = (part: BitSlice): number => part.high - part.low + 1

/** The byte of the instruction and the bit in that byte where bit `bit` of the slice's unit lies. */
export function placeOf(part: BitSlice, bit: number): { readonly byte: number; readonly bit: number } {
  return { byte: byteOf(part, bit), bit: bit & 7 }
}

/** The byte alone; the bit in it is `bit & 7`. */
export function byteOf(part: BitSlice, bit: number): number {
  const index = bit >> 3
  return part.byte + (part.order === 'little' ? index : part.bytes - 1 - index)
}

/** Reads a slice from instruction bytes at `at`. */
export function readSlice(bytes: Uint8Array, at: number, part: BitSlice): bigint {
  if (part.bytes <= 4) return BigInt(readNarrow(bytes, at, part))
  let value = 0n
  for (let index = part.bytes - 1; index >= 0; index--) {
    const byte = part.byte + (part.order === 'little' ? index : part.bytes - 1 - index)
    value = (value << 8n) | BigInt(bytes[at + byte] ?? 0)
  }
  return (value >> BigInt(part.low)) & ((1n << BigInt(widthOf(part))) - 1n)
}

/** Reads a slice of at most 32 bits. */
function readNarrow(bytes: Uint8Array, at: number, part: BitSlice): number {
  let value = 0
  for (let index = part.bytes - 1; index >= 0; index--) {
    const byte = part.byte + (part.order === 'little' ? index : part.bytes - 1 - index)
    value = (value << 8) | (bytes[at + byte] ?? 0)
  }
  return (value << (31 - part.high)) >>> (31 - part.high + part.low)
}

/** Writes a slice into instruction bytes; other bits keep their value. */
export function writeSlice(bytes: Uint8Array, part: BitSlice, value: bigint): void {
  for (let bit = part.low; bit <= part.high; bit++) {
    const byte = byteOf(part, bit)
    const one = Number((value >> BigInt(bit - part.low)) & 1n)
    bytes[byte] = (bytes[byte] & ~(1 << (bit & 7))) | (one << (bit & 7))
  }
}

/** Reads the number of an operand form. */
export function readForm(bytes: Uint8Array, at: number, form: FormEncoding, signed: boolean): bigint {
  const [first, ...others] = form.slices
  let value = readSlice(bytes, at, first)
  let width = widthOf(first)
  for (const part of others) {
    value = (value << BigInt(widthOf(part))) | readSlice(bytes, at, part)
    width += widthOf(part)
  }
  if (signed) value = BigInt.asIntN(width, value)
  if (form.shift !== undefined) value <<= BigInt(form.shift)
  return form.bias === undefined ? value : value + form.bias
}

/** Writes the number of an operand form, and the bits that select the form. */
export function writeForm(bytes: Uint8Array, form: FormEncoding, value: bigint): void {
  if (form.select !== undefined) writeSlice(bytes, form.select.slice, BigInt(form.select.value))
  let rest = (value - (form.bias ?? 0n)) >> BigInt(form.shift ?? 0)
  for (const part of [...form.slices].reverse()) {
    const width = BigInt(widthOf(part))
    writeSlice(bytes, part, rest & ((1n << width) - 1n))
    rest >>= width
  }
}

/** Number of bits a form stores. */
export function formBits(form: FormEncoding): number {
  return form.slices.reduce((sum, part) => sum + widthOf(part), 0)
}

/** Every combination of fixed bits that means the instruction; the first is what the encoder writes. */
export function patternsOf({
  match,
  alternatives = [],
  operands,
}: Encoding): readonly (readonly FixedBits[])[] {
  return match.length > 0 ? [match, ...alternatives] : selections(operands)
}

/** The bits that select forms, for all combinations of forms. */
function selections(operands: Encoding['operands']): readonly (readonly FixedBits[])[] {
  return operands.reduce<readonly (readonly FixedBits[])[]>(
    (patterns, places) =>
      patterns.flatMap((pattern) =>
        places.map(({ select }) => (select === undefined ? pattern : [...pattern, select])),
      ),
    [[]],
  )
}

/** Fixed bits as one mask and one expected value per byte. */
export function matchBytes(
  length: number,
  fixed: readonly FixedBits[],
): { mask: Uint8Array; value: Uint8Array } {
  const mask = new Uint8Array(length)
  const value = new Uint8Array(length)
  for (const { slice: part, value: wanted } of fixed) {
    let rest = wanted
    for (let bit = part.low; bit <= part.high; bit++) {
      const byte = byteOf(part, bit)
      mask[byte] |= 1 << (bit & 7)
      value[byte] = (value[byte] & ~(1 << (bit & 7))) | ((rest % 2) << (bit & 7))
      rest = Math.floor(rest / 2)
    }
  }
  return { mask, value }
}
