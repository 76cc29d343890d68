// Flags in regions: a pass that replaces every flags register by a kind and leaves, kept in pseudo-registers.

import {
  type Block,
  blocksOf,
  choose,
  constant,
  emit,
  type Flags,
  known,
  type Machine,
  ne,
  newTemporary,
  type ReadStatement,
  type RegisterFile,
  type Replacement,
  type Routine,
  readRegister,
  recordBlock,
  registerFile,
  type Statement,
  slotsOf,
  specialise,
  substitute,
  TemporaryValue,
  type Value,
  visitStatements,
  writeRegister,
} from '../../core/index.js'
import { type FlagKind, FlagKinds, MOST_LEAVES } from './flag-kinds.js'

/** A flags register as regions keep it. */
export interface RegionFlags {
  /** Its position among the machine's flags registers. */
  readonly place: number
  readonly kinds: FlagKinds
  /** Pseudo-registers: register 0 is the number of the kind, the others are the leaves. */
  readonly file: RegisterFile<'i32'>
  /** Computes the register from kind and leaves when the kind is not known; regions call a function for it. */
  readonly compute: Routine
}

const KIND = 0
const byMachine = new WeakMap<Machine, readonly RegionFlags[]>()

/** The flags registers of a machine, shared by all its regions. */
export function regionFlags(machine: Machine): readonly RegionFlags[] {
  const found = byMachine.get(machine)
  if (found !== undefined) return found
  const made = machine.flags.map((flags, place): RegionFlags => {
    const leaves = Array.from({ length: MOST_LEAVES }, (_, index) => `leaf ${index}`)
    const parameters = Array.from({ length: MOST_LEAVES + 1 }, () => new TemporaryValue('i32'))
    return {
      place,
      kinds: new FlagKinds(flags),
      file: registerFile(`flags ${place} of regions`, 'i32', ['kind', ...leaves]),
      compute: {
        name: `flags ${place}`,
        names: {},
        parameters,
        result: 'i32',
        summary: 'Computes a flags register from its kind',
        body: () => ({ statements: [] }),
      },
    }
  })
  byMachine.set(machine, made)
  return made
}

/** Kinds that flags registers certainly have at a point, by their places; others can have any. */
export type CertainKinds = readonly (FlagKind | undefined)[]

/** The kind that a flags register has behind an instruction; undefined where it is unknown. */
export interface KindChange {
  readonly place: number
  readonly kind: FlagKind | undefined
}

/** An instruction with its flags rewritten. */
export interface Rewritten {
  readonly block: Block
  /** What the instruction does to the kinds. */
  readonly changes: readonly KindChange[]
}

/** Whether an instruction reads some flags register, so that what becomes of it depends on the kinds before it. */
export function readsFlags(block: Block, all: readonly RegionFlags[]): boolean {
  let reads = false
  visitStatements(block, (statement) => {
    reads ||= statement.kind === 'read' && find(all, statement) !== undefined
  })
  return reads
}

/** Rewrites the flags of one instruction. */
export function rewriteFlags(block: Block, all: readonly RegionFlags[], certain: CertainKinds): Rewritten {
  return new FlagsOfInstruction(all, certain, conditionallySet(block, all)).rewrite(block)
}

const find = (
  all: readonly RegionFlags[],
  { file, index }: { file: RegisterFile; index: Value },
): RegionFlags | undefined => {
  const exact = known(index)
  if (exact === undefined) return undefined
  const code = Number(exact) & (slotsOf(file) - 1)
  return all.find(({ kinds: { flags } }) => flags.file === file && flags.index === code)
}

/** The flags register that a statement changes. */
function changed(statement: Statement, all: readonly RegionFlags[]): RegionFlags | undefined {
  if (statement.kind === 'setFlags') return all.find(({ kinds }) => kinds.flags === statement.flags)
  return statement.kind === 'write' ? find(all, statement) : undefined
}

/** Flags registers that only some paths through the instruction change: nothing certain can be said of them. */
function conditionallySet(block: Block, all: readonly RegionFlags[]): ReadonlySet<Flags> {
  const found = new Set<Flags>()
  for (const inner of block.statements.flatMap(blocksOf)) {
    visitStatements(inner, (statement) => {
      const flags = changed(statement, all)
      if (flags !== undefined) found.add(flags.kinds.flags)
    })
  }
  return found
}

class FlagsOfInstruction {
  private readonly certain: (FlagKind | undefined)[]
  private readonly changed = new Set<number>()

  constructor(
    private readonly all: readonly RegionFlags[],
    certain: CertainKinds,
    private readonly uncertain: ReadonlySet<Flags>,
  ) {
    this.certain = all.map(({ kinds, place }) => (uncertain.has(kinds.flags) ? undefined : certain[place]))
  }

  rewrite(block: Block): Rewritten {
    const rewritten = specialise(block, {
      read: (statement) => this.read(statement),
      statement: (statement) => this.statement(statement),
    })
    return {
      block: rewritten,
      changes: [...this.changed].map((place) => ({ place, kind: this.certain[place] })),
    }
  }

  private note({ kinds, place }: RegionFlags, kind: FlagKind | undefined): void {
    this.changed.add(place)
    this.certain[place] = this.uncertain.has(kinds.flags) ? undefined : kind
  }

  private read(statement: ReadStatement): Replacement | undefined {
    const found = find(this.all, statement)
    if (found === undefined) return undefined
    const kind = this.certain[found.place]
    let value: Value = statement.target
    const { statements } = recordBlock(() => {
      value = kind === undefined ? emitUnknown(found, statement) : emitKnown(found, kind)
      return undefined
    })
    return { statements, value }
  }

  private statement(statement: Statement): readonly Statement[] | undefined {
    const found = changed(statement, this.all)
    if (found === undefined) return undefined
    if (statement.kind === 'setFlags') {
      const { kind, values } = found.kinds.setting(statement.inputs)
      this.note(found, kind)
      return recordWrites(found, kind.number, values)
    }
    this.note(found, undefined)
    return [statement, ...recordWrites(found, 0, [])]
  }
}

function recordWrites({ file }: RegionFlags, kind: number, leaves: readonly Value[]): readonly Statement[] {
  return recordBlock(() => {
    leaves.forEach((leaf, index) => {
      writeRegister(file, constant('i32', index + 1), leaf as Value<'i32'>)
    })
    writeRegister(file, constant('i32', KIND), kind)
    return undefined
  }).statements
}

/** Reads the leaves and gives the formula of the kind. */
function emitKnown({ file }: RegionFlags, { leaves, word }: FlagKind): Value {
  const values = leaves.map((leaf, index): [Value, Value] => [
    leaf,
    readRegister(file, constant('i32', index + 1)),
  ])
  return substitute(word, new Map(values))
}

/** Computes the register if only kind and leaves are there. Changes nothing: the instruction may yet be given back. */
function emitUnknown({ file, compute }: RegionFlags, read: ReadStatement): Value {
  const kind = readRegister(file, constant('i32', KIND))
  return choose(
    ne(kind, 0),
    () => {
      const leaves = Array.from({ length: MOST_LEAVES }, (_, index) =>
        readRegister(file, constant('i32', index + 1)),
      )
      const target = newTemporary('i32')
      emit({ kind: 'call', routine: compute, values: [kind, ...leaves], target })
      return target
    },
    () => {
      emit(read)
      return read.target as Value<'i32'>
    },
  )
}
