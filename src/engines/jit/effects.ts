// What the instructions of a region read and write, in the form in which the dataflow analysis wants it.

import { type Effects, LEAVES, type SetPool, VariableSets } from './dataflow.js'
import type { Graph } from './graph.js'
import type { Placed } from './placed.js'
import type { RegionStacks } from './region-stacks.js'
import type { Template } from './template.js'
import type { Variables } from './variables.js'

/** The effects of all instructions, row by row, and the variables that they use. */
export interface RegionEffects extends Effects {
  /** Variables of all instructions, one after another in the order of their templates' uses. */
  readonly used: readonly number[]
  /** Where those of each instruction begin. */
  readonly firstUsed: readonly number[]
}

/** The effects of all instructions; `templates` are those chosen for them. Every register used becomes a variable. */
export function effectsOf(
  graph: Graph<Placed>,
  templates: readonly (readonly Template[])[],
  variables: Variables,
  pool: SetPool,
  stacks: RegionStacks | undefined,
): RegionEffects {
  const { chosen, count } = listed(templates)
  const used = new Array<number>(count)
  const firstUsed = new Array<number>(chosen.length)
  const leaves = new Array<number>(chosen.length)
  let [row, next, views] = [0, 0, 0]
  for (const { index, steps } of graph.blocks) {
    for (let position = 0; position < steps.length; position++) {
      const { canGoBack, floats, stores, uses } = chosen[row]
      const step = steps[position]
      if (stacks !== undefined) step.anchors = stacks.anchors(index, position)
      const first = next
      for (let use = 0; use < uses.length; use++) used[next++] = variables.of(uses[use].reference, step)
      for (let place = 0; place < floats.length; place++) variables.viewAsFloat(used[first + floats[place]])
      views += floats.length
      leaves[row] = (canGoBack ? LEAVES.before : 0) | (stores ? LEAVES.behind : 0)
      firstUsed[row++] = first
    }
  }
  if (views > 0) spreadViews(chosen, used, firstUsed, variables)
  const { mayWrite, mustWrite, reads } = setsOf(chosen, used, variables.count, pool)
  return { reads, mayWrite, mustWrite, leaves, used, firstUsed }
}

/** The templates of all blocks in one list, and how often they use registers. */
function listed(templates: readonly (readonly Template[])[]): {
  readonly chosen: readonly Template[]
  readonly count: number
} {
  const chosen: Template[] = []
  let count = 0
  for (const list of templates) {
    for (let position = 0; position < list.length; position++) {
      chosen.push(list[position])
      count += list[position].uses.length
    }
  }
  return { chosen, count }
}

/** Which variables the instructions read and write, 32 variables at a time. */
function setsOf(
  chosen: readonly Template[],
  used: readonly number[],
  variables: number,
  pool: SetPool,
): Pick<Effects, 'reads' | 'mayWrite' | 'mustWrite'> {
  const reads = new VariableSets(variables, chosen.length, pool)
  const mayWrite = new VariableSets(variables, chosen.length, pool)
  const mustWrite = new VariableSets(variables, chosen.length, pool)
  for (let word = 0; word < reads.words; word++) {
    let next = 0
    for (let row = 0; row < chosen.length; row++) {
      const { uses } = chosen[row]
      let [read, possibly, certainly] = [0, 0, 0]
      for (let use = 0; use < uses.length; use++) {
        const variable = used[next++]
        if (variable >> 5 !== word) continue
        const how = uses[use]
        const bit = 1 << (variable & 31)
        if (how.reads) read |= bit
        if (how.mayWrite) possibly |= bit
        if (how.mustWrite) certainly |= bit
      }
      reads.setWord(row, word, read)
      mayWrite.setWord(row, word, possibly)
      mustWrite.setWord(row, word, certainly)
    }
  }
  return { reads, mayWrite, mustWrite }
}

/** What is assigned to a variable that is read as a float is a float, too. */
function spreadViews(
  chosen: readonly Template[],
  used: readonly number[],
  firstUsed: readonly number[],
  variables: Variables,
): void {
  for (let changed = true; changed; ) {
    changed = false
    for (let row = 0; row < chosen.length; row++) {
      for (const [fromPlace, toPlace] of chosen[row].moves) {
        const [from, to] = [used[firstUsed[row] + fromPlace], used[firstUsed[row] + toPlace]]
        if (variables.viewOf(to) === undefined || variables.viewOf(from) !== undefined) continue
        variables.viewAsFloat(from)
        changed = true
      }
    }
  }
}
