// The dataflow analysis against its definition: on random graphs, by following paths instruction by instruction.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyseDataflow, type Effects } from './dataflow.js'
import { analyse, type Graph, type GraphBlock } from './graph.js'

const VARIABLES = [1n, 2n, 4n]

interface RandomBlock {
  readonly effects: readonly Effects[]
  readonly exits: readonly bigint[]
  readonly calls: boolean
}

const sets = fc.bigInt(0n, 7n)
const effects = fc
  .record({ reads: sets, mayWrite: sets, kept: sets })
  .map(({ reads, mayWrite, kept }): Effects => ({ reads, mayWrite, mustWrite: mayWrite & kept }))
const blocks = fc.array(
  fc.record({
    effects: fc.array(effects, { minLength: 1, maxLength: 3 }),
    exits: fc.uniqueArray(fc.bigInt(0n, 6n), { maxLength: 2 }),
    calls: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
)

function graphOf(list: readonly RandomBlock[]): Graph {
  const all = list.map(({ effects, exits, calls }, index): [bigint, GraphBlock] => {
    const address = BigInt(index)
    // A call goes on in one place.
    const onward = calls ? exits.slice(0, 1) : exits
    const instructions = effects.map((_, position) => ({
      address: 100n * address + BigInt(position),
      length: 1,
      block: { statements: [] },
      targets: [],
      fallsThrough: true,
      returnsTo: calls && position === effects.length - 1 ? (onward[0] ?? 99n) : undefined,
    }))
    return [address, { address, instructions, exits: onward }]
  })
  return analyse(0n, new Map(all))
}

/** Blocks that follow inside the region. */
const successors = (graph: Graph, address: bigint): readonly bigint[] =>
  (graph.blocks.get(address) as GraphBlock).exits.filter((exit) => graph.isInside(address, exit))

/** The points (block, position) at which a variable may have been written and not stored since, as texts. */
function dirtyPoints(graph: Graph, list: readonly RandomBlock[], variable: bigint): ReadonlySet<string> {
  const seen = new Set<string>()
  const walk = (address: bigint, position: number, isDirty: boolean): void => {
    const point = `${address} ${position}`
    if (seen.has(`${point} ${isDirty}`)) return
    seen.add(`${point} ${isDirty}`)
    const block = list[Number(address)]
    if (position < block.effects.length) {
      walk(address, position + 1, isDirty)
      if ((block.effects[position].mayWrite & variable) !== 0n) walk(address, position + 1, true)
    } else for (const next of successors(graph, address)) walk(next, 0, isDirty && !block.calls)
  }
  walk(0n, 0, false)
  return new Set([...seen].filter((text) => text.endsWith(' true')).map((text) => text.slice(0, -5)))
}

/** Whether some path from the beginning of a block needs a variable before it has certainly been written. */
function isNeeded(
  graph: Graph,
  list: readonly RandomBlock[],
  variable: bigint,
  dirty: ReadonlySet<string>,
  from: bigint,
): boolean {
  const seen = new Set<string>()
  const walk = (address: bigint, position: number): boolean => {
    const point = `${address} ${position}`
    if (seen.has(point)) return false
    seen.add(point)
    // Every point can be one at which the region is left, which stores what is dirty.
    if (dirty.has(point)) return true
    const block = list[Number(address)]
    const effect = block.effects[position]
    if (effect === undefined) return !block.calls && successors(graph, address).some((next) => walk(next, 0))
    if ((effect.reads & variable) !== 0n) return true
    return (effect.mustWrite & variable) === 0n && walk(address, position + 1)
  }
  return walk(from, 0)
}

test('a variable is dirty where some path has written it since it was stored', () => {
  fc.assert(
    fc.property(blocks, (list) => {
      const graph = graphOf(list)
      const { dirty } = analyseDataflow(graph, ({ address }) => list[Number(address)].effects)
      for (const variable of VARIABLES) {
        const points = dirtyPoints(graph, list, variable)
        for (const [address, sets] of dirty) {
          sets.forEach((set, position) => {
            expect((set & variable) !== 0n).toBe(points.has(`${address} ${position}`))
          })
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('a variable is live where some path reads it, or stores it as dirty, before it writes it', () => {
  fc.assert(
    fc.property(blocks, (list) => {
      const graph = graphOf(list)
      const { live } = analyseDataflow(graph, ({ address }) => list[Number(address)].effects)
      for (const variable of VARIABLES) {
        const dirty = dirtyPoints(graph, list, variable)
        for (const [address, set] of live) {
          expect((set & variable) !== 0n).toBe(isNeeded(graph, list, variable, dirty, address))
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('a set that counts as dirty everywhere is dirty and live at every point', () => {
  fc.assert(
    fc.property(blocks, sets, (list, always) => {
      const graph = graphOf(list)
      const { dirty, live } = analyseDataflow(graph, ({ address }) => list[Number(address)].effects, always)
      expect(dirty.size).toBe(graph.blocks.size)
      for (const [address, points] of dirty) {
        expect(points).toEqual(list[Number(address)].effects.concat(list[0].effects[0]).map(() => always))
        // A region can be left before the first instruction of any block.
        expect((live.get(address) as bigint) & always).toBe(always)
      }
    }),
  )
})
