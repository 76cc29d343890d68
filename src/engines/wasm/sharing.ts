// Which values are worth keeping in a local: those used more than once, and the place at which to compute them.

import {
  type Block,
  blocksOf,
  ConstantValue,
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

/** What uses a value directly: a statement or result in a block, or another value. */
type User = Position | Usage

/** How a value is used. */
interface Usage {
  readonly value: Value
  /** Where the first use happens: in this block, by this statement or as the block's result. */
  readonly position: Position
  readonly by: Statement | Block
  readonly firstUser: User
  /** Most values have none. */
  furtherUsers: User[] | undefined
  /** The innermost block with all uses, once it was asked for. */
  place: Position | undefined
}

const NOTHING: readonly Value[] = []

/**
 * Decides where shared values are computed: in the innermost block that contains all their uses, before its first
 * statement that needs them. Values are pure, so that is always sound.
 */
export class Sharing {
  private readonly usages = new Map<Value, Usage>()
  /** The same, operands before the operations that contain them. */
  private readonly inOrder: Usage[] = []
  private readonly byAnchor = new Map<Statement | Block, Value[]>()

  constructor(root: Block) {
    this.visitBlock({ block: root, parent: undefined, depth: 0, within: undefined })
    for (const usage of this.inOrder) if (usage.furtherUsers !== undefined) this.anchor(usage)
  }

  /** The shared values to compute before a statement, or before a block's result is pushed; operands first. */
  neededBefore(user: Statement | Block): readonly Value[] {
    return this.byAnchor.get(user) ?? NOTHING
  }

  private visitBlock(position: Position): void {
    const { statements, result } = position.block
    for (let index = 0; index < statements.length; index++) {
      const statement = statements[index]
      for (const value of valuesOf(statement)) this.use(value, position, statement, position)
      for (const block of blocksOf(statement)) {
        this.visitBlock({ block, parent: position, depth: position.depth + 1, within: statement })
      }
    }
    if (result !== undefined) this.use(result, position, position.block, position)
  }

  private use(value: Value, position: Position, by: Statement | Block, user: User): void {
    if (value instanceof ConstantValue || value instanceof TemporaryValue) return
    const known = this.usages.get(value)
    if (known === undefined) this.useFirst(value, position, by, user)
    else if (known.furtherUsers === undefined) known.furtherUsers = [user]
    else known.furtherUsers.push(user)
  }

  private useFirst(value: Value, position: Position, by: Statement | Block, user: User): void {
    const usage: Usage = { value, position, by, firstUser: user, furtherUsers: undefined, place: undefined }
    this.usages.set(value, usage)
    const { children } = value
    for (let index = 0; index < children.length; index++) this.use(children[index], position, by, usage)
    this.inOrder.push(usage)
  }

  private anchor(usage: Usage): void {
    const anchor = anchorOf(usage, placeOf(usage))
    const list = this.byAnchor.get(anchor)
    if (list === undefined) this.byAnchor.set(anchor, [usage.value])
    else list.push(usage.value)
  }
}

function placeOf(user: User): Position {
  if ('block' in user) return user
  if (user.place !== undefined) return user.place
  let place = placeOf(user.firstUser)
  for (const further of user.furtherUsers ?? []) place = commonAncestor(place, placeOf(further))
  user.place = place
  return place
}

/** The statement of block `place` (or its result) inside which the first use happens. */
function anchorOf({ position, by }: Usage, place: Position): Statement | Block {
  let [at, anchor] = [position, by]
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
