// The template of what calls the rest of a routine: no instruction of the guest, only a call of the address at which it stands.

import type { KeptStack } from './operand-stacks.js'
import type { Template } from './template.js'
import { TemplateCode } from './template-code.js'

const byAnchors = new Map<number, Template>()

/** The template for a machine with these stacks. */
export function restTemplate(stacks: readonly KeptStack[]): Template {
  const anchors = stacks.reduce((count, stack) => count + stack.anchors.length, 0)
  const found = byAnchors.get(anchors) ?? make(anchors)
  byAnchors.set(anchors, found)
  return found
}

function make(anchors: number): Template {
  const template = {
    targets: [],
    fallsThrough: false,
    calls: true,
    uses: [],
    floats: [],
    moves: [],
    loads: [],
    length: 0,
    code: new TemplateCode().mark({ kind: 'jump', target: ({ pc }) => pc }).marked,
    canGoBack: false,
    stores: false,
    changes: [],
    steps: [],
    conditional: undefined,
    stackUse: {
      goesBack: [],
      nonNegative: [],
      words: [],
      lowest: [],
      highest: [],
      behind: new Array(anchors).fill(undefined),
    },
    kept: undefined,
    forKinds: undefined,
  }
  return { ...template, kept: template }
}
