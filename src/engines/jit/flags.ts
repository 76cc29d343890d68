// Flags in regions: a pass that replaces every flags register by a kind and leaves, kept in pseudo-registers.

import {
  type Block,
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
  const made = machine.flags.map((flags, position): RegionFlags => {
    const leaves = Array.from({ length: MOST_LEAVES }, (_, index) => `leaf ${index}`)
    const parameters = Array.from({ length: MOST_LEAVES + 1 }, () => new TemporaryValue('i32'))
    return {
      kinds: new FlagKinds(flags),
      file: registerFile(`flags ${position} of regions`, 'i32', ['kind', ...leaves]),
      compute: {
        name: `flags ${position}`,
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

/** Rewrites the flags of the instructions of one region, in order of execution. */
export class FlagsInRegion {
  /** Kinds that flags registers certainly have at this point. */
  certain: ReadonlyMap<Flags, FlagKind> = new Map()

  constructor(private readonly all: readonly RegionFlags[]) {}

  rewrite(block: Block): Block {
    let [reads, changes] = [false, false]
    visitStatements(block, (statement) => {
      reads ||= statement.kind === 'read' && this.find(statement) !== undefined
      changes ||=
        statement.kind === 'setFlags' || (statement.kind === 'write' && this.find(statement) !== undefined)
    })
    if (reads) {
      return specialise(block, {
        read: (statement) => this.read(statement),
        statement: (statement) => this.statement(statement),
      })
    }
    return changes ? this.change(block) : block
  }

  /** Only what is set changes: no value depends on it, so nothing has to be folded again. */
  private change(block: Block): Block {
    return {
      ...block,
      statements: block.statements.flatMap((statement) => {
        if (statement.kind === 'when') {
          return [
            { ...statement, then: this.change(statement.then), otherwise: this.change(statement.otherwise) },
          ]
        }
        return this.statement(statement) ?? [statement]
      }),
    }
  }

  private find({ file, index }: { file: RegisterFile; index: Value }): RegionFlags | undefined {
    return this.all.find(
      ({ kinds: { flags } }) =>
        flags.file === file && flags.index === (Number(known(index)) & (slotsOf(file) - 1)),
    )
  }

  private read(statement: ReadStatement): Replacement | undefined {
    const found = this.find(statement)
    if (found === undefined) return undefined
    const kind = this.certain.get(found.kinds.flags)
    let value: Value = statement.target
    const { statements } = recordBlock(() => {
      value = kind === undefined ? emitUnknown(found, statement) : emitKnown(found, kind)
      return undefined
    })
    return { statements, value }
  }

  private statement(statement: Statement): readonly Statement[] | undefined {
    if (statement.kind === 'setFlags') return this.set(statement.flags, statement.inputs)
    if (statement.kind !== 'write') return undefined
    const found = this.find(statement)
    if (found === undefined) return undefined
    this.certain = new Map([...this.certain].filter(([flags]) => flags !== found.kinds.flags))
    return [statement, ...recordWrites(found, 0, [])]
  }

  private set(flags: Flags, inputs: readonly Value[]): readonly Statement[] {
    const found = this.all.find(({ kinds }) => kinds.flags === flags)
    if (found === undefined) throw new Error('a flags register is used that the machine does not declare')
    const { kind, values } = found.kinds.setting(inputs)
    this.certain = new Map([...this.certain, [flags, kind]])
    return recordWrites(found, kind.number, values)
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
