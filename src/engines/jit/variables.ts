// The variables of a region: registers in locals, and where they lie while the region does not run.

import { type RegisterFile, slotBytes } from '../../core/index.js'
import type { FunctionCode } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { wasmType } from '../wasm/values.js'
import type { VariableSets } from './dataflow.js'
import type { Site } from './fixed.js'
import { type RegisterReference, referredTo } from './template.js'

interface Variable {
  readonly local: number
  readonly isWide: boolean
  readonly isFloat: boolean
  /** Host offset at which it lies while the region does not run. */
  readonly offset: number
}

/** The registers that a region uses, numbered in the order in which they come up. */
export class Variables {
  private readonly all: Variable[] = []
  constructor(
    /** Variable by register number, plus 1; all 0 to begin with. */
    private readonly byNumber: Int32Array,
    private readonly code: FunctionCode,
    /** Host offset of a register by its number. */
    private readonly offsetOf: (file: RegisterFile, number: number) => number,
  ) {}

  /** How many there are. */
  get count(): number {
    return this.all.length
  }

  /** The variable that a reference means for an instruction; it exists from now on. */
  of(reference: RegisterReference, site: Site): number {
    const number = referredTo(reference, site)
    const known = this.byNumber[number]
    if (known > 0) return known - 1
    const { file } = reference
    this.all.push({
      local: this.code.local(wasmType(file.type)),
      isWide: slotBytes(file) === 8,
      isFloat: file.type === 'f64',
      offset: this.offsetOf(file, number),
    })
    this.byNumber[number] = this.all.length
    return this.all.length - 1
  }

  /** The local of a variable. */
  local(variable: number): number {
    return this.all[variable].local
  }

  load(sets: VariableSets, row: number): void {
    for (const member of sets.members(row)) {
      const { isFloat, isWide, local, offset } = this.all[member]
      this.code.i32(0).memory(isFloat ? OP.f64_load : isWide ? OP.i64_load : OP.i32_load, offset)
      this.code.set(local)
    }
  }

  store(members: readonly number[]): void {
    for (const member of members) {
      const { isFloat, isWide, local, offset } = this.all[member]
      this.code.i32(0).get(local)
      this.code.memory(isFloat ? OP.f64_store : isWide ? OP.i64_store : OP.i32_store, offset)
    }
  }
}
