// The dataflow analysis against its definition: on random graphs, by following paths instruction by instruction.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CallEffects, Dataflow, type Effects, LEAVES, VariableSets } from './dataflow.js'
import { Graph, type Step } from './graph.js'

/** Where the regions of these tests can be left besides: where loops begin. */
const leavesFirst = ({ isLoop }: { readonly isLoop: boolean }): boolean => isLoop

/** Some in the first word of a set, some in the second. */
const VARIABLES = [0, 1, 40]
const COUNT = 41

interface Effect {
  readonly reads: readonly number[]
  readonly mayWrite: readonly number[]
  readonly mustWrite: readonly number[]
  readonly canLeave: boolean
  readonly canLeaveBehind: boolean
}

interface RandomBlock {
  readonly effects: readonly Effect[]
  readonly exits: readonly number[]
  readonly calls: boolean
  /** What its call takes, looks at or assigns, and may assign. */
  readonly passed: readonly number[]
  readonly touched: readonly number[]
  readonly written: readonly number[]
}

const sets = fc.subarray(VARIABLES)
const effects = fc
  .record({ reads: sets, mayWrite: sets, kept: sets, canLeave: fc.boolean(), canLeaveBehind: fc.boolean() })
  .map(
    ({ kept, ...effect }): Effect => ({
      ...effect,
      mustWrite: effect.mayWrite.filter((variable) => kept.includes(variable)),
    }),
  )
const blocks = fc.array(
  fc.record({
    effects: fc.array(effects, { minLength: 1, maxLength: 3 }),
    exits: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 2 }),
    calls: fc.boolean(),
    passed: sets,
    touched: sets,
    written: sets,
  }),
  { minLength: 1, maxLength: 6 },
)

function graphOf(list: readonly RandomBlock[]): Graph<Step> {
  const cuts = list.map(({ effects, exits, calls }, at) => {
    // A call goes on in one place.
    const onward = calls ? exits.slice(0, 1) : exits
    const steps = effects.map((_, position) => ({
      at: 100 * at + position,
      next: 100 * at + position + 1,
      targets: [],
      goesOn: true,
      calls: calls && position === effects.length - 1,
    }))
    return [at, { at, steps, exits: onward }] as const
  })
  return new Graph(0, new Map(cuts))
}

/** The effects in the order of the graph's blocks. */
function effectsIn(graph: Graph<Step>, list: readonly RandomBlock[]): Effects {
  const all = graph.blocks.flatMap(({ at }) => list[at].effects)
  const setsOf = (name: 'reads' | 'mayWrite' | 'mustWrite'): VariableSets => {
    const made = new VariableSets(COUNT, all.length)
    all.forEach((effect, row) => {
      for (const variable of effect[name]) made.add(row, variable)
    })
    return made
  }
  return {
    reads: setsOf('reads'),
    mayWrite: setsOf('mayWrite'),
    mustWrite: setsOf('mustWrite'),
    leaves: all.map(
      ({ canLeave, canLeaveBehind }) => (canLeave ? LEAVES.before : 0) | (canLeaveBehind ? LEAVES.behind : 0),
    ),
  }
}

/** What the calls at the ends of blocks do. */
function callsIn(graph: Graph<Step>, list: readonly RandomBlock[]): CallEffects {
  const setsOf = (of: (block: RandomBlock) => readonly number[]): VariableSets => {
    const made = new VariableSets(COUNT, graph.blocks.length)
    for (const { at, index } of graph.blocks) for (const variable of of(list[at])) made.add(index, variable)
    return made
  }
  return {
    reads: setsOf(({ passed }) => passed),
    touched: setsOf(({ touched, written }) => [...touched, ...written]),
    written: setsOf(({ written }) => written),
  }
}

/** Calls that touch and assign everything. */
const withPlainCalls = (list: readonly RandomBlock[]): readonly RandomBlock[] =>
  list.map((block) => ({ ...block, passed: [], touched: VARIABLES, written: VARIABLES }))

