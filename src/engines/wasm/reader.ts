// Reads the WebAssembly binary format: numbers, names, lists. The counterpart of `bytes.ts`.

/** Reads bytes from a position on. Throws at the end of them. */
export class ByteReader {
  private readonly view: DataView

  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    readonly end = bytes.length,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get done(): boolean {
    return this.at >= this.end
  }

  byte(): number {
    if (this.done) throw new Error('the WebAssembly module ends in the middle')
    return this.bytes[this.at++]
  }

  /** LEB128 of up to 64 bits, as the bits that it has and how many they are. */
  private variable(): { readonly bits: bigint; readonly count: number } {
    let bits = 0n
    for (let count = 7; ; count += 7) {
      const byte = this.byte()
      bits |= BigInt(byte & 0x7f) << BigInt(count - 7)
      if (byte < 0x80) return { bits, count }
    }
  }

  unsigned(): number {
    return Number(this.variable().bits)
  }

  signed64(): bigint {
    const { bits, count } = this.variable()
    return BigInt.asIntN(64, BigInt.asIntN(count, bits))
  }

  signed(): number {
    return Number(this.signed64())
  }

  float32(): number {
    this.at += 4
    return this.view.getFloat32(this.at - 4, true)
  }

  float64(): number {
    this.at += 8
    return this.view.getFloat64(this.at - 8, true)
  }

  name(): string {
    const length = this.unsigned()
    this.at += length
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at))
  }

  /** A count, and that many entries. */
  list<T>(entry: (index: number) => T): T[] {
    return Array.from({ length: this.unsigned() }, (_, index) => entry(index))
  }

  /** A reader of the next `length` bytes, which are skipped here. */
  part(length: number): ByteReader {
    this.at += length
    return new ByteReader(this.bytes, this.at - length, this.at)
  }
}
