// Graphs of regions: how code is cut, and on random graphs that dominators, loops and merges are what they are defined as.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cut, cutBlocks, type Found, Graph, type Step } from './graph.js'

type Flow = Pick<Step, 'targets' | 'goesOn' | 'calls'>

const STRAIGHT: Flow = { targets: [], goesOn: true, calls: false }
const CALL: Flow = { targets: [], goesOn: true, calls: true }
const jumpTo = (...targets: number[]): Flow => ({ targets, goesOn: false, calls: false })
const branchTo = (...targets: number[]): Flow => ({ targets, goesOn: true, calls: false })

/** Instructions of four bytes each, from address 0 on. */
function code(...flows: readonly Flow[]): Found<Step> {
  return found(flows.map((flow, index) => ({ ...flow, at: 4 * index, next: 4 * index + 4 })))
}

const found = (steps: readonly Step[]): Found<Step> => ({
  steps,
  at: (address) => steps.find(({ at }) => at === address),
})

/** Addresses, numbers of instructions and exits of the blocks, by address. */
function shapeOf(blocks: ReadonlyMap<number, Cut<Step>>) {
  return [...blocks.values()]
    .sort((a, b) => a.at - b.at)
    .map(({ at, steps, exits }) => [at, steps.length, exits])
}

describe('cutting', () => {
  test('a block ends behind an instruction that can jump and before one that is jumped to', () => {
    const blocks = cutBlocks(0, code(STRAIGHT, STRAIGHT, branchTo(4), STRAIGHT, jumpTo(0)))
    expect(shapeOf(blocks)).toEqual([
      [0, 1, [4]],
      [4, 2, [4, 12]],
      [12, 2, [0]],
    ])
  })

  test('a call ends its block and goes on where it returns to', () => {
    expect(shapeOf(cutBlocks(0, code(CALL, STRAIGHT)))).toEqual([
      [0, 1, [4]],
      [4, 1, [8]],
    ])
  })

  test('an instruction that jumps nowhere known has no exits', () => {
    expect(shapeOf(cutBlocks(0, code(jumpTo())))).toEqual([[0, 1, []]])
  })

  test('instructions that overlap belong to blocks of their own', () => {
    const { steps } = code(branchTo(2), jumpTo())
    expect(shapeOf(cutBlocks(0, found([...steps, { ...STRAIGHT, at: 2, next: 6 }])))).toEqual([
      [0, 1, [2, 4]],
      [2, 1, [6]],
      [4, 1, []],
    ])
  })
})

/** Exits of blocks 0 … 8; some lead outside. */
const graphs = fc
  .array(fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }), { minLength: 1, maxLength: 9 })
  .map(
    (exits): ReadonlyMap<number, Cut<Step>> =>
      new Map(exits.map((list, index) => [index, { at: index, steps: [], exits: list }])),
  )

/** What can be reached from block 0 without passing through `without`. */
function reachable(blocks: ReadonlyMap<number, Cut<Step>>, without?: number): ReadonlySet<number> {
  const seen = new Set<number>()
  const visit = (address: number): void => {
    const block = blocks.get(address)
    if (block === undefined || address === without || seen.has(address)) return
    seen.add(address)
    block.exits.forEach(visit)
  }
  visit(0)
  return seen
}

/** By definition: every path from block 0 to `b` passes through `a`. */
const dominates = (blocks: ReadonlyMap<number, Cut<Step>>, a: number, b: number): boolean =>
  !reachable(blocks, a).has(b)

const edgesOf = (blocks: ReadonlyMap<number, Cut<Step>>): readonly (readonly [number, number])[] =>
  [...reachable(blocks)].flatMap((from) =>
    (blocks.get(from) as Cut<Step>).exits.filter((to) => blocks.has(to)).map((to) => [from, to] as const),
  )

/** Checks a property of random graphs. */
const always = (check: (blocks: ReadonlyMap<number, Cut<Step>>) => void): void =>
  fc.assert(fc.property(graphs, check), { numRuns: 500 })

/** The beginnings of the loops that a block is in, the outermost first. */
function loopsAround(graph: Graph<Step>, block: number): readonly number[] {
  const followers = (from: number): readonly number[] =>
    graph.blocks[from].exits.flatMap((exit) => graph.inside(from, exit)?.index ?? [])
  const leadsBack = (head: number): boolean => {
    const seen = new Set<number>()
    const walk = (from: number): boolean => {
      if (seen.has(from)) return false
      seen.add(from)
      return followers(from).some((to) => (to === head ? from >= head : walk(to)))
    }
    return walk(block)
  }
  return graph.blocks.filter(({ isLoop }) => isLoop).flatMap(({ index }) => (leadsBack(index) ? [index] : []))
}