/** Blocks that follow inside the region, by address. */
function successors(graph: Graph<Step>, address: number): readonly number[] {
  const block = graph.at(address)
  if (block === undefined) return []
  return block.exits.filter((exit) => graph.inside(block.index, exit) !== undefined)
}

/** Whether an edge, which stays inside the region, enters a loop from outside. */
const entersLoop = (graph: Graph<Step>, from: number, to: number): boolean => {
  const [source, head] = [graph.at(from), graph.at(to)]
  return head?.isLoop === true && head.index > (source?.index ?? 0)
}

/** Whether a block is in the loop that begins at another one: some path leads from it to there that does not enter that loop. */
function isInLoop(graph: Graph<Step>, address: number, head: number): boolean {
  const seen = new Set<number>()
  const leadsBack = (from: number): boolean => {
    if (seen.has(from)) return false
    seen.add(from)
    return successors(graph, from).some((next) =>
      next === head ? !entersLoop(graph, from, head) : leadsBack(next),
    )
  }
  return leadsBack(address)
}

/** Whether a loop may assign a variable. */
const isAssignedIn = (
  graph: Graph<Step>,
  list: readonly RandomBlock[],
  head: number,
  variable: number,
): boolean =>
  graph.blocks.some(
    ({ at }) =>
      list[at].effects.some(({ mayWrite }) => mayWrite.includes(variable)) && isInLoop(graph, at, head),
  )

/** The points (block, position) at which a variable may have been written and not stored since, as texts. */
function dirtyPoints(
  graph: Graph<Step>,
  list: readonly RandomBlock[],
  variable: number,
  isDirtyFirst = false,
): ReadonlySet<string> {
  const seen = new Set<string>()
  const walk = (address: number, position: number, isDirty: boolean): void => {
    const point = `${address} ${position}`
    if (seen.has(`${point} ${isDirty}`)) return
    seen.add(`${point} ${isDirty}`)
    const block = list[address]
    if (position < block.effects.length) {
      walk(address, position + 1, isDirty)
      if (block.effects[position].mayWrite.includes(variable)) walk(address, position + 1, true)
    } else {
      const isStored = block.calls && (block.touched.includes(variable) || block.written.includes(variable))
      if (block.calls) seen.add(`${address} ${position + 1} ${isDirty && !isStored}`)
      for (const next of successors(graph, address)) {
        // What a loop leaves as it is has been stored where it begins.
        const isSettled = entersLoop(graph, address, next) && !isAssignedIn(graph, list, next, variable)
        walk(next, 0, isDirty && !isStored && !isSettled)
      }
    }
  }
  walk(0, 0, isDirtyFirst)
  return new Set([...seen].filter((text) => text.endsWith(' true')).map((text) => text.slice(0, -5)))
}

/** Whether some path from the beginning of a block needs a variable before it has certainly been written. */
function isNeeded(
  graph: Graph<Step>,
  list: readonly RandomBlock[],
  variable: number,
  dirty: ReadonlySet<string>,
  from: number,
): boolean {
  const seen = new Set<string>()
  /** Whether the region can be left at a point, which stores what is dirty there. */
  const canLeaveAt = (address: number, position: number): boolean => {
    const { effects } = list[address]
    if (position === effects.length) return true
    if (position === 0 && graph.at(address)?.isLoop) return true
    return effects[position].canLeave || (position > 0 && effects[position - 1].canLeaveBehind)
  }
  const walk = (address: number, position: number): boolean => {
    const point = `${address} ${position}`
    if (seen.has(point)) return false
    seen.add(point)
    if (dirty.has(point) && canLeaveAt(address, position)) return true
    const block = list[address]
    const effect = block.effects[position]
    if (effect === undefined) {
      if (block.calls && block.passed.includes(variable)) return true
      if (block.calls && block.written.includes(variable)) return false
      return successors(graph, address).some((next) => walk(next, 0))
    }
    if (effect.reads.includes(variable)) return true
    return !effect.mustWrite.includes(variable) && walk(address, position + 1)
  }
  return walk(from, 0)
}

