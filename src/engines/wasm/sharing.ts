// Which values are worth keeping in a local: those used more than once, and the place at which to compute them.

import {
  type Block,
  blocksOf,
  ConstantValue,
  childrenOf,
  type Statement,
  TemporaryValue,
  type Value,
  valuesOf,
} from '../../core/index.js'

/** A block in the tree of blocks. */
interface Position {
  readonly block: Block
  readonly parent: Position | undefined
  readonly depth: number
  /** The statement of the parent block that contains this block. */
  readonly within: Statement | undefined
}

/** Where a value is used first: in this block, by this statement or as the block's result. */
interface Use {
  readonly position: Position
  readonly user: Statement | Block
}

interface Usage {
  count: number
  readonly users: (Position | Value)[]
  readonly first: Use
}

/**
 * Decides where shared values are computed: in the innermost block that contains all their uses, before its first
 * statement that needs them. Values are pure, so that is always sound.
 */
export class Sharing {
  /** In the order in which operands come before operations. */
  private readonly usages = new Map<Value, Usage>()
  private readonly places = new Map<Value, Position>()
  private readonly byAnchor = new Map<Statement | Block, Value[]>()

  constructor(root: Block) {
    this.visitBlock({ block: root, parent: undefined, depth: 0, within: undefined })
    for (const [value, { count, first }] of this.inOrder()) {
      if (count < 2) continue
      const anchor = anchorOf(first, this.place(value))
      const list = this.byAnchor.get(anchor)
      if (list === undefined) this.byAnchor.set(anchor, [value])
      else list.push(value)
    }
  }

  /** The shared values to compute before a statement, or before a block's result is pushed; operands first. */
  neededBefore(user: Statement | Block): readonly Value[] {
    return this.byAnchor.get(user) ?? []
  }

  private visitBlock(position: Position): void {
    const { block } = position
    for (const statement of block.statements) {
      for (const value of valuesOf(statement)) this.use(value, position, { position, user: statement })
      for (const inner of blocksOf(statement)) {
        this.visitBlock({ block: inner, parent: position, depth: position.depth + 1, within: statement })
      }
    }
    if (block.result !== undefined) this.use(block.result, position, { position, user: block })
  }

  private use(value: Value, user: Position | Value, first: Use): void {
    if (value instanceof ConstantValue || value instanceof TemporaryValue) return
    const usage = this.usages.get(value)
    if (usage !== undefined) {
      usage.count++
      usage.users.push(user)
      return
    }
    this.usages.set(value, { count: 1, users: [user], first })
    for (const child of childrenOf(value)) this.use(child, value, first)
  }

  /** Usages with operands before the operations that contain them. */
  private inOrder(): readonly (readonly [Value, Usage])[] {
    const ordered: (readonly [Value, Usage])[] = []
    const seen = new Set<Value>()
    const visit = (value: Value): void => {
      const usage = this.usages.get(value)
      if (usage === undefined || seen.has(value)) return
      seen.add(value)
      for (const child of childrenOf(value)) visit(child)
      ordered.push([value, usage])
    }
    for (const value of this.usages.keys()) visit(value)
    return ordered
  }

  private place(value: Value): Position {
    const known = this.places.get(value)
    if (known !== undefined) return known
    const { users } = this.usages.get(value) as Usage
    const positions = users.map((user) => ('block' in user ? user : this.place(user)))
    const place = positions.reduce(commonAncestor)
    this.places.set(value, place)
    return place
  }
}

/** The statement of block `place` (or its result) inside which the first use happens. */
function anchorOf({ position, user }: Use, place: Position): Statement | Block {
  let [at, anchor] = [position, user]
  while (at !== place) {
    if (at.within === undefined || at.parent === undefined)
      throw new Error('a value is used outside its place')
    anchor = at.within
    at = at.parent
  }
  return anchor
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
