// What an instruction touches and how it can end, read off its recorded semantics.

import type { Instruction } from '../description/instruction.js'
import { Register, type RegisterFile } from '../description/register.js'
import type { Space } from '../description/space.js'
import {
  type Block,
  blocksOf,
  type CallStatement,
  type Flags,
  type HostCall,
  type Statement,
  type Trap,
} from '../ir/effect.js'
import { alwaysLeaves } from '../ir/record.js'
import { ConstantValue } from '../ir/value.js'
import { indexOf } from './effects.js'
import { showSemantics } from './shown.js'
import { shownBlocks } from './uses.js'

/** What an instruction does besides computing. Registers are those it names itself; operands count separately. */
export interface Facts {
  /** By operand: whether its register is read, and whether it is assigned. */
  readonly operands: readonly { readonly reads: boolean; readonly writes: boolean }[]
  readonly reads: readonly Register[]
  readonly writes: readonly Register[]
  readonly flags: readonly Flags[]
  readonly loads: readonly Space[]
  readonly stores: readonly Space[]
  readonly hostCalls: readonly HostCall[]
  readonly jumps: boolean
  /** Whether it is there to fail (raise an interruption). */
  readonly alwaysFails: boolean
  readonly stops: readonly ('halted' | 'exit')[]
  readonly traps: readonly Trap[]
  /** Failures that its own semantics say, and further ones that come from its operands and memory. */
  readonly failures: readonly string[]
  readonly furtherFailures: readonly string[]
}

/** Reads the facts off an instruction. */
export function factsOf(instruction: Instruction): Facts {
  const { block, operands } = showSemantics(instruction)
  const seen: Statement[] = []
  visitReturning(block, (statement) => seen.push(statement))
  const failures = failuresIn(block, shownBlocks)
  const all = failuresIn(instruction.semantics(), blocksOf)
  return {
    operands: operands.map((file) => ({
      reads: seen.some((statement) => statement.kind === 'read' && statement.file === file),
      writes: seen.some((statement) => statement.kind === 'write' && statement.file === file),
    })),
    reads: registersIn(seen, 'read', operands),
    writes: registersIn(seen, 'write', operands),
    flags: unique(seen.flatMap((statement) => (statement.kind === 'setFlags' ? [statement.flags] : []))),
    loads: unique(seen.flatMap((statement) => (statement.kind === 'load' ? [statement.space] : []))),
    stores: unique(seen.flatMap((statement) => (statement.kind === 'store' ? [statement.space] : []))),
    hostCalls: unique(seen.flatMap((statement) => (statement.kind === 'host' ? [statement.call] : []))),
    jumps: seen.some(({ kind }) => kind === 'jump'),
    alwaysFails: seen.some(
      (statement) =>
        statement.kind === 'call' && block.statements.includes(statement) && neverReturns(statement),
    ),
    stops: unique(seen.flatMap((statement) => (statement.kind === 'stop' ? [statement.reason] : []))),
    traps: trapsIn(instruction.semantics()),
    failures,
    furtherFailures: all.filter((failure) => !failures.includes(failure)),
  }
}

const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)]

/** Visits what happens when nothing fails: routines are entered unless they never come back. */
function visitReturning(block: Block, visit: (statement: Statement) => void): void {
  for (const statement of block.statements) {
    visit(statement)
    for (const inner of shownBlocks(statement)) visitReturning(inner, visit)
    if (statement.kind === 'call' && !neverReturns(statement)) visitReturning(statement.routine.body(), visit)
  }
}

const neverReturns = ({ routine }: CallStatement): boolean => alwaysLeaves(routine.body())

function registersIn(
  statements: readonly Statement[],
  kind: 'read' | 'write',
  operands: readonly (RegisterFile | undefined)[],
): readonly Register[] {
  const found = new Map<string, Register>()
  for (const statement of statements) {
    if (statement.kind !== kind || operands.includes(statement.file) || statement.file.hidden) continue
    const index = indexOf(statement.index)
    if (index === undefined) continue
    const register = new Register(statement.file, index)
    found.set(`${statement.file.name} ${index}`, register)
  }
  return [...found.values()]
}

function trapsIn(block: Block): readonly Trap[] {
  const found = new Set<Trap>()
  visitAll(block, blocksOf, (statement) => {
    if (statement.kind === 'trap') found.add(statement.trap)
  })
  return [...found]
}

/** Calls of routines that never come back, by their constant arguments: `raise: DIVISION_BY_ZERO (0x0A)`. */
function failuresIn(block: Block, inside: (statement: Statement) => readonly Block[]): readonly string[] {
  const found = new Set<string>()
  visitAll(block, inside, (statement) => {
    if (statement.kind === 'call' && neverReturns(statement)) found.add(failureText(statement))
  })
  return [...found].sort()
}

/** Visits everything, the routines that are called included, each once. */
function visitAll(
  block: Block,
  inside: (statement: Statement) => readonly Block[],
  visit: (statement: Statement) => void,
  entered = new Set<Block>(),
): void {
  for (const statement of block.statements) {
    visit(statement)
    for (const inner of inside(statement)) visitAll(inner, inside, visit, entered)
    if (statement.kind !== 'call') continue
    const body = statement.routine.body()
    if (!entered.has(body)) visitAll(body, inside, visit, entered.add(body))
  }
}

function failureText({ routine, values }: CallStatement): string {
  const named = routine.parameters.flatMap(({ label = '' }, index) => {
    const names = routine.names[label]
    return names === undefined ? [] : [argumentText(names, values[index])]
  })
  return named.length === 0 ? routine.name : `${routine.name} ${named.join(', ')}`
}

function argumentText(names: Readonly<Record<string, number>>, value: unknown): string {
  if (!(value instanceof ConstantValue)) return 'a code that the host gives'
  const code = Number(value.constant)
  const word = Object.entries(names).find(([, number]) => number === code)?.[0]
  const digits = `0x${code.toString(16).toUpperCase().padStart(2, '0')}`
  return word === undefined ? digits : `${word} (${digits})`
}
