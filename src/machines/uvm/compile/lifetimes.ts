// From where to where each local of a function is in use, and how often.

import { type LabelNumber, type StackFunction, targetOf } from '../../../core/stack-code/index.js'

/** The operations between which a local holds a value, and what it is worth to reach it quickly. */
export interface Lifetime {
  readonly local: number
  /** The operation that sets it first; -1 for parameters. */
  readonly start: number
  readonly end: number
  /** Uses, those in loops counting more. */
  readonly weight: number
  /** Whether a function is called while it is alive. */
  readonly crossesCall: boolean
}

/** What one more loop around a use is taken to multiply it by. */
const TURNS = 8
/** Loops deeper than this count no more. */
const DEEPEST = 8

/** A loop: operations from the target of a jump back to the last such jump. */
interface Loop {
  readonly start: number
  end: number
  readonly outer: Loop | undefined
  readonly depth: number
}

/** The lifetimes of all locals that are used. */
export function lifetimesOf(own: StackFunction): readonly Lifetime[] {
  const loops = innermostLoops(own)
  const calls = callsBefore(own)
  return usesOf(own).flatMap((uses, local) => {
    if (uses.length === 0) return []
    const start = local < own.parameters ? -1 : uses[0]
    const end = endOf(start, uses, loops)
    const weight = uses.reduce((sum, at) => sum + TURNS ** Math.min(DEEPEST, loops[at]?.depth ?? 0), 0)
    return [{ local, start, end, weight, crossesCall: calls[end + 1] > calls[start + 1] }]
  })
}

/** For each local the operations that name it. */
function usesOf(own: StackFunction): readonly (readonly number[])[] {
  const uses: number[][] = own.locals.map(() => [])
  own.body.forEach(({ operation }, at) => {
    if ('local' in operation) uses[operation.local].push(at)
  })
  return uses
}

/** A value that comes into a loop from outside is needed until the last turn ends. */
function endOf(start: number, uses: readonly number[], loops: readonly (Loop | undefined)[]): number {
  let end = uses[uses.length - 1]
  for (let loop = loops[end]; loop !== undefined; loop = loop.outer)
    if (loop.start > start) end = Math.max(end, loop.end)
  return end
}

/** The loop around each operation. Loops that overlap count as one. */
function innermostLoops({ body }: StackFunction): readonly (Loop | undefined)[] {
  const ends = loopEnds(body)
  const around: (Loop | undefined)[] = []
  let loop: Loop | undefined
  for (let at = 0; at < body.length; at++) {
    while (loop !== undefined && loop.end < at) loop = loop.outer
    const end = ends.get(at)
    if (end !== undefined) {
      for (let outer = loop; outer !== undefined; outer = outer.outer) outer.end = Math.max(outer.end, end)
      loop = { start: at, end, outer: loop, depth: (loop?.depth ?? 0) + 1 }
    }
    around.push(loop)
  }
  return around
}

/** For each label that is jumped back to, the last operation that does so. */
function loopEnds(body: StackFunction['body']): ReadonlyMap<number, number> {
  const places = new Map<LabelNumber, number>()
  const ends = new Map<number, number>()
  body.forEach(({ operation }, at) => {
    if (operation.kind === 'label') places.set(operation.label, at)
    const target = targetOf(operation)
    const place = target === undefined ? undefined : places.get(target)
    if (place !== undefined) ends.set(place, at)
  })
  return ends
}

/** How many calls there are before each operation. */
function callsBefore({ body }: StackFunction): Int32Array {
  const calls = new Int32Array(body.length + 1)
  body.forEach(({ operation }, at) => {
    calls[at + 1] = calls[at] + (operation.kind === 'call' ? 1 : 0)
  })
  return calls
}
