// What instructions read and write of the variables of a region, as the dataflow analysis wants to know it.

import {
  type Block,
  blocksOf,
  type Flags,
  known,
  type RegisterFile,
  type Statement,
  visitStatements,
} from '../../core/index.js'
import type { Effects } from './dataflow.js'
import { MOST_LEAVES } from './flag-kinds.js'
import type { RegionFlags } from './flags.js'
import type { GraphBlock } from './graph.js'
import { keyOf } from './modes.js'

/** Computes effects block by block, following which kind the flags have. */
export class EffectsOfInstructions {
  /** Leaves that the flags have at this point, where the block has set them. */
  private readonly leaves = new Map<Flags, number>()
  /** Whether the instruction reads flags: what it then sets can consist of any number of leaves. */
  private readsFlags = false

  constructor(
    private readonly flags: readonly { readonly registers: RegionFlags }[],
    private readonly bitOf: (file: RegisterFile, index: number) => bigint,
  ) {}

  /** The effects of each instruction of a block. */
  of({ instructions }: GraphBlock): readonly Effects[] {
    this.leaves.clear()
    return instructions.map(({ block }) => this.instruction(block))
  }

  private instruction(block: Block): Effects {
    let [reads, mayWrite] = [0n, 0n]
    this.readsFlags = this.flags.some(({ registers: { kinds } }) => readsRegister(block, kinds.flags))
    visitStatements(block, (statement) => {
      const effect = this.statement(statement)
      reads |= effect.reads
      mayWrite |= effect.mayWrite
    })
    const mustWrite = block.statements.reduce(
      (all, statement) => all | (this.isCertain(statement) ? this.writes(statement) : 0n),
      0n,
    )
    return { reads, mayWrite, mustWrite }
  }

  private isCertain(statement: Statement): boolean {
    return blocksOf(statement).length === 0 && !(statement.kind === 'setFlags' && this.readsFlags)
  }

  private statement(statement: Statement): { readonly reads: bigint; readonly mayWrite: bigint } {
    if (statement.kind === 'read') return this.read(statement.file, Number(known(statement.index)))
    const mayWrite = this.writes(statement)
    if (statement.kind === 'setFlags') this.leaves.set(statement.flags, this.leavesOf(statement))
    if (statement.kind === 'write') {
      const found = this.find(statement.file, Number(known(statement.index)))
      if (found !== undefined) this.leaves.delete(found.kinds.flags)
    }
    return { reads: 0n, mayWrite }
  }

  private find(file: RegisterFile, index: number): RegionFlags | undefined {
    return this.flags.find(({ registers: { kinds } }) => keyOf(kinds.flags) === keyOf({ file, index }))
      ?.registers
  }

  private read(file: RegisterFile, index: number): { readonly reads: bigint; readonly mayWrite: bigint } {
    const found = this.find(file, index)
    const itself = this.bitOf(file, index)
    if (found === undefined) return { reads: itself, mayWrite: 0n }
    const leaves = this.leaves.get(found.kinds.flags)
    if (leaves !== undefined) return { reads: this.pseudo(found, 1, 1 + leaves), mayWrite: 0n }
    return { reads: itself | this.pseudo(found, 0, found.file.names.length), mayWrite: 0n }
  }

  private pseudo({ file }: RegionFlags, from: number, to: number): bigint {
    let bits = 0n
    for (let index = from; index < to; index++) bits |= this.bitOf(file, index)
    return bits
  }

  private leavesOf({ flags, inputs }: Extract<Statement, { kind: 'setFlags' }>): number {
    const found = this.flags.find(({ registers }) => registers.kinds.flags === flags)
    if (found === undefined || this.readsFlags) return MOST_LEAVES
    return found.registers.kinds.setting(inputs).values.length
  }

  private writes(statement: Statement): bigint {
    if (statement.kind === 'setFlags') {
      const found = this.flags.find(({ registers }) => registers.kinds.flags === statement.flags)
      return found === undefined ? 0n : this.pseudo(found.registers, 0, 1 + this.leavesOf(statement))
    }
    if (statement.kind !== 'write') return 0n
    const index = Number(known(statement.index))
    const found = this.find(statement.file, index)
    const kind = found === undefined ? 0n : this.pseudo(found, 0, 1)
    return this.bitOf(statement.file, index) | kind
  }
}

function readsRegister(block: Block, flags: Flags): boolean {
  let found = false
  visitStatements(block, (statement) => {
    found ||=
      statement.kind === 'read' &&
      keyOf({ file: statement.file, index: Number(known(statement.index)) }) === keyOf(flags)
  })
  return found
}
