// What the instructions of a region read and write, in the form in which the dataflow analysis wants it.

import { type Effects, LEAVES, type SetPool, VariableSets } from './dataflow.js'
import type { Graph } from './graph.js'
import type { Placed } from './placed.js'
import type { StackCode } from './stack-code.js'
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
  stacks: StackCode | undefined,
): RegionEffects {
  const chosen: Template[] = []
  const used: number[] = []
  const firstUsed: number[] = []
  const leaves: number[] = []
  // Variables that are assigned to others, and these.
  const moves: number[] = []
  for (const { index, steps } of graph.blocks) {
    const list = templates[index]
    for (let position = 0; position < steps.length; position++) {
      const template = list[position]
      const { canGoBack, stores, uses } = template
      chosen.push(template)
      firstUsed.push(used.length)
      leaves.push((canGoBack ? LEAVES.before : 0) | (stores ? LEAVES.behind : 0))
      const step = steps[position]
      if (stacks !== undefined) step.anchors = stacks.anchors(index, position)
      const first = used.length
      for (let use = 0; use < uses.length; use++) used.push(variables.of(uses[use].reference, step))
      for (const place of template.floats) variables.viewAsFloat(used[first + place])
      for (const [from, to] of template.moves) moves.push(used[first + from], used[first + to])
    }
  }
  spreadViews(moves, variables)
  const sets = (): VariableSets => new VariableSets(variables.count, chosen.length, pool)
  const [reads, mayWrite, mustWrite] = [sets(), sets(), sets()]
  let next = 0
  for (let row = 0; row < chosen.length; row++) {
    const { uses } = chosen[row]
    for (let use = 0; use < uses.length; use++) {
      const how = uses[use]
      const variable = used[next++]
      if (how.reads) reads.add(row, variable)
      if (how.mayWrite) mayWrite.add(row, variable)
      if (how.mustWrite) mustWrite.add(row, variable)
    }
  }
  return { reads, mayWrite, mustWrite, leaves, used, firstUsed }
}

/** What is assigned to a variable that is read as a float is a float, too. */
function spreadViews(moves: readonly number[], variables: Variables): void {
  for (let changed = true; changed; ) {
    changed = false
    for (let index = 0; index < moves.length; index += 2) {
      const [from, to] = [moves[index], moves[index + 1]]
      if (variables.viewOf(to) === undefined || variables.viewOf(from) !== undefined) continue
      variables.viewAsFloat(from)
      changed = true
    }
  }
}
