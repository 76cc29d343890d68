// Recorded effects: the statements of the IR. Plain data, executed in order; a value they bind never changes.

import type { RegisterFile } from '../description/register.js'
import type { Space } from '../description/space.js'
import type { ValueType } from './operators.js'
import type { TemporaryValue, Value } from './value.js'

/** A list of statements, and the value it yields where one is expected. */
export interface Block {
  readonly statements: readonly Statement[]
  readonly result?: Value
}

/** How a load or store looks at memory. */
export interface Access {
  readonly bytes: 1 | 2 | 4 | 8
  readonly order: 'little' | 'big'
  /** Loads only: whether the value is sign-extended to its type. */
  readonly signed: boolean
  readonly type: 'i32' | 'i64'
}

export interface ReadStatement {
  readonly kind: 'read'
  readonly target: TemporaryValue
  readonly file: RegisterFile
  readonly index: Value<'i32'>
}
export interface WriteStatement {
  readonly kind: 'write'
  readonly file: RegisterFile
  readonly index: Value<'i32'>
  readonly value: Value
}
/** Sets a flags register from the inputs of its formula. */
export interface SetFlagsStatement {
  readonly kind: 'setFlags'
  readonly flags: Flags
  readonly inputs: readonly Value[]
}
/** `missing` runs when the bytes are not all in directly accessible memory; it yields the value or leaves. */
export interface LoadStatement {
  readonly kind: 'load'
  readonly target: TemporaryValue<'i32' | 'i64'>
  readonly space: Space
  readonly address: Value<'i32' | 'i64'>
  readonly access: Access
  readonly missing: Block
}
/** `missing` runs instead of the store when the bytes are not all in directly writable memory. */
export interface StoreStatement {
  readonly kind: 'store'
  readonly space: Space
  readonly address: Value<'i32' | 'i64'>
  readonly value: Value<'i32' | 'i64'>
  readonly access: Access
  readonly missing: Block
}
export interface WhenStatement {
  readonly kind: 'when'
  readonly condition: Value<'bool'>
  readonly then: Block
  readonly otherwise: Block
  /** Bound to the result of the block that ran. */
  readonly target?: TemporaryValue
}
/** Runs `body` again and again while `condition` (recorded in its own block) holds. */
export interface LoopStatement {
  readonly kind: 'loop'
  readonly condition: Block
  readonly body: Block
}
/** Sets the address of the next instruction; the last one executed counts. Does not end the instruction. */
export interface JumpStatement {
  readonly kind: 'jump'
  readonly target: Value
}
/** Ends the instruction. What was done stays done; jumps stay in force. */
export interface LeaveStatement {
  readonly kind: 'leave'
}
/** Ends the instruction and stops the engine with pc at this instruction. */
export interface TrapStatement {
  readonly kind: 'trap'
  readonly trap: Trap
  readonly value?: Value<'i32' | 'i64'>
}
/** Ends the instruction and stops the engine with pc at the next one. */
export interface StopStatement {
  readonly kind: 'stop'
  readonly reason: 'halted' | 'exit'
  /** Exit status. */
  readonly value?: Value<'i32'>
}
export interface CallStatement {
  readonly kind: 'call'
  readonly routine: Routine
  readonly values: readonly Value[]
  readonly target?: TemporaryValue
}
export interface HostStatement {
  readonly kind: 'host'
  readonly call: HostCall
  readonly values: readonly Value[]
  readonly target?: TemporaryValue
}

export type Statement =
  | ReadStatement
  | WriteStatement
  | SetFlagsStatement
  | LoadStatement
  | StoreStatement
  | WhenStatement
  | LoopStatement
  | JumpStatement
  | LeaveStatement
  | TrapStatement
  | StopStatement
  | CallStatement
  | HostStatement

/** A way in which a guest can fail towards the host. */
export interface Trap {
  readonly name: string
  /** Message for people; `{value}` stands for the trap's value in decimal, `{value:hex}` in hexadecimal. */
  readonly message: string
}

