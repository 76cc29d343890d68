// The variables of a region: registers in locals, and where they lie while the region does not run.

import { type RegisterFile, slotBytes } from '../../core/index.js'
import type { FunctionCode } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { wasmType } from '../wasm/values.js'
import type { Site } from './fixed.js'
import { type RegisterReference, referredTo } from './template.js'

/** A register, by its file and its number among all of the machine's. */
export interface NumberedRegister {
  readonly file: RegisterFile
  readonly number: number
}

interface Variable extends NumberedRegister {
  readonly local: number
  readonly isWide: boolean
  readonly isFloat: boolean
  /** The same as a float: another local, for words that are patterns of floats. */
  view: number | undefined
  /** Where it lies while the region does not run. */
  readonly place: VariablePlace
}

/** A place in the host's memory: an offset, and the local that is added to it. */
export interface VariablePlace {
  readonly offset: number
  readonly address: number | undefined
}

/** The registers that a region uses, numbered in the order in which they come up. */
export class Variables {
  private readonly all: Variable[] = []
  constructor(
    /** Variable by register number, plus 1; all 0 to begin with. */
    private readonly byNumber: Int32Array,
    private readonly code: FunctionCode,
    /** Where a register lies, by its number. */
    private readonly placeOf: (file: RegisterFile, number: number) => VariablePlace,
  ) {}

  /** How many there are. */
  get count(): number {
    return this.all.length
  }

  /** The variable that a reference means for an instruction; it exists from now on. */
  of(reference: RegisterReference, site: Site): number {
    return this.ofRegister(reference.file, referredTo(reference, site))
  }

  /** The variable of a register, by its number; it exists from now on. */
  ofRegister(file: RegisterFile, number: number): number {
    const known = this.byNumber[number]
    if (known > 0) return known - 1
    this.all.push({
      file,
      number,
      local: this.code.local(wasmType(file.type)),
      isWide: slotBytes(file) === 8,
      isFloat: file.type === 'f64',
      view: undefined,
      place: this.placeOf(file, number),
    })
    this.byNumber[number] = this.all.length
    return this.all.length - 1
  }

  /** The variable of a register by its number, if it is one. */
  known(number: number): number | undefined {
    const known = this.byNumber[number]
    return known === 0 ? undefined : known - 1
  }

  /** Gives a variable a local that holds it as a float. Every assignment is one of both. */
  viewAsFloat(variable: number): void {
    this.all[variable].view ??= this.code.local('f32')
  }

  viewOf(variable: number): number | undefined {
    return this.all[variable].view
  }

  /** Assigns a variable what is on the stack. */
  assign(variable: number): void {
    this.code.set(this.all[variable].local)
    this.updateView(variable)
  }

  /** Makes the float of a variable's new pattern. */
  updateView(variable: number): void {
    const { local, view } = this.all[variable]
    if (view !== undefined) this.code.getFloat(local).set(view)
  }

  /** The register that a variable is. */
  register(variable: number): NumberedRegister {
    return this.all[variable]
  }

  /** The local of a variable. */
  local(variable: number): number {
    return this.all[variable].local
  }

  load(members: readonly number[]): void {
    for (const member of members) {
      this.pushStored(this.code, member)
      this.assign(member)
    }
  }

  /** Pushes what is in a variable's place in memory; `address` instead of the local that is added to it. */
  pushStored(code: FunctionCode, variable: number, address = this.all[variable].place.address): void {
    const { isFloat, isWide, place } = this.all[variable]
    if (address === undefined) code.i32(0)
    else code.get(address)
    code.memory(isFloat ? OP.f64_load : isWide ? OP.i64_load : OP.i32_load, place.offset)
  }

  store(members: readonly number[]): void {
    for (const member of members) {
      const { isFloat, isWide, local, place } = this.all[member]
      this.pushAddress(place)
      this.code.get(local)
      this.code.memory(isFloat ? OP.f64_store : isWide ? OP.i64_store : OP.i32_store, place.offset)
    }
  }

  private pushAddress({ address }: VariablePlace): void {
    if (address === undefined) this.code.i32(0)
    else this.code.get(address)
  }
}
