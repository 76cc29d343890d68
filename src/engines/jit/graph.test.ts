// Graphs of regions: how code is cut, and on random graphs that dominators, loops and merges are what they are defined as.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyse, cutBlocks, type GraphBlock } from './graph.js'
import type { Translated } from './translate.js'

type Flow = Pick<Translated, 'targets' | 'fallsThrough' | 'returnsTo'>

const STRAIGHT: Flow = { targets: [], fallsThrough: true, returnsTo: undefined }
const jumpTo = (...targets: bigint[]): Flow => ({ targets, fallsThrough: false, returnsTo: undefined })
const branchTo = (...targets: bigint[]): Flow => ({ targets, fallsThrough: true, returnsTo: undefined })

/** Instructions of four bytes each, from address 0 on. */
function code(...flows: readonly Flow[]): ReadonlyMap<bigint, Translated> {
  return new Map(
    flows.map((flow, index) => {
      const address = 4n * BigInt(index)
      return [address, { ...flow, address, length: 4, block: { statements: [] } }]
    }),
  )
}

/** Addresses and exits of the blocks, by address. */
function shapeOf(blocks: ReadonlyMap<bigint, GraphBlock>) {
  return [...blocks.values()]
    .sort((a, b) => Number(a.address - b.address))
    .map(({ address, instructions, exits }) => [address, instructions.length, exits])
}

describe('cutting', () => {
  test('a block ends behind an instruction that can jump and before one that is jumped to', () => {
    const blocks = cutBlocks(0n, code(STRAIGHT, STRAIGHT, branchTo(4n), STRAIGHT, jumpTo(0n)))
    expect(shapeOf(blocks)).toEqual([
      [0n, 1, [4n]],
      [4n, 2, [4n, 12n]],
      [12n, 2, [0n]],
    ])
  })

  test('a call ends its block and goes on where it returns to', () => {
    const call = { targets: [100n], fallsThrough: false, returnsTo: 4n }
    expect(shapeOf(cutBlocks(0n, code(call, STRAIGHT)))).toEqual([
      [0n, 1, [4n]],
      [4n, 1, [8n]],
    ])
  })

  test('an instruction that jumps nowhere known has no exits', () => {
    expect(shapeOf(cutBlocks(0n, code(jumpTo())))).toEqual([[0n, 1, []]])
  })

  test('instructions that overlap belong to blocks of their own', () => {
    const overlapping = new Map(code(branchTo(2n), jumpTo()))
    overlapping.set(2n, { ...STRAIGHT, address: 2n, length: 4, block: { statements: [] } })
    expect(shapeOf(cutBlocks(0n, overlapping))).toEqual([
      [0n, 1, [2n, 4n]],
      [2n, 1, [6n]],
      [4n, 1, []],
    ])
  })
})

/** Exits of blocks 0 … 8; some lead outside. */
const graphs = fc
  .array(fc.uniqueArray(fc.bigInt(0n, 9n), { maxLength: 3 }), { minLength: 1, maxLength: 9 })
  .map(
    (exits): ReadonlyMap<bigint, GraphBlock> =>
      new Map(
        exits.map((list, index) => [
          BigInt(index),
          { address: BigInt(index), instructions: [], exits: list },
        ]),
      ),
  )

/** What can be reached from block 0 without passing through `without`. */
function reachable(blocks: ReadonlyMap<bigint, GraphBlock>, without?: bigint): ReadonlySet<bigint> {
  const seen = new Set<bigint>()
  const visit = (address: bigint): void => {
    const block = blocks.get(address)
    if (block === undefined || address === without || seen.has(address)) return
    seen.add(address)
    block.exits.forEach(visit)
  }
  visit(0n)
  return seen
}

/** By definition: every path from block 0 to `b` passes through `a`. */
const dominates = (blocks: ReadonlyMap<bigint, GraphBlock>, a: bigint, b: bigint): boolean =>
  !reachable(blocks, a).has(b)

const edgesOf = (blocks: ReadonlyMap<bigint, GraphBlock>): readonly (readonly [bigint, bigint])[] =>
  [...reachable(blocks)].flatMap((from) =>
    (blocks.get(from) as GraphBlock).exits.filter((to) => blocks.has(to)).map((to) => [from, to] as const),
  )

/** Checks a property of random graphs. */
const always = (check: (blocks: ReadonlyMap<bigint, GraphBlock>) => void): void =>
  fc.assert(fc.property(graphs, check), { numRuns: 500 })

describe('of any graph', () => {
  test('blocks are exactly what is reachable, and every one comes after one that leads to it', () => {
    always((blocks) => {
      const { order } = analyse(0n, blocks)
      expect(new Set(order.keys())).toEqual(reachable(blocks))
      expect(order.get(0n)).toBe(0)
      for (const [address, position] of order) {
        if (position === 0) continue
        const earlier = edgesOf(blocks).some(
          ([from, to]) => to === address && (order.get(from) as number) < position,
        )
        expect(earlier).toBe(true)
      }
    })
  })

  test('children are the blocks that are dominated immediately', () => {
    always((blocks) => {
      const { children } = analyse(0n, blocks)
      const found = new Map([...children].flatMap(([parent, list]) => list.map((child) => [child, parent])))
      for (const block of reachable(blocks)) {
        const strict = [...reachable(blocks)].filter(
          (other) => other !== block && dominates(blocks, other, block),
        )
        const immediate = strict.find((candidate) =>
          strict.every((other) => dominates(blocks, other, candidate)),
        )
        expect(found.get(block)).toBe(immediate)
      }
    })
  })

  test('an edge leaves the region if it goes back to a block that does not dominate its source', () => {
    always((blocks) => {
      const { order, isInside } = analyse(0n, blocks)
      for (const [from, to] of edgesOf(blocks)) {
        const isForward = (order.get(from) as number) < (order.get(to) as number)
        expect(isInside(from, to)).toBe(isForward || dominates(blocks, to, from))
      }
    })
  })

  test('an edge to an address that is no block of the region leaves it', () => {
    always((blocks) => {
      expect(analyse(0n, blocks).isInside(0n, 77n)).toBe(false)
    })
  })

  test('loops are entered by an edge from a block that they dominate', () => {
    always((blocks) => {
      const heads = edgesOf(blocks)
        .filter(([from, to]) => dominates(blocks, to, from))
        .map(([, to]) => to)
      expect(analyse(0n, blocks).loops).toEqual(new Set(heads))
    })
  })

  test('a branch that goes on at the same place either way merges there, so that its code is written once', () => {
    const { merges } = analyse(0n, cutBlocks(0n, code(branchTo(4n), branchTo(8n), jumpTo())))
    expect([...merges]).toEqual([4n, 8n])
  })

  test('merges are where several forward edges meet', () => {
    always((blocks) => {
      const { order, merges } = analyse(0n, blocks)
      const forward = edgesOf(blocks).filter(
        ([from, to]) => (order.get(from) as number) < (order.get(to) as number),
      )
      const several = [...order.keys()].filter(
        (address) => forward.filter(([, to]) => to === address).length > 1,
      )
      expect(new Set(merges)).toEqual(new Set(several))
    })
  })
})
