// Checks that an instruction can be undone: a host call that may block comes before all effects of its instruction.
//
// "Blocked" means that the instruction did not happen, and engines undo nothing but the pc and the fuel. Host calls that
// come before the one that blocks happen again when the instruction is tried again.

import type { Block, Routine, Statement } from '../ir/effect.js'

/** What a path has done so far: the first effect in words, or nothing. */
type Done = string | undefined
/** How a block can be left at its end: with these effects done, or not at all. */
type Through = { readonly done: Done } | 'never'

class Walk {
  private readonly routines = new Map<Routine, Map<Done, Through>>()

  constructor(private readonly fail: (call: string, effect: string) => never) {}

  /** Follows every path through a block that is entered after `done`. */
  block(block: Block, done: Done): Through {
    let through: Through = { done }
    for (const statement of block.statements) {
      through = this.statement(statement, through.done)
      if (through === 'never') break
    }
    return through
  }

  private statement(statement: Statement, done: Done): Through {
    switch (statement.kind) {
      case 'read':
        return { done }
      case 'host':
        if (statement.call.mayBlock && done !== undefined) this.fail(statement.call.name, done)
        return { done }
      case 'write':
        return { done: done ?? `a write to ${statement.file.name}` }
      case 'setFlags':
        return { done: done ?? `setting the flags of ${statement.flags.file.name}` }
      case 'jump':
        return { done: done ?? 'a jump' }
      case 'load':
        return either({ done }, this.block(statement.missing, done))
      case 'store':
        return either(
          { done: done ?? `a store to ${statement.space.name}` },
          this.block(statement.missing, done),
        )
      case 'when':
        return either(this.block(statement.then, done), this.block(statement.otherwise, done))
      case 'loop':
        return this.loop(statement.condition, statement.body, done)
      case 'call':
        return this.call(statement.routine, done)
      case 'leave':
      case 'trap':
      case 'stop':
        return 'never'
    }
  }

  /** The second turn starts with what the first one did; a third one adds nothing new. */
  private loop(condition: Block, body: Block, done: Done): Through {
    const first = this.block(condition, done)
    if (first === 'never') return first
    const turned = this.block(body, first.done)
    if (turned === 'never') return first
    const second = this.block(condition, turned.done)
    if (second === 'never') return first
    this.block(body, second.done)
    return either(first, second)
  }

  private call(routine: Routine, done: Done): Through {
    const known = this.routines.get(routine) ?? new Map<Done, Through>()
    this.routines.set(routine, known)
    const through = known.get(done) ?? this.block(routine.body(), done)
    known.set(done, through)
    return through
  }
}

function either(a: Through, b: Through): Through {
  if (a === 'never') return b
  return b === 'never' ? a : { done: a.done ?? b.done }
}

/** A block of an instruction, or of what happens instead of one, under the name for messages. */
export interface NamedBlock {
  readonly name: string
  readonly block: Block
}

/**
 * Throws when a host call that may block can come after an effect (a write, flags, a store, a jump). `fetching` runs
 * before each of `blocks`.
 */
export function checkBlocking(fetching: readonly Block[], blocks: readonly NamedBlock[]): void {
  const walker = (name: string): Walk =>
    new Walk((call, effect) => {
      throw new Error(
        `${name}: host call ${call} may block after ${effect}; what may block must come before all effects`,
      )
    })
  const fetch = walker('the fetch')
  let done: Done
  for (const block of fetching) {
    const through = fetch.block(block, done)
    if (through !== 'never') done = through.done
  }
  for (const { name, block } of blocks) walker(name).block(block, done)
}
