// Flags in regions: like the interpreter's deferral, but in locals, and decided while translating where possible.

import {
  type Block,
  constant,
  emit,
  type Flags,
  known,
  ne,
  newTemporary,
  type ReadStatement,
  type RegisterFile,
  type Replacement,
  readRegister,
  recordBlock,
  registerFile,
  type Statement,
  select,
  slotsOf,
  specialise,
  substitute,
  type Value,
} from '../../core/index.js'

/** Register 0 of the pseudo-file says whether the inputs (the others) are valid instead of the register. */
export const DEFERRED = 0

/** A flags register of a region. */
export interface RegionFlags {
  readonly flags: Flags
  readonly file: RegisterFile<'i32'>
}

/** Rewrites the flags of the instructions of one region, in order of execution. */
export class FlagsInRegion {
  readonly all: readonly RegionFlags[]
  /** Flags registers that are certainly deferred at this point. */
  certain: ReadonlySet<Flags> = new Set()

  constructor(flags: readonly Flags[]) {
    this.all = flags.map((one, position) => ({
      flags: one,
      file: registerFile(`flags ${position} in locals`, 'i32', [
        'deferred',
        ...one.parameters.map((_, i) => `input ${i}`),
      ]),
    }))
  }

  rewrite(block: Block): Block {
    return specialise(block, {
      read: (statement) => this.read(statement),
      statement: (statement) => this.statement(statement),
    })
  }

  private find({ file, index }: { file: RegisterFile; index: Value }): RegionFlags | undefined {
    return this.all.find(
      ({ flags }) => flags.file === file && flags.index === (Number(known(index)) & (slotsOf(file) - 1)),
    )
  }

  private read(statement: ReadStatement): Replacement | undefined {
    const found = this.find(statement)
    if (found === undefined) return undefined
    const { flags, file } = found
    let value: Value | undefined
    const { statements } = recordBlock(() => {
      const inputs = flags.parameters.map((parameter, position): [Value, Value] => {
        const target = newTemporary(parameter.type)
        emit({ kind: 'read', target, file, index: constant('i32', position + 1) })
        return [parameter, target]
      })
      const word = substitute(flags.word, new Map(inputs)) as Value<'i32'>
      if (this.certain.has(flags)) value = word
      else {
        const deferred = ne(readRegister(file, constant('i32', DEFERRED)), 0)
        emit(statement)
        value = select(deferred, word, statement.target as Value<'i32'>)
      }
      return undefined
    })
    return { statements, value: value as Value }
  }

  private statement(statement: Statement): readonly Statement[] | undefined {
    if (statement.kind === 'setFlags') return this.set(statement.flags, statement.inputs)
    if (statement.kind !== 'write') return undefined
    const found = this.find(statement)
    if (found === undefined) return undefined
    this.certain = new Set([...this.certain].filter((flags) => flags !== found.flags))
    return [statement, mark(found, 0)]
  }

  private set(flags: Flags, inputs: readonly Value[]): readonly Statement[] {
    const found = this.all.find((one) => one.flags === flags)
    if (found === undefined) throw new Error('a flags register is used that the machine does not declare')
    this.certain = new Set([...this.certain, flags])
    const writes = inputs.map(
      (value, position): Statement => ({
        kind: 'write',
        file: found.file,
        index: constant('i32', position + 1),
        value,
      }),
    )
    return [...writes, mark(found, 1)]
  }
}

function mark({ file }: RegionFlags, deferred: number): Statement {
  return { kind: 'write', file, index: constant('i32', DEFERRED), value: constant('i32', deferred) }
}
