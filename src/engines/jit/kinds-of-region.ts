// Chooses the template of every instruction of a region by the kinds that its flags certainly have there.

import type { Flags } from '../../core/index.js'
import type { FlagKind } from './flag-kinds.js'
import type { CertainKinds } from './flags.js'
import type { Graph, GraphBlock } from './graph.js'
import type { Placed } from './region.js'
import type { Template } from './template.js'

const NOTHING: CertainKinds = new Map()

/** The templates of a region's instructions, block by block. */
export function chooseTemplates(graph: Graph<Placed>): readonly (readonly Template[])[] {
  const behind: CertainKinds[] = []
  return graph.blocks.map((block) => {
    const certain = new Map(certainBefore(block, behind))
    const templates = block.steps.map(({ template }) => {
      const chosen = template.forKinds?.(certain) ?? template
      apply(chosen.changes, certain)
      return chosen
    })
    // What is called can leave other kinds.
    behind.push(block.steps[block.steps.length - 1].calls ? NOTHING : certain)
    return templates
  })
}

/** Kinds on which all ways into a block agree. Around a loop they can be any. */
function certainBefore(
  { index, isLoop, predecessors }: GraphBlock<Placed>,
  behind: readonly CertainKinds[],
): CertainKinds {
  // A backward edge to a block that is no loop leaves the region.
  const [first, ...others] = predecessors.filter((from) => from < index)
  if (index === 0 || isLoop || first === undefined) return NOTHING
  if (others.length === 0) return behind[first]
  return new Map(
    [...behind[first]].filter(([flags, kind]) => others.every((other) => behind[other].get(flags) === kind)),
  )
}

function apply(changes: ReadonlyMap<Flags, FlagKind | undefined>, certain: Map<Flags, FlagKind>): void {
  for (const [flags, kind] of changes) {
    if (kind === undefined) certain.delete(flags)
    else certain.set(flags, kind)
  }
}
