// What the instructions of a region read and write, in the form in which the dataflow analysis wants it.

import { type Effects, VariableSets } from './dataflow.js'
import type { Graph } from './graph.js'
import type { Placed } from './region.js'
import type { RegisterReference, Template } from './template.js'
import type { Variables } from './variables.js'

/** The effects of all instructions; `templates` are those chosen for them. Every register used becomes a variable. */
export function effectsOf(
  graph: Graph<Placed>,
  templates: readonly (readonly Template[])[],
  variables: Variables,
): Effects {
  const chosen: Template[] = []
  // Variables of each instruction: those read, those possibly written, those certainly written.
  const used: number[] = []
  const note = (references: readonly RegisterReference[], site: Placed): void => {
    for (const reference of references) used.push(variables.of(reference, site))
  }
  for (const { index, steps } of graph.blocks) {
    for (let position = 0; position < steps.length; position++) {
      const template = templates[index][position]
      chosen.push(template)
      note(template.reads, steps[position])
      note(template.mayWrite, steps[position])
      note(template.mustWrite, steps[position])
    }
  }
  const sets = (): VariableSets => new VariableSets(variables.count, chosen.length)
  const [reads, mayWrite, mustWrite] = [sets(), sets(), sets()]
  let next = 0
  const add = (to: VariableSets, row: number, count: number): void => {
    for (let index = 0; index < count; index++) to.add(row, used[next++])
  }
  for (let row = 0; row < chosen.length; row++) {
    add(reads, row, chosen[row].reads.length)
    add(mayWrite, row, chosen[row].mayWrite.length)
    add(mustWrite, row, chosen[row].mustWrite.length)
  }
  return {
    reads,
    mayWrite,
    mustWrite,
    canLeave: (row) => chosen[row].canGoBack,
    canLeaveBehind: (row) => chosen[row].stores,
  }
}
