// The plain part of an instruction: what a region executes itself. Everything rare (exceptions, devices, traps, stops)
// becomes a way back to the interpreter at the start of the instruction, before it had any effect.

import {
  alwaysLeaves,
  type Block,
  blocksOf,
  type Statement,
  type Trap,
  type WhenStatement,
} from '../../core/index.js'
import { routineFacts } from '../wasm/routine-facts.js'

/** Stands for going back to the interpreter, which then executes the whole instruction. */
export const GO_BACK: Trap = { name: 'go back', message: '' }

const BACK: Block = { statements: [{ kind: 'trap', trap: GO_BACK }] }

/** Whether a statement is a check and nothing else: gives the instruction back on a condition. */
export const isGoingBack = ({ then, otherwise }: WhenStatement): boolean =>
  otherwise.statements.length === 0 &&
  otherwise.result === undefined &&
  then.statements.length === 1 &&
  then.statements[0].kind === 'trap' &&
  then.statements[0].trap === GO_BACK

/** An instruction of which some path cannot be given back any more once it has had an effect. */
class NotPlain extends Error {}

/** The block with its rare paths given back, or undefined when a region cannot execute the instruction. */
export function plainPart(block: Block, isWatched: (statement: Statement) => boolean): Block | undefined {
  try {
    return jumpingLast(new Plain(isWatched).block(block))
  } catch (problem) {
    if (problem instanceof NotPlain) return undefined
    throw problem
  }
}

/** The block with its one statement that jumps at its end: the effects behind it do not depend on it. */
function jumpingLast(block: Block): Block {
  const jumping = block.statements.filter(mayJump)
  if (jumping.length !== 1 || block.result !== undefined || !onlyJumps(jumping[0])) return block
  return { statements: [...block.statements.filter((statement) => statement !== jumping[0]), jumping[0]] }
}

const mayJump = (statement: Statement): boolean =>
  statement.kind === 'jump' || blocksOf(statement).some(({ statements }) => statements.some(mayJump))

/** Whether a statement jumps or decides whether to jump, and nothing else. */
const onlyJumps = (statement: Statement): boolean =>
  statement.kind === 'jump' ||
  (statement.kind === 'when' &&
    blocksOf(statement).every(
      ({ result, statements }) => result === undefined && statements.every(onlyJumps),
    ))

class Plain {
  private hadEffect = false

  constructor(private readonly isWatched: (statement: Statement) => boolean) {}

  block(block: Block): Block {
    return { ...block, statements: block.statements.map((statement) => this.statement(statement)) }
  }

  private statement(statement: Statement): Statement {
    switch (statement.kind) {
      case 'when':
        return this.when(statement)
      case 'loop':
        return this.loop(statement)
      case 'load':
        return { ...statement, missing: this.missing(statement.missing) }
      case 'store': {
        const missing = this.missing(statement.missing)
        this.hadEffect = true
        return { ...statement, missing }
      }
      case 'write':
        if (this.isWatched(statement)) throw new NotPlain()
        this.hadEffect = true
        return statement
      case 'setFlags':
        this.hadEffect = true
        return statement
      case 'read':
      case 'jump':
        return statement
      default:
        throw new NotPlain()
    }
  }

  private missing(block: Block): Block {
    return block.statements.length === 0 ? block : this.back()
  }

  private back(): Block {
    if (this.hadEffect) throw new NotPlain()
    return BACK
  }

  private when(statement: Extract<Statement, { kind: 'when' }>): Statement {
    const before = this.hadEffect
    const then = this.branch(statement.then)
    const afterThen = this.hadEffect
    this.hadEffect = before
    const otherwise = this.branch(statement.otherwise)
    this.hadEffect ||= afterThen
    return { ...statement, then, otherwise }
  }

  private branch(block: Block): Block {
    if (isRare(block)) return this.back()
    const before = this.hadEffect
    try {
      return this.block(block)
    } catch (problem) {
      if (!(problem instanceof NotPlain)) throw problem
      this.hadEffect = before
      return this.back()
    }
  }

  private loop(statement: Extract<Statement, { kind: 'loop' }>): Statement {
    const turn = (): Pick<typeof statement, 'condition' | 'body'> => ({
      condition: this.block(statement.condition),
      body: this.block(statement.body),
    })
    turn()
    // Effects of one turn come before the next one.
    return { ...statement, ...turn() }
  }
}

/** Whether a branch certainly asks the host, fails, stops, or calls what can end the instruction. */
function isRare(block: Block): boolean {
  if (alwaysLeaves(block)) return true
  return block.statements.some((statement) => {
    if (statement.kind !== 'call') return statement.kind === 'host'
    const { hosts, ends } = routineFacts(statement.routine)
    return hosts || ends
  })
}
