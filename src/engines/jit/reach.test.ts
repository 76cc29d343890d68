// Searches for instructions: how far they go, and what they take for a loop.

import { expect, test } from 'vitest'
import type { Found } from './graph.js'
import { Reach, type Searched } from './reach.js'

/** Where instructions jump to, and whether they go on; each has one byte, the first is at address 0. */
type Flow = readonly [targets: readonly number[], goesOn: boolean]

const STRAIGHT: Flow = [[], true]
const END: Flow = [[], false]
const jumpTo = (...targets: number[]): Flow => [targets, false]
const branchTo = (...targets: number[]): Flow => [targets, true]

function search(first: number, ...flows: readonly Flow[]): Reach<Searched> {
  const steps = flows.map(
    ([targets, goesOn], at): Searched => ({
      at,
      next: at + 1,
      targets,
      goesOn,
      calls: false,
      foundBy: 0,
      leadsBackIn: 0,
    }),
  )
  return new Reach(first, (at) => steps[at])
}

const addresses = ({ steps }: Pick<Found<Searched>, 'steps'>): readonly number[] => steps.map(({ at }) => at)

test('straight code is found to its end, then what is jumped to, nearest first', () => {
  const reach = search(0, branchTo(5), branchTo(4), END, STRAIGHT, END, jumpTo(3))
  reach.extend(100)
  expect(addresses(reach)).toEqual([0, 1, 2, 5, 4, 3])
})

test('a search goes on where it had as many instructions as it should', () => {
  const reach = search(0, STRAIGHT, branchTo(0), STRAIGHT, END)
  reach.extend(2)
  expect(addresses(reach)).toEqual([0, 1])
  reach.extend(3)
  expect(addresses(reach)).toEqual([0, 1, 2])
  reach.extend(100)
  expect(addresses(reach)).toEqual([0, 1, 2, 3])
})

test('a search ends before addresses that are left to others', () => {
  const reach = search(0, STRAIGHT, STRAIGHT, END)
  reach.extend(100, (at) => at === 1)
  expect(addresses(reach)).toEqual([0])
})

test('a loop consists of the instructions that lead back to its entry', () => {
  const reach = search(1, STRAIGHT, branchTo(3), jumpTo(1), END)
  reach.extend(100)
  const loop = reach.loop()
  expect(loop && addresses(loop)).toEqual([1, 2])
  expect(loop?.at(2)?.at).toBe(2)
  expect(loop?.at(3)).toBeUndefined()
})

test('a loop contains what leads back by instructions that were found earlier', () => {
  const reach = search(0, branchTo(3), branchTo(5), jumpTo(0), STRAIGHT, jumpTo(2), END)
  reach.extend(100)
  const loop = reach.loop()
  expect(loop && addresses(loop)).toEqual([0, 1, 2, 3, 4])
})

test('there is no loop where no way leads back, as far as the search went', () => {
  const reach = search(0, STRAIGHT, branchTo(1), jumpTo(0))
  reach.extend(2)
  expect(reach.loop()).toBeUndefined()
  reach.extend(3)
  expect(reach.loop()?.steps.length).toBe(3)
})
