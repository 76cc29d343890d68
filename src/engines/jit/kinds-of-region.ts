// Chooses the template of every instruction of a region by what is known there: the kinds of its flags and, in regions that keep
// operand stacks, what words hold.

import type { RegisterFile } from '../../core/index.js'
import type { Placement } from '../state.js'
import { Contents } from './contents.js'
import type { FlagKind } from './flag-kinds.js'
import type { CertainKinds } from './flags.js'
import type { Graph, GraphBlock } from './graph.js'
import { codeOf, type KeptStack, keptStacks } from './operand-stacks.js'
import type { Placed } from './placed.js'
import { type RegisterNumbers, registerNumbers } from './register-numbers.js'
import { isPossible, type StackShape, type StackShapes } from './stack-shapes.js'
import type { Template } from './template.js'
import { templateAt } from './template-writer.js'

const NOTHING: CertainKinds = []

/** The templates of a region's instructions, block by block. */
export function chooseTemplates(
  graph: Graph<Placed>,
  stacks: StackShapes | undefined,
  placement: Placement,
): readonly (readonly Template[])[] {
  const behind: CertainKinds[] = []
  const words = stacks && new KnownWords(graph, stacks, placement)
  return graph.blocks.map((block) => {
    const certain = certainBefore(block, behind).slice()
    const { steps } = block
    words?.enter(block)
    const templates = new Array<Template>(steps.length)
    for (let position = 0; position < steps.length; position++) {
      const step = steps[position]
      const template = words === undefined ? step.template : words.templateOf(step, position)
      const chosen = template.forKinds?.(certain) ?? template
      const { changes } = chosen
      for (let change = 0; change < changes.length; change++)
        certain[changes[change].place] = changes[change].kind
      templates[position] = chosen
      words?.follow(chosen, step)
    }
    // What is called can leave other kinds.
    behind.push(steps[steps.length - 1].calls ? NOTHING : certain)
    return templates
  })
}

/** What words of kept stacks hold, along the blocks of a region. */
class KnownWords {
  /** At the ends of blocks. */
  private readonly behind: Contents[] = []
  private readonly stacks: readonly KeptStack[]
  private readonly numbers: RegisterNumbers
  private now!: Contents
  private block!: GraphBlock<Placed>

  constructor(
    private readonly graph: Graph<Placed>,
    private readonly shapes: StackShapes,
    private readonly placement: Placement,
  ) {
    this.stacks = keptStacks(placement.machine)
    this.numbers = registerNumbers(placement.machine)
  }

  /** Goes to the start of a block: what is known there is what was known behind the only block before it. */
  enter(block: GraphBlock<Placed>): void {
    const { index, isLoop, predecessors } = block
    const only = isLoop || predecessors.length !== 1 ? undefined : this.graph.blocks[predecessors[0]]
    const isKnown = only !== undefined && only.index < index && !only.steps[only.steps.length - 1].calls
    const bases = this.stacks.map(({ base }) => base)
    this.now = new Contents(bases, isKnown ? this.behind[only.index] : undefined)
    this.behind.push(this.now)
    this.block = block
  }

  /** The template of an instruction in the block, for what is known before it. */
  templateOf(step: Placed, position: number): Template {
    const kept = step.template.kept as Template
    const anchors = (this.shapes.blocks.get(this.block.at) as StackShape).anchors[position]
    step.anchors = anchors as readonly number[]
    if (kept.conditional === undefined) return kept
    const first = (file: RegisterFile): number => this.numbers.first(file)
    const known = templateAt(
      this.placement,
      kept,
      ({ words }, distance) => {
        const code = codeOf(distance(step) as number)
        return code === undefined ? undefined : this.now.get(first(words) + code, first)
      },
      (use) => isPossible(use, step, anchors, this.shapes.entry, this.stacks),
    )
    return known ?? kept
  }

  /** Notes what an instruction of the block does. */
  follow(template: Template, step: Placed): void {
    this.now.follow(template, step)
  }
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
