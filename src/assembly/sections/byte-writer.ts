// Bytes that are written one after the other.

const FIRST_CAPACITY = 1024

/** Collects bytes. */
export class ByteWriter {
  private buffer = new Uint8Array(FIRST_CAPACITY)
  length = 0

  write(bytes: ArrayLike<number>): void {
    const end = this.length + bytes.length
    if (end > this.buffer.length) this.grow(end)
    this.buffer.set(bytes, this.length)
    this.length = end
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.buffer.length))
    larger.set(this.buffer.subarray(0, this.length))
    this.buffer = larger
  }

  get bytes(): Uint8Array {
    return this.buffer.slice(0, this.length)
  }
}

/** Some bytes one after the other. */
export function concatenated(...parts: readonly ArrayLike<number>[]): Uint8Array {
  const writer = new ByteWriter()
  for (const part of parts) writer.write(part)
  return writer.bytes
}