test('a variable is dirty where some path has written it since it was stored', () => {
  fc.assert(
    fc.property(blocks, fc.boolean(), sets, (list, hasCallEffects, first) => {
      const graph = graphOf(list)
      const dirtyFirst = new VariableSets(COUNT, 1)
      for (const variable of first) dirtyFirst.add(0, variable)
      const calls = hasCallEffects ? callsIn(graph, list) : undefined
      const flow = new Dataflow(graph, effectsIn(graph, list), COUNT, { calls, dirtyFirst, leavesFirst })
      const meant = hasCallEffects ? list : withPlainCalls(list)
      for (const variable of VARIABLES) {
        const points = dirtyPoints(graph, meant, variable, first.includes(variable))
        for (const { at, index, steps } of graph.blocks) {
          const last = list[at].calls ? steps.length + 1 : steps.length
          for (let position = 0; position <= last; position++) {
            const isDirty = flow.dirty.has(flow.point(index, position), variable)
            expect(isDirty).toBe(points.has(`${at} ${position}`))
          }
        }
      }
    }),
    { numRuns: 1000 },
  )
})

test('a variable is live where some path reads or passes it, or stores it as dirty, before it writes it', () => {
  fc.assert(
    fc.property(blocks, fc.boolean(), (list, hasCallEffects) => {
      const graph = graphOf(list)
      const calls = hasCallEffects ? callsIn(graph, list) : undefined
      const { live } = new Dataflow(graph, effectsIn(graph, list), COUNT, { calls, leavesFirst })
      const meant = hasCallEffects ? list : withPlainCalls(list)
      for (const variable of VARIABLES) {
        const dirty = dirtyPoints(graph, meant, variable)
        for (const { at, index } of graph.blocks) {
          expect(live.has(index, variable)).toBe(isNeeded(graph, meant, variable, dirty, at))
        }
      }
    }),
    { numRuns: 1000 },
  )
})

test('where a loop is entered, what is dirty and not assigned in it is stored', () => {
  fc.assert(
    fc.property(blocks, fc.boolean(), (list, everywhere) => {
      const graph = graphOf(list)
      const flow = new Dataflow(graph, effectsIn(graph, list), COUNT, { everywhere, leavesFirst })
      for (const { at, index, steps } of graph.blocks) {
        const point = flow.point(index, steps.length)
        for (const next of successors(graph, at)) {
          const head = graph.at(next)
          if (head === undefined || !entersLoop(graph, at, next)) continue
          const isStored = (variable: number): boolean =>
            !everywhere && flow.dirty.has(point, variable) && !isAssignedIn(graph, list, next, variable)
          expect(flow.storedBefore(point, head.index)).toEqual(VARIABLES.filter(isStored))
        }
      }
    }),
  )
})

test('everything dirty anywhere can be made to count as dirty everywhere', () => {
  fc.assert(
    fc.property(blocks, (list) => {
      const graph = graphOf(list)
      const exact = new Dataflow(graph, effectsIn(graph, list), COUNT, { leavesFirst })
      const { dirty } = new Dataflow(graph, effectsIn(graph, list), COUNT, { everywhere: true, leavesFirst })
      const points = graph.blocks.flatMap(({ index, steps }) =>
        Array.from({ length: steps.length + 1 }, (_, position) => exact.point(index, position)),
      )
      for (const variable of VARIABLES) {
        const anywhere = points.some((point) => exact.dirty.has(point, variable))
        for (const point of points) expect(dirty.has(point, variable)).toBe(anywhere)
      }
    }),
  )
})

test('the members of a set are what was added, in ascending order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(99)), (added) => {
      const made = new VariableSets(100, 2)
      for (const variable of added) made.add(1, variable)
      expect(made.members(1)).toEqual([...added].sort((a, b) => a - b))
      expect(made.members(0)).toEqual([])
    }),
  )
})
