// What a statement changes, so that a register read or a load is only shown later where that makes no difference.

import type { RegisterFile } from '../description/register.js'
import { known } from '../ir/build.js'
import { type Block, type Routine, type Statement, visitStatements } from '../ir/effect.js'
import { alwaysLeaves } from '../ir/record.js'

/** A register, or any register of the file when the index is not known. */
export interface Place {
  readonly file: RegisterFile
  readonly index: number | undefined
}

/** What changes. */
export interface Changes {
  readonly registers: readonly Place[]
  /** Memory or the outside world. */
  readonly memory: boolean
}

const NOTHING: Changes = { registers: [], memory: false }

/** What a statement changes as far as later statements can tell; nested blocks excluded, routines included. */
export function changesOf(statement: Statement): Changes {
  switch (statement.kind) {
    case 'write':
      return { registers: [{ file: statement.file, index: indexOf(statement.index) }], memory: false }
    case 'setFlags':
      return { registers: [{ file: statement.flags.file, index: statement.flags.index }], memory: false }
    case 'store':
    case 'host':
      return { registers: [], memory: true }
    case 'call':
      return changesOfRoutine(statement.routine)
    default:
      return NOTHING
  }
}

/** A register's code, where it is known. */
export function indexOf(index: Parameters<typeof known>[0]): number | undefined {
  const code = known(index)
  return code === undefined ? undefined : Number(code)
}

/** A routine that never comes back changes nothing for what follows it. */
function changesOfRoutine(routine: Routine): Changes {
  return alwaysLeaves(routine.body()) ? NOTHING : changesOfBlock(routine.body())
}

function changesOfBlock(block: Block): Changes {
  const all: Changes[] = []
  visitStatements(block, (statement) => all.push(changesOf(statement)))
  return {
    registers: all.flatMap(({ registers }) => registers),
    memory: all.some(({ memory }) => memory),
  }
}

/**
 * Whether changing one register can change the other. The files of `operands` stand for registers that are not known,
 * so they are the same as any register a guest can name.
 */
export function mayBeSame(a: Place, b: Place, operands: ReadonlySet<RegisterFile>): boolean {
  if (a.file === b.file) return a.index === undefined || b.index === undefined || a.index === b.index
  if (!operands.has(a.file) && !operands.has(b.file)) return false
  return !a.file.hidden && !b.file.hidden
}
