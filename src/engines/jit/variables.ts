// The variables of a region: registers in locals, and where they lie while the region does not run.

import { known, type RegisterFile, type Statement, slotBytes, visitStatements } from '../../core/index.js'
import type { MachineState } from '../state.js'
import type { FunctionCode } from '../wasm/code.js'
import { OP } from '../wasm/opcodes.js'
import { wasmType } from '../wasm/values.js'
import type { RegionParts } from './emit.js'
import { keyOf, type RegisterKey } from './modes.js'
import type { Region } from './region.js'

interface Variable extends RegisterKey {
  /** Its bit in the sets of the dataflow analysis. */
  readonly bit: bigint
  readonly local: number
  /** Host offset at which it lies while the region does not run. */
  readonly offset: number
}

type FlagsParts = RegionParts['flags']

/** Collects every register that a region uses, and loads and stores sets of them. */
export class Variables {
  private readonly byKey = new Map<string, Variable>()

  constructor(
    { graph }: Region,
    private readonly flags: FlagsParts,
    private readonly state: MachineState,
    private readonly code: FunctionCode,
  ) {
    for (const { instructions } of graph.blocks.values()) {
      for (const { block } of instructions) visitStatements(block, (statement) => this.collect(statement))
    }
  }

  private collect(statement: Statement): void {
    if (statement.kind === 'setFlags') return this.useFlags(statement)
    if (statement.kind !== 'read' && statement.kind !== 'write') return
    const register = { file: statement.file, index: Number(known(statement.index)) }
    this.use(register, this.state.registerOffset(register.file, register.index))
    const flags = this.flags.find(({ registers: { kinds } }) => keyOf(kinds.flags) === keyOf(register))
    if (flags !== undefined) this.usePseudo(flags, flags.registers.file.names.length)
  }

  private useFlags({ flags, inputs }: Extract<Statement, { kind: 'setFlags' }>): void {
    const found = this.flags.find(({ registers }) => registers.kinds.flags === flags)
    if (found !== undefined) this.usePseudo(found, 1 + found.registers.kinds.setting(inputs).values.length)
  }

  /** The kind and the first leaves of a flags register become variables. */
  private usePseudo({ registers: { file }, offset }: FlagsParts[number], count: number): void {
    for (let index = 0; index < count; index++) this.use({ file, index }, offset + 4 * index)
  }

  private use({ file, index }: RegisterKey, offset: number): void {
    const key = keyOf({ file, index })
    if (this.byKey.has(key)) return
    const local = this.code.local(wasmType(file.type))
    this.byKey.set(key, { file, index, offset, local, bit: 1n << BigInt(this.byKey.size) })
  }

  /** The bit of a register in sets of variables; 0 for one that the region does not use. */
  bitOf(file: RegisterFile, index: number): bigint {
    return this.byKey.get(keyOf({ file, index }))?.bit ?? 0n
  }

  localOf(file: RegisterFile, index: number): number {
    const variable = this.byKey.get(keyOf({ file, index }))
    if (variable === undefined) throw new Error(`register ${index} of ${file.name} was not collected`)
    return variable.local
  }

  load(which: bigint): void {
    for (const { file, local, offset } of this.chosen(which)) {
      const opcode = file.type === 'f64' ? OP.f64_load : slotBytes(file) === 8 ? OP.i64_load : OP.i32_load
      this.code.i32(0).memory(opcode, offset).set(local)
    }
  }

  store(which: bigint): void {
    for (const { file, local, offset } of this.chosen(which)) {
      const opcode = file.type === 'f64' ? OP.f64_store : slotBytes(file) === 8 ? OP.i64_store : OP.i32_store
      this.code.i32(0).get(local).memory(opcode, offset)
    }
  }

  private chosen(which: bigint): readonly Variable[] {
    return [...this.byKey.values()].filter(({ bit }) => (which & bit) !== 0n)
  }
}
