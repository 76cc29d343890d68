// Random instructions, made from the instruction table: operand forms, register names and named numbers.
import {
  type Encoding,
  encode,
  type Form,
  formBits,
  type Instruction,
  matchBytes,
  widthOf,
} from 'isaforge/core'
import type { Random } from './random.js'
import { interestingAddress, type Terrain } from './terrain.js'

/** The bytes of an instruction at `address` with random operands; bits that mean nothing are random at times. */
export function randomBytesOf(
  random: Random,
  terrain: Terrain,
  instruction: Instruction,
  address: bigint,
): Uint8Array {
  const forms = instruction.operands.map(({ kind }) => random.below(kind.forms.length))
  const numbers = instruction.operands.map(({ kind }, index) => {
    const bits = formBits(instruction.encoding.operands[index][forms[index]])
    return randomNumber(random, terrain, kind.forms[forms[index]], bits, address)
  })
  const bytes = encode(instruction, forms, numbers)
  return random.chance(0.15) ? withNoise(random, instruction.encoding, bytes) : bytes
}

function randomNumber(random: Random, terrain: Terrain, form: Form, bits: number, address: bigint): bigint {
  if (form.kind === 'register') {
    return random.chance(0.04) ? random.bits(bits) : BigInt(random.below(form.file.names.length))
  }
  const named = Object.values(form.names)
  if (named.length > 0 && random.chance(0.7)) return BigInt(random.pick(named))
  return random.weighted<() => bigint>([
    [3, () => BigInt(random.below(5))],
    [2, () => random.bits(bits)],
    [1, () => (1n << BigInt(bits)) - 1n - BigInt(random.below(8))],
    [1, () => 1n << BigInt(random.below(bits))],
    [4, () => interestingAddress(random, terrain)],
    [4, () => random.pick(terrain.code) - address],
  ])()
}

const meaningful = new WeakMap<Encoding, Uint8Array>()

/** A mask of the bits that decoding looks at. */
function meaningfulBits(encoding: Encoding): Uint8Array {
  const forms = encoding.operands.flat()
  const slices = forms.flatMap((form) => [
    ...form.slices,
    ...(form.select === undefined ? [] : [form.select.slice]),
  ])
  const all = [...encoding.match.map(({ slice }) => slice), ...slices]
  return matchBytes(
    encoding.length,
    all.map((slice) => ({ slice, value: 2 ** Math.min(widthOf(slice), 32) - 1 })),
  ).mask
}

function withNoise(random: Random, encoding: Encoding, bytes: Uint8Array): Uint8Array {
  const mask = meaningful.get(encoding) ?? meaningfulBits(encoding)
  meaningful.set(encoding, mask)
  return bytes.map((byte, index) => (byte & mask[index]) | (random.below(256) & ~mask[index]))
}
