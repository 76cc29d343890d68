// Which values are worth keeping in a local: those used more than once, and the block in which to compute them.

import { type Block, blocksOf, childrenOf, ConstantValue, type Statement, TemporaryValue, type Value, valuesOf } from '../../core/index.js'

/** A block with its place in the tree of blocks. */
interface Position {
  readonly block: Block
  readonly parent: Position | undefined
  readonly depth: number
}

/**
 * Decides where shared values are computed: in the innermost block that contains all their uses, before its first
 * statement that needs them. Values are pure, so that is always sound.
 */
export class Sharing {
  private readonly users = new Map<Value, (Position | Value)[]>()
  private readonly places = new Map<Value, Position>()

  constructor(root: Block) {
    this.visitBlock({ block: root, parent: undefined, depth: 0 })
  }

  private visitBlock(position: Position): void {
    const { block } = position
    for (const statement of block.statements) {
      for (const value of valuesOf(statement)) this.use(value, position)
      for (const inner of blocksOf(statement)) {
        this.visitBlock({ block: inner, parent: position, depth: position.depth + 1 })
      }
    }
    if (block.result !== undefined) this.use(block.result, position)
  }

  private use(value: Value, user: Position | Value): void {
    if (value instanceof ConstantValue || value instanceof TemporaryValue) return
    const users = this.users.get(value)
    if (users !== undefined) {
      users.push(user)
      return
    }
    this.users.set(value, [user])
    for (const child of childrenOf(value)) this.use(child, value)
  }

  private isShared(value: Value): boolean {
    return (this.users.get(value)?.length ?? 0) > 1
  }

  private place(value: Value): Position {
    const known = this.places.get(value)
    if (known !== undefined) return known
    const users = this.users.get(value) ?? []
    const positions = users.map((user) => ('block' in user ? user : this.place(user)))
    const place = positions.reduce(commonAncestor)
    this.places.set(value, place)
    return place
  }

  /** Shared values to compute in `block` before `statement`, operands before operations; `done` ones are left out. */
  neededBefore(block: Block, statement: Statement | Value, done: ReadonlyMap<Value, unknown>): readonly Value[] {
    const needed = new Set<Value>()
    const seen = new Set<Value>()
    const visit = (value: Value): void => {
      if (seen.has(value) || done.has(value)) return
      seen.add(value)
      for (const child of childrenOf(value)) visit(child)
      if (this.isShared(value) && this.place(value).block === block) needed.add(value)
    }
    if ('kind' in statement) visitStatement(statement, visit)
    else visit(statement)
    return [...needed]
  }
}

function visitStatement(statement: Statement, visit: (value: Value) => void): void {
  for (const value of valuesOf(statement)) visit(value)
  for (const inner of blocksOf(statement)) {
    for (const nested of inner.statements) visitStatement(nested, visit)
    if (inner.result !== undefined) visit(inner.result)
  }
}

function commonAncestor(a: Position, b: Position): Position {
  let [left, right] = [a, b]
  while (left !== right) {
    if (left.depth >= right.depth && left.parent !== undefined) left = left.parent
    else if (right.parent !== undefined) right = right.parent
    else return left
  }
  return left
}
