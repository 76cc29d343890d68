// Checks of an instruction's encoding: every bit inside the instruction, none used twice, every number representable.

import {
  type BitSlice,
  byteOf,
  type Encoding,
  type FixedBits,
  type FormEncoding,
  patternsOf,
  widthOf,
} from './encoding.js'
import type { InstructionOperand } from './instruction.js'
import { holeBounds } from './operand.js'

/** Throws an `Error` that says which bits of an instruction are wrong. */
export function checkEncoding(encoding: Encoding, operands: readonly InstructionOperand[]): void {
  const { length, match, alternatives = [], emit = [] } = encoding
  if (!Number.isInteger(length) || length < 1) throw new Error(`a length of ${length} bytes is impossible`)
  if (patternsOf(encoding).some((pattern) => pattern.length === 0)) throw new Error('no bits identify it')
  const taken: (string | undefined)[] = []
  const take = (part: BitSlice, owner: string): void => takeBits(taken, length, part, owner)
  for (const fixed of match) take(checkFits(fixed), 'the opcode')
  for (const alternative of alternatives) checkAlternative(alternative, match)
  encoding.operands.forEach((places, index) => {
    const { name, kind } = operands[index]
    places.forEach((place, form) => {
      for (const part of slicesOf(place)) take(part, `operand ${name}`)
      checkRange(
        name,
        holeBounds(kind.forms[form], place),
        kind.forms[form].kind === 'number' && kind.type === 'i64',
      )
    })
  })
  for (const fixed of emit) take(checkFits(fixed), 'bits that are only written')
}

const slicesOf = ({ slices, select }: FormEncoding): readonly BitSlice[] =>
  select === undefined ? slices : [...slices, checkFits(select)]

function checkFits({ slice, value }: FixedBits): BitSlice {
  const fits = Number.isSafeInteger(value) && value >= 0 && value < 2 ** widthOf(slice)
  if (!fits)
    throw new Error(`${value} does not fit into the ${widthOf(slice)} bits ${slice.high}…${slice.low}`)
  return slice
}

/** An alternative has other values in the same places, so that it cannot reach into operands. */
function checkAlternative(alternative: readonly FixedBits[], match: readonly FixedBits[]): void {
  const places = (bits: readonly FixedBits[]): string => JSON.stringify(bits.map(({ slice }) => slice))
  if (places(alternative) !== places(match))
    throw new Error('an alternative looks at other bits than the opcode')
  for (const fixed of alternative) checkFits(fixed)
}

/** The forms of one operand may share bits; nothing else may. `taken` has the owner of each bit. */
function takeBits(taken: (string | undefined)[], length: number, part: BitSlice, owner: string): void {
  const isShared = owner !== 'the opcode'
  for (let bit = part.low; bit <= part.high; bit++) {
    const byte = byteOf(part, bit)
    if (byte < 0 || byte >= length) {
      throw new Error(`${owner} has bits in byte ${byte}, but the instruction has ${length} bytes`)
    }
    const key = 8 * byte + (bit & 7)
    const other = taken[key]
    if (other !== undefined && !(isShared && other === owner)) {
      throw new Error(`${other} and ${owner} share bit ${bit & 7} of byte ${byte}`)
    }
    taken[key] = owner
  }
}

function checkRange(
  name: string,
  { low, high }: { readonly low: bigint; readonly high: bigint },
  wide: boolean,
): void {
  const { least, most, signedMost } = wide ? BOUNDS_64 : BOUNDS_32
  if (low < least || high > most || (low < 0n && high > signedMost)) {
    throw new Error(`the numbers of operand ${name} do not fit i${wide ? 64 : 32}`)
  }
}

/** What a number of so many bits can be, signed or unsigned. */
const bounds = (bits: bigint) => ({
  least: -(1n << (bits - 1n)),
  most: (1n << bits) - 1n,
  signedMost: (1n << (bits - 1n)) - 1n,
})

const BOUNDS_32 = bounds(32n)
const BOUNDS_64 = bounds(64n)
