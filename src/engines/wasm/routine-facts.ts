// What a routine can do, transitively: decides what its callers must prepare and check.

import {
  alwaysLeaves,
  type Block,
  type ContextName,
  ContextValue,
  type RegisterFile,
  type Routine,
  type Value,
  valuesUsedIn,
  visitStatements,
} from '../../core/index.js'

/** A register, or several, that are written. */
export interface Written {
  readonly file: RegisterFile
  readonly index: Value<'i32'>
}

/** What a block or routine can do. */
export interface Facts {
  /** Calls the host. */
  readonly hosts: boolean
  /** Can end the instruction: leaves, traps, stops, blocks. */
  readonly ends: boolean
  /** Can jump. */
  readonly jumps: boolean
  /** Can jump and then run through to its end, so that its caller goes on with the jump pending. */
  readonly jumpsOn: boolean
  readonly contexts: ReadonlySet<ContextName>
  readonly writes: readonly Written[]
}

const known = new WeakMap<Routine, Facts>()

/** Facts about a routine; computed once. */
export function routineFacts(routine: Routine): Facts {
  const found = known.get(routine)
  if (found !== undefined) return found
  const facts = blockFacts(routine.body())
  known.set(routine, facts)
  return facts
}

/** Facts about a block, the routines it calls included. */
export function blockFacts(block: Block): Facts {
  let [hosts, ends, jumps] = [false, false, false]
  const contexts = new Set<ContextName>()
  const writes: Written[] = []
  visitStatements(block, (statement) => {
    if (statement.kind === 'host') {
      hosts = true
      ends ||= statement.call.mayBlock
    }
    if (statement.kind === 'leave' || statement.kind === 'trap' || statement.kind === 'stop') ends = true
    if (statement.kind === 'jump') jumps = true
    if (statement.kind === 'write') writes.push(statement)
    if (statement.kind !== 'call') return
    const inner = routineFacts(statement.routine)
    hosts ||= inner.hosts
    ends ||= inner.ends
    jumps ||= inner.jumps
    for (const name of inner.contexts) contexts.add(name)
    writes.push(...inner.writes)
  })
  for (const value of valuesUsedIn(block)) if (value instanceof ContextValue) contexts.add(value.name)
  return { hosts, ends, jumps, jumpsOn: canJumpAndGoOn(block), contexts, writes }
}

/** Whether some path jumps and then reaches the end of the block. */
function canJumpAndGoOn(block: Block): boolean {
  let pending = false
  for (const statement of block.statements) {
    if (statement.kind === 'jump') pending = true
    if (statement.kind === 'call') pending ||= routineFacts(statement.routine).jumpsOn
    if (statement.kind === 'when')
      pending ||= canJumpAndGoOn(statement.then) || canJumpAndGoOn(statement.otherwise)
    if (statement.kind === 'load' || statement.kind === 'store') pending ||= canJumpAndGoOn(statement.missing)
    if (statement.kind === 'loop') pending ||= canJumpAndGoOn(statement.body)
  }
  return pending && !alwaysLeaves(block)
}
