// Checks of an instruction's encoding: every bit inside the instruction, none used twice, every number representable.

import {
  type BitSlice,
  type Encoding,
  type FixedBits,
  type FormEncoding,
  placeOf,
  widthOf,
} from './encoding.js'
import type { InstructionOperand } from './instruction.js'
import { holeBounds } from './operand.js'

/** Throws an `Error` that says which bits of an instruction are wrong. */
export function checkEncoding(encoding: Encoding, operands: readonly InstructionOperand[]): void {
  const { length, match, emit = [] } = encoding
  if (!Number.isInteger(length) || length < 1) throw new Error(`a length of ${length} bytes is impossible`)
  if (match.length === 0) throw new Error('no bits identify it')
  const taken = new Map<number, string>()
  const take = (part: BitSlice, owner: string): void => takeBits(taken, length, part, owner)
  for (const fixed of match) take(checkFits(fixed), 'the opcode')
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
  const fits = Number.isSafeInteger(value) && value >= 0 && BigInt(value) < 1n << BigInt(widthOf(slice))
  if (!fits)
    throw new Error(`${value} does not fit into the ${widthOf(slice)} bits ${slice.high}…${slice.low}`)
  return slice
}

/** The forms of one operand may share bits; nothing else may. */
function takeBits(taken: Map<number, string>, length: number, part: BitSlice, owner: string): void {
  for (let bit = part.low; bit <= part.high; bit++) {
    const place = placeOf(part, bit)
    if (place.byte < 0 || place.byte >= length) {
      throw new Error(`${owner} has bits in byte ${place.byte}, but the instruction has ${length} bytes`)
    }
    const key = 8 * place.byte + place.bit
    const other = taken.get(key)
    if (other !== undefined && (other !== owner || owner === 'the opcode')) {
      throw new Error(`${other} and ${owner} share bit ${place.bit} of byte ${place.byte}`)
    }
    taken.set(key, owner)
  }
}

function checkRange(
  name: string,
  { low, high }: { readonly low: bigint; readonly high: bigint },
  wide: boolean,
): void {
  const bits = wide ? 64n : 32n
  if (low < -(1n << (bits - 1n)) || high >= 1n << bits || (low < 0n && high >= 1n << (bits - 1n))) {
    throw new Error(`the numbers of operand ${name} do not fit i${bits}`)
  }
}
