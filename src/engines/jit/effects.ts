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
  const steps: Placed[] = []
  for (const block of graph.blocks) {
    for (let position = 0; position < block.steps.length; position++) {
      chosen.push(templates[block.index][position])
      steps.push(block.steps[position])
    }
  }
  for (let row = 0; row < chosen.length; row++) {
    for (const reference of chosen[row].reads) variables.of(reference, steps[row])
    for (const reference of chosen[row].mayWrite) variables.of(reference, steps[row])
  }
  const sets = (): VariableSets => new VariableSets(variables.count, chosen.length)
  const [reads, mayWrite, mustWrite] = [sets(), sets(), sets()]
  const add = (to: VariableSets, row: number, references: readonly RegisterReference[]): void => {
    for (const reference of references) to.add(row, variables.of(reference, steps[row]))
  }
  for (let row = 0; row < chosen.length; row++) {
    add(reads, row, chosen[row].reads)
    add(mayWrite, row, chosen[row].mayWrite)
    add(mustWrite, row, chosen[row].mustWrite)
  }
  return {
    reads,
    mayWrite,
    mustWrite,
    canLeave: (row) => chosen[row].canGoBack,
    canLeaveBehind: (row) => chosen[row].stores,
  }
}
