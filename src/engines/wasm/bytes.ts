// A growing byte buffer with the number encodings of the WebAssembly binary format.

const encoder = new TextEncoder()
const scratch = new DataView(new ArrayBuffer(8))

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false
  return true
}

/** Bytes of a number as unsigned LEB128. */
export const unsignedBytes = (value: number): number => Math.max(1, Math.ceil((32 - Math.clz32(value)) / 7))

/** Collects bytes. Grows by doubling; `finish` gives the bytes written so far. */
export class ByteWriter {
  private buffer: Uint8Array
  length = 0

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity)
  }

  byte(value: number): void {
    if (this.length === this.buffer.length) this.grow(this.length + 1)
    this.buffer[this.length++] = value
  }

  /** An opcode and its operand, an unsigned number: what most of a function's body consists of. */
  instruction(opcode: number, operand: number): void {
    this.byte(opcode)
    if (operand >= 0 && operand <= 0x7f) this.byte(operand)
    else this.unsigned(operand)
  }

  bytes(values: ArrayLike<number>): void {
    const length = this.length + values.length
    if (length > this.buffer.length) this.grow(length)
    // Setting a few bytes one by one is faster than asking the typed array.
    if (values.length > 8) this.buffer.set(values, this.length)
    else for (let index = 0; index < values.length; index++) this.buffer[this.length + index] = values[index]
    this.length = length
  }

  /** Part of other bytes; most parts are short. */
  slice(values: Uint8Array, from: number, to: number): void {
    const length = this.length + to - from
    if (length > this.buffer.length) this.grow(length)
    for (let index = from, at = this.length; index < to; index++, at++) this.buffer[at] = values[index]
    this.length = length
  }

  /** Part of what another one collected. */
  append({ buffer }: ByteWriter, from: number, to: number): void {
    this.bytes(buffer.subarray(from, to))
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2))
    larger.set(this.buffer.subarray(0, this.length))
    this.buffer = larger
  }

  /** Unsigned LEB128, up to 2^32−1. */
  unsigned(value: number): void {
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.byte(rest)
  }

  /** Signed LEB128 of a 32-bit number. */
  signed(value: number): void {
    let rest = value | 0
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>= 7
    }
    this.byte(rest & 0x7f)
  }

  /** Signed LEB128 of a 64-bit number. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value)
    while (rest < -64n || rest > 63n) {
      this.byte(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.byte(Number(rest & 0x7fn))
  }

  /** A binary32 by its pattern: a number does not say which NaN it is. */
  float32(bits: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.byte((bits >>> shift) & 0xff)
  }

  float64(value: number): void {
    scratch.setFloat64(0, value, true)
    for (let index = 0; index < 8; index++) this.byte(scratch.getUint8(index))
  }

  name(text: string): void {
    if (text.length < 0x80 && isAscii(text)) {
      this.byte(text.length)
      for (let index = 0; index < text.length; index++) this.byte(text.charCodeAt(index))
      return
    }
    const encoded = encoder.encode(text)
    this.unsigned(encoded.length)
    this.bytes(encoded)
  }

  /** Forgets all bytes, and keeps the room for them. */
  clear(): void {
    this.length = 0
  }

  /** The bytes so far; not a copy. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.length)
  }
}