/** Whether an edge goes on in reverse postorder. */
const isForward = (graph: Graph<Step>, from: number, to: number): boolean =>
  indexOf(graph, from) < indexOf(graph, to)
const indexOf = (graph: Graph<Step>, address: number): number => graph.at(address)?.index ?? -1

describe('of any graph', () => {
  test('blocks are exactly what is reachable, and every one comes after one that leads to it', () => {
    always((blocks) => {
      const graph = new Graph(0, blocks)
      expect(new Set(graph.blocks.map(({ at }) => at))).toEqual(reachable(blocks))
      expect(graph.blocks[0].at).toBe(0)
      for (const { at, index } of graph.blocks.slice(1)) {
        const earlier = edgesOf(blocks).some(([from, to]) => to === at && indexOf(graph, from) < index)
        expect(earlier).toBe(true)
      }
    })
  })

  test('children are the blocks that are dominated immediately', () => {
    always((blocks) => {
      const graph = new Graph(0, blocks)
      for (const { at, children, index } of graph.blocks) {
        for (const child of children) expect(graph.blocks[child].dominator).toBe(index)
        const strict = [...reachable(blocks)].filter((other) => other !== at && dominates(blocks, other, at))
        const immediate = strict.find((candidate) =>
          strict.every((other) => dominates(blocks, other, candidate)),
        )
        const parent = graph.blocks.find((block) => block.children.includes(index))
        expect(parent?.at).toBe(immediate)
      }
    })
  })

  test('an edge leaves the region if it goes back to a block that does not dominate its source', () => {
    always((blocks) => {
      const graph = new Graph(0, blocks)
      for (const [from, to] of edgesOf(blocks)) {
        const stays = isForward(graph, from, to) || dominates(blocks, to, from)
        expect(graph.inside(indexOf(graph, from), to)?.at).toBe(stays ? to : undefined)
      }
    })
  })

  test('an edge to an address that is no block of the region leaves it', () => {
    always((blocks) => {
      expect(new Graph(0, blocks).inside(0, 77)).toBeUndefined()
    })
  })

  test('loops are entered by an edge from a block that they dominate', () => {
    always((blocks) => {
      const heads = edgesOf(blocks)
        .filter(([from, to]) => dominates(blocks, to, from))
        .map(([, to]) => to)
      const loops = new Graph(0, blocks).blocks.filter(({ isLoop }) => isLoop)
      expect(new Set(loops.map(({ at }) => at))).toEqual(new Set(heads))
    })
  })

  test('loops are what leads back to their beginning without entering them again', () => {
    always((blocks) => {
      const graph = new Graph(0, blocks)
      for (const { index, loop } of graph.blocks) {
        const around = loopsAround(graph, index)
        expect(graph.blocks.filter((head) => graph.isInLoop(index, head.index)).map(({ at }) => at)).toEqual(
          around.map((head) => graph.blocks[head].at),
        )
        expect(loop).toBe(around.at(-1) ?? -1)
        if (loop === index) expect(graph.blocks[index].outerLoop).toBe(around.at(-2) ?? -1)
      }
    })
  })

  test('blocks are written behind the loops that they are not in, and where several edges meet', () => {
    always((blocks) => {
      const graph = new Graph(0, blocks)
      const written = graph.blocks.map(({ behind, within }) => ({ behind, within }))
      for (const { dominator, index, isApart, isMerge } of graph.blocks.slice(1)) {
        const [left] = loopsAround(graph, dominator).filter((head) => !graph.isInLoop(index, head))
        const wasWritten = written.flatMap(({ behind, within }, at) => [
          ...behind.filter((block) => block === index).map(() => ['behind', at]),
          ...within.filter((block) => block === index).map(() => ['within', at]),
        ])
        const expected = left !== undefined ? [['behind', left]] : isMerge ? [['within', dominator]] : []
        expect(wasWritten).toEqual(expected)
        expect(isApart).toBe(expected.length > 0)
      }
    })
  })

  test('a branch that goes on at the same place either way merges there, so that its code is written once', () => {
    const { blocks } = new Graph(0, cutBlocks(0, code(branchTo(4), branchTo(8), jumpTo())))
    expect(blocks.filter(({ isMerge }) => isMerge).map(({ at }) => at)).toEqual([4, 8])
  })

  test('merges are where several forward edges meet', () => {
    always((blocks) => {
      const graph = new Graph(0, blocks)
      const forward = edgesOf(blocks).filter(([from, to]) => isForward(graph, from, to))
      for (const { at, isMerge } of graph.blocks) {
        expect(isMerge).toBe(forward.filter(([, to]) => to === at).length > 1)
      }
    })
  })
})