/** A function of the host. Blocking ones may refuse with "nothing yet", which undoes the instruction. */
export interface HostCall {
  readonly name: string
  readonly arguments: Readonly<Record<string, ValueType>>
  readonly result: ValueType | undefined
  readonly mayBlock: boolean
  /** What it does, for the manual. */
  readonly summary: string
}

/** A named piece of semantics that several instructions share; recorded once. */
export interface Routine {
  readonly name: string
  readonly parameters: readonly TemporaryValue[]
  /** Recorded on first use, so that routines may be declared before what they refer to. */
  readonly body: () => Block
  readonly result: ValueType | undefined
  readonly summary: string
  /** Words for constant arguments, by parameter; shown instead of the numbers. */
  readonly names: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/**
 * A flags register: one register whose bits, or the whole of which, is a function of a few inputs. Engines may keep the inputs
 * instead of the value until somebody reads the register.
 */
export interface Flags {
  readonly file: RegisterFile
  readonly index: number
  /** Bits that mean something each; none if the register is a number. */
  readonly bits: readonly FlagBit[]
  readonly parameters: readonly TemporaryValue<'i32' | 'bool'>[]
  /** The register's value as a function of the parameters. */
  readonly word: Value<'i32'>
}

export interface FlagBit {
  readonly name: string
  /** Bit number in the register, 0 = least significant. */
  readonly bit: number
  readonly summary: string
}

/** Calls `visit` for every statement of a block, nested blocks included, in order. Routines are not entered. */
export function visitStatements(block: Block, visit: (statement: Statement) => void): void {
  const { statements } = block
  for (let index = 0; index < statements.length; index++) {
    const statement = statements[index]
    visit(statement)
    switch (statement.kind) {
      case 'when':
        visitStatements(statement.then, visit)
        visitStatements(statement.otherwise, visit)
        break
      case 'loop':
        visitStatements(statement.condition, visit)
        visitStatements(statement.body, visit)
        break
      case 'load':
      case 'store':
        visitStatements(statement.missing, visit)
    }
  }
}

/** Calls `visit` for every value that results and statements use directly, nested blocks included. */
export function visitUses(block: Block, visit: (value: Value) => void): void {
  if (block.result !== undefined) visit(block.result)
  visitStatements(block, (statement) => visitUsesOf(statement, visit))
}

/** The same for one statement: the values it uses, and the results of blocks nested in it. */
export function visitUsesOf(statement: Statement, visit: (value: Value) => void): void {
  const values = valuesOf(statement)
  for (let index = 0; index < values.length; index++) visit(values[index])
  const blocks = blocksOf(statement)
  for (let index = 0; index < blocks.length; index++) {
    const { result } = blocks[index]
    if (result !== undefined) visit(result)
  }
}

const NO_BLOCKS: readonly Block[] = []
const NO_VALUES: readonly Value[] = []

/** The blocks nested directly in a statement. */
export function blocksOf(statement: Statement): readonly Block[] {
  switch (statement.kind) {
    case 'when':
      return [statement.then, statement.otherwise]
    case 'loop':
      return [statement.condition, statement.body]
    case 'load':
    case 'store':
      return [statement.missing]
    default:
      return NO_BLOCKS
  }
}

/** The values a statement uses directly (nested blocks not included). */
export function valuesOf(statement: Statement): readonly Value[] {
  switch (statement.kind) {
    case 'read':
      return [statement.index]
    case 'write':
      return [statement.index, statement.value]
    case 'setFlags':
      return statement.inputs
    case 'load':
      return [statement.address]
    case 'store':
      return [statement.address, statement.value]
    case 'when':
      return [statement.condition]
    case 'jump':
      return [statement.target]
    case 'trap':
    case 'stop':
      return statement.value === undefined ? NO_VALUES : [statement.value]
    case 'call':
    case 'host':
      return statement.values
    case 'loop':
    case 'leave':
      return NO_VALUES
  }
}
