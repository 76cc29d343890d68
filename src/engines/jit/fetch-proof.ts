// Proves that instructions are fetched from their own addresses while fetching is translated (an MMU is on): executes the
// machine's checks at translation time and notes what they depend on.

import {
  type Block,
  type Constant,
  known,
  type LoadStatement,
  type Machine,
  type Routine,
  type Statement,
  type Value,
  visitStatements,
} from '../../core/index.js'
import { Execution, type Outcome } from '../reference/execute.js'
import type { MachineState } from '../state.js'
import { keyOf, type RegisterKey } from './modes.js'

/** Host offsets [first, end) of memory that a translation depends on. */
export type Dependency = readonly [number, number]

/** Registers that decide how fetches are translated; undefined if that cannot be told. */
export function fetchRegisters({ fetch }: Machine): readonly RegisterKey[] | undefined {
  const found = new Map<string, RegisterKey>()
  const seen = new Set<Routine>()
  let isKnown = true
  const visit = (block: Block): void =>
    visitStatements(block, (statement) => {
      if (statement.kind === 'read') {
        const index = known(statement.index)
        if (index === undefined) isKnown = false
        else found.set(keyOf({ ...statement, index: Number(index) }), { ...statement, index: Number(index) })
      } else if (statement.kind === 'call' && !seen.has(statement.routine)) {
        seen.add(statement.routine)
        visit(statement.routine.body())
      }
    })
  const { locate } = fetch()
  if (locate !== undefined) visit(locate)
  return isKnown ? [...found.values()] : undefined
}

/** What the fetch of an instruction depends on; undefined when it is not simply fetched from its own address. */
export function proveFetch(state: MachineState, pc: Constant): readonly Dependency[] | undefined {
  const { address, locate, pc: parameter } = state.machine.fetch()
  if (locate === undefined) return []
  const temporaries = new Map<Value, Constant>([[parameter, pc]])
  const proof = new Proof(
    state,
    { temporaries, context: { pc, nextPc: pc, counter: 0n }, decoded: undefined },
    () => undefined,
  )
  try {
    const outcome = proof.block(locate, address)
    return outcome.kind === 'next' && temporaries.get(address) === pc ? proof.dependencies : undefined
  } catch (problem) {
    if (problem instanceof NotProven) return undefined
    throw problem
  }
}

/** The check would do something, not just look. */
class NotProven extends Error {}

class Proof extends Execution {
  readonly dependencies: Dependency[] = []

  protected override statement(statement: Statement): Outcome {
    if (!HARMLESS.has(statement.kind)) throw new NotProven()
    return super.statement(statement)
  }

  protected override offsetLoaded(statement: LoadStatement): number {
    const offset = super.offsetLoaded(statement)
    if (offset === undefined) throw new NotProven()
    this.dependencies.push([offset, offset + statement.access.bytes])
    return offset
  }
}

/** Statements that change nothing. */
const HARMLESS: ReadonlySet<Statement['kind']> = new Set(['read', 'load', 'when', 'loop', 'call'])
