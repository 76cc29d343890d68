// Integers as bytes and back, most significant byte first; linear in the length even for very long ones.

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** Pieces that are joined at once, so that no array gets as long as a file. */
const CHUNK = 4096

/** The unsigned integer whose bytes these are. */
export function integerFromBytes(bytes: Uint8Array): bigint {
  if (bytes.length <= 6) return BigInt(bytes.reduce((sum, byte) => sum * 256 + byte, 0))
  let text = '0x'
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += Array.from(bytes.subarray(start, start + CHUNK), (byte) => HEX[byte]).join('')
  }
  return BigInt(text)
}

/** The low `length` bytes of an integer in two's complement. */
export function bytesFromInteger(value: bigint, length: number): Uint8Array {
  const text = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, '0')
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index++) bytes[index] = byteAt(text, index * 2)
  return bytes
}

function byteAt(text: string, at: number): number {
  return hexDigit(text.charCodeAt(at)) * 16 + hexDigit(text.charCodeAt(at + 1))
}

function hexDigit(code: number): number {
  return code < 58 ? code - 48 : code - 87
}

/** How many bits an integer needs: its top bit; a negative one in two's complement (−1 → 1, −129 → 9). */
export function minimalSize(value: bigint): number {
  if (value < 0n) return value === -1n ? 1 : bitLength(-value - 1n) + 1
  return value === 0n ? 1 : bitLength(value)
}

function bitLength(value: bigint): number {
  const digits = value.toString(16)
  return (digits.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(digits[0], 16)))
}
