// Reads operands out of an instruction's bytes as engines want them: numbers in normal form, without BigInts on the way.

import type { Constant } from '../ir/operators.js'
import { type BitSlice, type FormEncoding, readForm, readSlice, widthOf } from './encoding.js'
import type { Instruction } from './instruction.js'
import type { Form } from './operand.js'

/** Reads the operands of one instruction. */
export class OperandReader {
  private readonly operands: readonly Operand[]
  /** Combinations of forms that have come up: the same list for the same combination. */
  private readonly combinations: (readonly number[] | undefined)[] = []

  constructor({ encoding, operands }: Instruction) {
    this.operands = operands.map(
      ({ kind }, index) =>
        new Operand(encoding.operands[index].map((place, form) => new FormReader(place, kind.forms[form]))),
    )
  }

  /** Which form each operand has; undefined when one has none of them. The same list for the same forms. */
  forms(bytes: Uint8Array, at: number): readonly number[] | undefined {
    const { combinations, operands } = this
    let combination = 0
    for (let index = 0; index < operands.length; index++) {
      const form = operands[index].present(bytes, at)
      if (form < 0) return undefined
      combination = combination * operands[index].forms.length + form
    }
    combinations[combination] ??= this.formsOf(combination)
    return combinations[combination]
  }

  private formsOf(combination: number): readonly number[] {
    const forms: number[] = []
    let rest = combination
    for (let index = this.operands.length - 1; index >= 0; index--) {
      const count = this.operands[index].forms.length
      forms[index] = rest % count
      rest = Math.floor(rest / count)
    }
    return forms
  }

  /** The number of each operand, a register's code or a literal, in the normal form of its type. */
  numbers(bytes: Uint8Array, at: number, forms: readonly number[]): readonly Constant[] {
    const { operands } = this
    const numbers: Constant[] = []
    for (let index = 0; index < forms.length; index++)
      numbers.push(operands[index].forms[forms[index]].read(bytes, at))
    return numbers
  }
}

class Operand {
  constructor(readonly forms: readonly FormReader[]) {}

  /** The position of the form that is there, or −1. */
  present(bytes: Uint8Array, at: number): number {
    const { forms } = this
    if (forms.length === 1) return 0
    for (let index = 0; index < forms.length; index++) if (forms[index].isPresent(bytes, at)) return index
    return -1
  }
}

/** Bits of a unit of at most four bytes. */
class NarrowSlice {
  readonly width: number
  private readonly count: number
  private readonly first: number
  private readonly step: number
  private readonly left: number
  private readonly right: number

  constructor(part: BitSlice) {
    const isLittle = part.order === 'little'
    // From the most significant byte to the least significant one.
    this.first = isLittle ? part.byte + part.bytes - 1 : part.byte
    this.step = isLittle ? -1 : 1
    this.left = 31 - part.high
    this.right = 31 - part.high + part.low
    this.width = widthOf(part)
    this.count = part.bytes
  }

  read(bytes: Uint8Array, at: number): number {
    let value = 0
    for (let index = 0, place = at + this.first; index < this.count; index++, place += this.step)
      value = (value << 8) | (bytes[place] ?? 0)
    return (value << this.left) >>> this.right
  }
}

/** Reads one form of an operand. */
class FormReader {
  /** Bits that say whether the form is there, and their value. */
  private readonly select: NarrowSlice | undefined
  private readonly selected: number
  /** The parts of a number that can be computed in 32 bits; otherwise it is read as a BigInt. */
  private readonly slices: readonly NarrowSlice[] | undefined
  /** How far a number is shifted to extend its sign. */
  private readonly extension: number
  private readonly bias: number
  private readonly isWide: boolean
  private readonly isSigned: boolean

  constructor(
    private readonly place: FormEncoding,
    form: Form,
  ) {
    const { bias = 0n, select, shift = 0, slices } = place
    const width = slices.reduce((sum, part) => sum + widthOf(part), 0)
    this.isWide = form.kind === 'number' && form.type === 'i64'
    this.isSigned = form.kind === 'number' && form.signed
    const isPlain = shift === 0 && bias === 0n
    const isNarrow = width <= 32 && (isPlain || !this.isWide) && slices.every(isNarrowSlice)
    this.slices = isNarrow ? slices.map((part) => new NarrowSlice(part)) : undefined
    this.extension = this.isSigned ? 32 - width : 0
    this.bias = Number(BigInt.asIntN(32, bias))
    this.select =
      select !== undefined && isNarrowSlice(select.slice) ? new NarrowSlice(select.slice) : undefined
    this.selected = select?.value ?? 0
  }

  isPresent(bytes: Uint8Array, at: number): boolean {
    if (this.select !== undefined) return this.select.read(bytes, at) === this.selected
    const { select } = this.place
    return select !== undefined && readSlice(bytes, at, select.slice) === BigInt(select.value)
  }

  read(bytes: Uint8Array, at: number): Constant {
    const { extension, isSigned, isWide, place, slices } = this
    if (slices === undefined) {
      const number = readForm(bytes, at, place, isSigned)
      return isWide ? BigInt.asIntN(64, number) : Number(BigInt.asIntN(32, number))
    }
    let value = slices[0].read(bytes, at)
    for (let index = 1; index < slices.length; index++) {
      const part = slices[index]
      value = (value << part.width) | part.read(bytes, at)
    }
    value = (value << extension) >> extension
    if (isWide) return BigInt(isSigned ? value : value >>> 0)
    return ((value << (place.shift ?? 0)) + this.bias) | 0
  }
}

const isNarrowSlice = ({ bytes }: BitSlice): boolean => bytes <= 4
