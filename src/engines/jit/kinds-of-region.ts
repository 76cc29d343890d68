// Chooses the template of every instruction of a region by the kinds that its flags certainly have there.

import type { FlagKind } from './flag-kinds.js'
import type { CertainKinds } from './flags.js'
import type { Graph, GraphBlock } from './graph.js'
import type { Placed } from './placed.js'
import type { Template } from './template.js'

const NOTHING: CertainKinds = []

/** The templates of a region's instructions, block by block. */
export function chooseTemplates(
  graph: Graph<Placed>,
  keepsStacks: boolean,
): readonly (readonly Template[])[] {
  const behind: CertainKinds[] = []
  return graph.blocks.map((block) => {
    const certain = certainBefore(block, behind).slice()
    const { steps } = block
    const templates = new Array<Template>(steps.length)
    for (let position = 0; position < steps.length; position++) {
      const { template: any } = steps[position]
      const template = keepsStacks ? (any.kept as Template) : any
      const chosen = template.forKinds?.(certain) ?? template
      const { changes } = chosen
      for (let change = 0; change < changes.length; change++)
        certain[changes[change].place] = changes[change].kind
      templates[position] = chosen
    }
    // What is called can leave other kinds.
    behind.push(steps[steps.length - 1].calls ? NOTHING : certain)
    return templates
  })
}

/** Kinds on which all ways into a block agree. Around a loop they can be any. */
function certainBefore(
  { index, isLoop, predecessors }: GraphBlock<Placed>,
  behind: readonly CertainKinds[],
): CertainKinds {
  if (index === 0 || isLoop) return NOTHING
  let agreed: CertainKinds | undefined
  for (const from of predecessors) {
    // A backward edge to a block that is no loop leaves the region.
    if (from >= index) continue
    const kinds = behind[from]
    agreed = agreed === undefined ? kinds : agreed.map((kind, place) => commonKind(kind, kinds[place]))
  }
  return agreed ?? NOTHING
}

const commonKind = (one: FlagKind | undefined, other: FlagKind | undefined): FlagKind | undefined =>
  one === other ? one : undefined
