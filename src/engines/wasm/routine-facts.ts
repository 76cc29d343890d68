// What a routine can do, transitively: decides what its callers must prepare and check.

import {
  alwaysLeaves,
  type Block,
  type ContextName,
  ContextValue,
  type RegisterFile,
  type Routine,
  type Statement,
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
  return new BlockFacts(block)
}

/** Looks at statements at once, and at values only when somebody asks what they refer to. */
class BlockFacts implements Facts {
  hosts = false
  ends = false
  jumps = false
  readonly writes: Written[] = []
  private readonly routines: Facts[] = []
  private found: ReadonlySet<ContextName> | undefined

  constructor(private readonly block: Block) {
    visitStatements(block, (statement) => this.see(statement))
  }

  private see(statement: Statement): void {
    switch (statement.kind) {
      case 'host':
        this.hosts = true
        this.ends ||= statement.call.mayBlock
        break
      case 'leave':
      case 'trap':
      case 'stop':
        this.ends = true
        break
      case 'jump':
        this.jumps = true
        break
      case 'write':
        this.writes.push(statement)
        break
      case 'call':
        this.seeRoutine(routineFacts(statement.routine))
    }
  }

  private seeRoutine(facts: Facts): void {
    this.routines.push(facts)
    this.hosts ||= facts.hosts
    this.ends ||= facts.ends
    this.jumps ||= facts.jumps
    this.writes.push(...facts.writes)
  }

  get jumpsOn(): boolean {
    return this.jumps && canJumpAndGoOn(this.block)
  }

  get contexts(): ReadonlySet<ContextName> {
    this.found ??= this.findContexts()
    return this.found
  }

  private findContexts(): ReadonlySet<ContextName> {
    const contexts = new Set<ContextName>()
    for (const facts of this.routines) for (const name of facts.contexts) contexts.add(name)
    for (const value of valuesUsedIn(this.block)) if (value instanceof ContextValue) contexts.add(value.name)
    return contexts
  }
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
