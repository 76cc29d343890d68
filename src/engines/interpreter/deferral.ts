// Deferred flags: keeps the inputs of a flags register instead of its bits until somebody reads it.
//
// Each flags register gets a file of pseudo-registers that never lie in memory: `state` (0: the register itself is valid;
// otherwise bit 0 is set and bit 1+n is the n-th boolean input) and one per integer input. The pass rewrites semantics so
// that nobody else has to know.

import {
  and,
  type Block,
  bit,
  constant,
  emit,
  type Flags,
  known,
  ne,
  or,
  type ReadStatement,
  type RegisterFile,
  type Replacement,
  type Rewriting,
  type Routine,
  rangeOf,
  readRegister,
  recordBlock,
  registerFile,
  type Statement,
  select,
  shl,
  shrU,
  slotsOf,
  specialise,
  substitute,
  type Value,
  when,
  writeRegister,
} from '../../core/index.js'

const STATE = 0

interface Deferred {
  readonly flags: Flags
  readonly file: RegisterFile<'i32'>
  /** Writes the register's bits to memory if they are deferred. */
  readonly materialise: Routine
}

/** Rewrites semantics for one machine. */
export class FlagsDeferral {
  private readonly deferred: readonly Deferred[]
  private readonly routines = new Map<Routine, Routine>()

  constructor(flags: readonly Flags[]) {
    this.deferred = flags.map(defer)
  }

  /** The pseudo-register files; engines keep them in globals. */
  get files(): readonly RegisterFile[] {
    return this.deferred.map(({ file }) => file)
  }

  /** Routines that bring every flags register up to date in memory. */
  get materialise(): readonly Routine[] {
    return this.deferred.map(({ materialise }) => materialise)
  }

  /** The pass, to be combined with others. */
  readonly rewriting: Rewriting = {
    read: (statement) => this.read(statement),
    statement: (statement) => this.statement(statement),
  }

  /** The block with deferred flags. */
  rewrite(block: Block): Block {
    return specialise(block, this.rewriting)
  }

  private read(statement: ReadStatement): Replacement | undefined {
    const found = this.deferred.find(({ flags }) => mayBe(flags, statement.file, statement.index))
    if (found === undefined) return undefined
    if (known(statement.index) === undefined) {
      return { statements: [callTo(found.materialise), statement], value: statement.target }
    }
    let value: Value | undefined
    const { statements } = recordBlock(() => {
      const word = substitute(found.flags.word, inputsOf(found))
      const isDeferred = ne(readRegister(found.file, constant('i32', STATE)), 0)
      emit(statement)
      value = select(isDeferred, word as Value<'i32'>, statement.target as Value<'i32'>)
      return undefined
    })
    return { statements, value: value as Value }
  }

  private statement(statement: Statement): readonly Statement[] | undefined {
    if (statement.kind === 'setFlags') return setInputs(this.of(statement.flags), statement.inputs)
    if (statement.kind === 'call') return [{ ...statement, routine: this.routine(statement.routine) }]
    if (statement.kind === 'host') return [...this.materialise.map(callTo), statement]
    if (statement.kind !== 'write') return undefined
    const found = this.deferred.find(({ flags }) => mayBe(flags, statement.file, statement.index))
    if (found === undefined) return undefined
    if (known(statement.index) === undefined) return [callTo(found.materialise), statement]
    return [
      statement,
      ...recordBlock(() => void writeRegister(found.file, constant('i32', STATE), 0) as undefined).statements,
    ]
  }

  /** The routine with deferred flags. */
  private routine(original: Routine): Routine {
    const done = this.routines.get(original)
    if (done !== undefined) return done
    const body = this.rewrite(original.body())
    const rewritten = { ...original, body: () => body }
    this.routines.set(original, rewritten)
    return rewritten
  }

  private of(flags: Flags): Deferred {
    const found = this.deferred.find((entry) => entry.flags === flags)
    if (found === undefined) throw new Error('a flags register is used that the machine does not declare')
    return found
  }
}

/** Whether an access with this index can touch the flags register. */
function mayBe(flags: Flags, file: RegisterFile, index: Value<'i32'>): boolean {
  if (file !== flags.file) return false
  const { low, high } = rangeOf(index)
  // Codes count modulo the slots of their file.
  return high >= slotsOf(file) || (flags.index >= low && flags.index <= high)
}

function callTo(routine: Routine): Statement {
  return { kind: 'call', routine, values: [] }
}

function defer(flags: Flags, position: number): Deferred {
  const integers = flags.parameters.filter((parameter) => parameter.type === 'i32')
  const file = registerFile(
    `deferred flags ${position}`,
    'i32',
    ['state', ...integers.map((_, index) => `input ${index}`)],
    { hidden: true },
  )
  const partial: Omit<Deferred, 'materialise'> = { flags, file }
  const body = recordBlock(() => {
    when(ne(readRegister(file, constant('i32', STATE)), 0), () => {
      const word = substitute(flags.word, inputsOf(partial)) as Value<'i32'>
      emit({ kind: 'write', file: flags.file, index: constant('i32', flags.index), value: word })
      writeRegister(file, constant('i32', STATE), 0)
    })
    return undefined
  })
  const materialise: Routine = {
    name: `materialise flags ${position}`,
    names: {},
    parameters: [],
    result: undefined,
    summary: 'Brings a flags register up to date',
    body: () => body,
  }
  return { ...partial, materialise }
}

/** Reads the deferred inputs: what each parameter of the formula is now. */
function inputsOf({ flags, file }: Omit<Deferred, 'materialise'>): ReadonlyMap<Value, Value> {
  const state = readRegister(file, constant('i32', STATE))
  let integers = 0
  let booleans = 0
  return new Map<Value, Value>(
    flags.parameters.map((parameter) =>
      parameter.type === 'i32'
        ? [parameter, readRegister(file, constant('i32', ++integers))]
        : [parameter, ne(and(shrU(state, ++booleans), 1), 0)],
    ),
  )
}

function setInputs({ flags, file }: Deferred, inputs: readonly Value[]): readonly Statement[] {
  return recordBlock(() => {
    let integers = 0
    let booleans = 0
    let state: Value<'i32'> = constant('i32', 1)
    flags.parameters.forEach((parameter, index) => {
      if (parameter.type === 'bool') state = or(state, shl(bit(inputs[index] as Value<'bool'>), ++booleans))
      else writeRegister(file, constant('i32', ++integers), inputs[index] as Value<'i32'>)
    })
    writeRegister(file, constant('i32', STATE), state)
    return undefined
  }).statements
}
