// One guest instruction for a region: its semantics with operands, address and mode bound, and where it can go.

import {
  type Block,
  blocksOf,
  type Constant,
  ConstantValue,
  constant,
  type Decoded,
  HoleValue,
  known,
  type Machine,
  type ReadStatement,
  type Replacement,
  type Statement,
  specialise,
  type Value,
} from '../../core/index.js'
import { jumpsLast } from '../wasm/lower.js'
import { keyOf } from './modes.js'
import { plainPart } from './plain.js'

/** A translated instruction. */
export interface Translated {
  readonly address: bigint
  readonly length: number
  readonly block: Block
  /** Addresses it can jump to, as far as they are known. */
  readonly targets: readonly bigint[]
  /** Whether it can go on to the instruction behind it. */
  readonly fallsThrough: boolean
  /** The address it will be returned to, for instructions that call. */
  readonly returnsTo: bigint | undefined
}

/** Values that registers are taken to have, by `keyOf`. */
export type Modes = ReadonlyMap<string, Constant>

/** Translates an instruction, or tells by undefined that a region has to end before it. */
export function translate(
  machine: Machine,
  decoded: Decoded,
  address: bigint,
  modes: Modes,
): Translated | undefined {
  const { instruction, forms, numbers } = decoded
  const { length } = instruction.encoding
  const next = address + BigInt(length)
  const bound = specialise(instruction.semantics(), {
    leaf: (leaf) => {
      if (leaf instanceof HoleValue) {
        return constant(leaf.type, leaf.part === 'form' ? forms[leaf.operand] : numbers[leaf.operand])
      }
      if (leaf.name === 'pc') return constant(leaf.type, address)
      return leaf.name === 'nextPc' ? constant(leaf.type, next) : undefined
    },
    read: (statement) => modeValue(statement, modes),
  })
  const block = plainPart(bound, (statement) => writesMode(statement, modes))
  if (block === undefined || !jumpsLast(block)) return undefined
  const jumps = jumpsIn(block)
  const wrap = (target: Constant): bigint => BigInt.asUintN(machine.pc === 'i64' ? 64 : 32, BigInt(target))
  const targets = jumps.flatMap((target) => (target instanceof ConstantValue ? [wrap(target.constant)] : []))
  const fallsThrough = completes(block)
  const calls = !fallsThrough && jumps.length > 0 && keepsAddress(block, next, machine)
  return {
    address,
    length,
    block,
    targets,
    fallsThrough,
    returnsTo: calls ? wrap(constantOf(next, machine)) : undefined,
  }
}

/** What a read gives when its register is a mode. */
export function modeValue({ file, index, target }: ReadStatement, modes: Modes): Replacement | undefined {
  const mode = modes.get(keyOf({ file, index: Number(known(index) ?? -1) }))
  return mode === undefined ? undefined : { statements: [], value: constant(target.type, mode) }
}

const constantOf = (address: bigint, { pc }: Machine): Constant =>
  pc === 'i64' ? BigInt.asIntN(64, address) : Number(BigInt.asIntN(32, address))

function writesMode(statement: Statement, modes: Modes): boolean {
  if (statement.kind !== 'write') return false
  return modes.has(keyOf({ file: statement.file, index: Number(known(statement.index) ?? -1) }))
}

function jumpsIn(block: Block): readonly Value[] {
  return block.statements.flatMap((statement) =>
    statement.kind === 'jump' ? [statement.target] : blocksOf(statement).flatMap(jumpsIn),
  )
}

/** Whether some path runs to the end of the block without jumping. Jumps are last (checked before). */
function completes(block: Block): boolean {
  const last = block.statements[block.statements.length - 1]
  if (last === undefined) return true
  if (last.kind === 'jump' || last.kind === 'trap') return false
  return last.kind === 'when' ? completes(last.then) || completes(last.otherwise) : true
}

/** Whether the instruction stores the address behind it somewhere: then it is a call. */
function keepsAddress(block: Block, next: bigint, machine: Machine): boolean {
  const kept = constantOf(next, machine)
  return block.statements.some(
    (statement) =>
      (statement.kind === 'store' || statement.kind === 'write') &&
      statement.value instanceof ConstantValue &&
      statement.value.constant === kept,
  )
}
