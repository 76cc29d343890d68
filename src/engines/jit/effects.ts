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
  const chosen = templates.flat()
  const steps = graph.blocks.flatMap((block) => block.steps)
  chosen.forEach(({ reads, mayWrite }, row) => {
    for (const reference of reads) variables.of(reference, steps[row])
    for (const reference of mayWrite) variables.of(reference, steps[row])
  })
  const setsOf = (referencesIn: (template: Template) => readonly RegisterReference[]): VariableSets => {
    const sets = new VariableSets(variables.count, chosen.length)
    chosen.forEach((template, row) => {
      for (const reference of referencesIn(template)) sets.add(row, variables.of(reference, steps[row]))
    })
    return sets
  }
  return {
    reads: setsOf(({ reads }) => reads),
    mayWrite: setsOf(({ mayWrite }) => mayWrite),
    mustWrite: setsOf(({ mustWrite }) => mustWrite),
    canLeave: (row) => chosen[row].canGoBack,
    canLeaveBehind: (row) => chosen[row].stores,
  }
}
