// What the instructions of a region read and write, in the form in which the dataflow analysis wants it.

import { type Effects, LEAVES, type SetPool, VariableSets } from './dataflow.js'
import type { Graph } from './graph.js'
import type { Placed } from './region.js'
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
      for (let use = 0; use < uses.length; use++) used.push(variables.of(uses[use].reference, step))
    }
  }
  const sets = (): VariableSets => new VariableSets(variables.count, chosen.length, pool)
  const [reads, mayWrite, mustWrite] = [sets(), sets(), sets()]
  for (let row = 0; row < chosen.length; row++) {
    const { uses } = chosen[row]
    const first = firstUsed[row]
    for (let use = 0; use < uses.length; use++) {
      const variable = used[first + use]
      if (uses[use].reads) reads.add(row, variable)
      if (uses[use].mayWrite) mayWrite.add(row, variable)
      if (uses[use].mustWrite) mustWrite.add(row, variable)
    }
  }
  return { reads, mayWrite, mustWrite, leaves, used, firstUsed }
}
