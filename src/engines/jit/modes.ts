// Registers that decide modes: those that semantics name themselves and only ever test. A translation takes their value
// as given and checks it at its entry.

import {
  type Block,
  blocksOf,
  childrenOf,
  known,
  type Machine,
  OperationValue,
  type RegisterFile,
  SelectValue,
  slotsOf,
  type Value,
  valuesOf,
  visitStatements,
} from '../../core/index.js'

/** One register. */
export interface RegisterKey {
  readonly file: RegisterFile
  readonly index: number
}

/** Names a register; codes count modulo the slots of their file, as they do in memory. */
export const keyOf = ({ file, index }: RegisterKey): string => `${file.name} ${index & (slotsOf(file) - 1)}`

const modes = new WeakMap<Machine, readonly RegisterKey[]>()

/** The mode registers of a machine; found once. */
export function modeRegisters(machine: Machine): readonly RegisterKey[] {
  const found = modes.get(machine)
  if (found !== undefined) return found
  const { locate, direct } = machine.fetch()
  const blocks = [
    ...machine.instructions.map((instruction) => instruction.semantics()),
    ...machine.routines().map((routine) => routine.body()),
    ...[locate, direct].filter((block) => block !== undefined),
  ]
  const tested = new Map<string, RegisterKey>()
  const otherwise = new Set<string>()
  for (const block of blocks) classify(block, tested, otherwise)
  const result = [...tested.values()].filter((register) => !otherwise.has(keyOf(register)))
  modes.set(machine, result)
  return result
}

function classify(block: Block, tested: Map<string, RegisterKey>, otherwise: Set<string>): void {
  const reads = new Map<Value, RegisterKey>()
  const plain = new Set<Value>()
  const visit = (value: Value, isCondition: boolean): void => {
    if (!isCondition) plain.add(value)
    const inner = value instanceof OperationValue && value.type === 'bool'
    for (const child of childrenOf(value))
      visit(child, inner || (value instanceof SelectValue && child === value.condition))
  }
  visitStatements(block, (statement) => {
    if (statement.kind === 'read') {
      const index = known(statement.index)
      if (index !== undefined) reads.set(statement.target, { file: statement.file, index: Number(index) })
    }
    for (const value of valuesOf(statement)) visit(value, false)
    for (const { result } of blocksOf(statement)) if (result !== undefined) visit(result, false)
  })
  if (block.result !== undefined) visit(block.result, false)
  for (const [target, register] of reads) {
    if (plain.has(target)) otherwise.add(keyOf(register))
    else tested.set(keyOf(register), register)
  }
}
