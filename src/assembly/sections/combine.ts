// Operators of the section language: they group to the right, and a product takes one step to the left of that.

import type { Node } from './nodes.js'
import { endOf } from './source-text.js'

/** An operator and what stands before it. */
export interface LeftSide {
  /** Offset of the first token. */
  readonly start: number
  readonly operator: string
  readonly left: Node
}

/**
 * Combines both sides. A product whose right side is `a op b` becomes `(left * a) op b`: once, not all the way down. This is
 * no precedence: `100 / 7 * 2 - 1` is `(100 / (7 * 2)) - 1` (spec/mvm.md 3.4).
 */
export function combine({ start, operator, left }: LeftSide, right: Node): Node {
  const place = { offset: start, length: endOf(right) - start }
  if ((operator !== '*' && operator !== '/') || right.kind !== 'binary')
    return { kind: 'binary', operator, left, right, ...place }
  const inner: Node = {
    kind: 'binary',
    operator,
    left,
    right: right.left,
    offset: right.offset,
    length: right.length,
  }
  return { kind: 'binary', operator: right.operator, left: inner, right: right.right, ...place }
}
