// Which versions of one instruction programs were found to need. Making a version takes longer than asking for it.

import type { Decoded, Instruction, Machine } from '../../core/index.js'
import {
  type Assumption,
  fits,
  generalVariant,
  makeVariant,
  usualAssumptions,
  type Variant,
  type VariantOptions,
} from './variants.js'

/** The versions of one instruction, made when they are needed. */
export class NeededVariants {
  private readonly usual: readonly (readonly Assumption[])[]
  /** In the same order; undefined where nothing needed it yet. */
  private readonly made: (Variant | undefined)[]
  private madeGeneral: Variant | undefined

  constructor(
    machine: Machine,
    private readonly instruction: Instruction,
    private readonly options: VariantOptions,
  ) {
    this.usual = usualAssumptions(machine, instruction)
    this.made = this.usual.map(() => undefined)
  }

  /** The place of the most special version that accepts a decoded instruction; negative if it is not common. */
  private placeFor(decoded: Decoded): number {
    return this.usual.findIndex((assumptions) => fits(assumptions, decoded))
  }

  isUsual(decoded: Decoded): boolean {
    return this.placeFor(decoded) >= 0
  }

  private lacks(decoded: Decoded): boolean {
    const place = this.placeFor(decoded)
    return place >= 0 && this.made[place] === undefined
  }

  /** Adds the version for a decoded instruction; the result says whether there was none. */
  add(decoded: Decoded): boolean {
    if (!this.lacks(decoded)) return false
    this.make(this.placeFor(decoded))
    return true
  }

  /** Adds all usual versions if the one for a decoded instruction is missing; the result says whether it was. */
  complete(decoded: Decoded): boolean {
    if (!this.lacks(decoded)) return false
    this.usual.forEach((_, place) => {
      this.make(place)
    })
    return true
  }

  private make(place: number): void {
    this.made[place] ??= makeVariant(this.instruction, this.usual[place], this.options)
  }

  /** What there is, most special first: with the general version, or only where there can be no other. */
  all(general: boolean): readonly Variant[] {
    const usual = this.made.filter((variant) => variant !== undefined)
    if (this.usual.length > 0 && (!general || this.instruction.operands.length === 0)) return usual
    this.madeGeneral ??= generalVariant(this.instruction, this.options)
    return [...usual, this.madeGeneral]
  }
}
