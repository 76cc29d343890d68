// The semantic analysis of the section language (spec/mvm.md 3.5).

import { type Finding, finding } from './findings.js'
import { MNEMONICS } from './mnemonics.js'
import type { DirectiveNode, LabelNode, Node } from './nodes.js'
import { operandProblems } from './operand-checks.js'
import type { Place } from './source-text.js'

/** Finds what is wrong with parsed items. */
export function analyse(items: readonly Node[]): readonly Finding[] {
  const analysis = new Analysis()
  analysis.declare(items.filter((item) => item.kind === 'label'))
  for (const item of items) analysis.visit(item)
  return analysis.findings
}

type Section = 'none' | 'data' | 'text'

const SECTIONS: Readonly<Record<string, Section>> = {
  '.data': 'data',
  data: 'data',
  '.text': 'text',
  text: 'text',
}

const OUTSIDE = 'Usage of comptime expression without compile time mode'

/** A node to visit, and whether it is inside brackets. */
interface Visit {
  readonly node: Node
  readonly isInside: boolean
}

class Analysis {
  readonly findings: Finding[] = []
  private readonly labels = new Map<string, LabelNode>()
  private section: Section = 'none'

  declare(definitions: readonly LabelNode[]): void {
    for (const definition of definitions) {
      const { name } = definition
      const first = this.labels.get(name)
      if (first === undefined) this.labels.set(name, definition)
      else this.reportRedefinition(definition, first)
    }
  }

  private reportRedefinition(definition: LabelNode, { name, offset, length }: LabelNode): void {
    const message = `Label \`${name}\` is already defined in code`
    const found = finding('label_redefinition', definition, message, 'this label is already defined')
    const secondary = { label: `\`${name}\` first declared here`, offset, length }
    this.findings.push({ ...found, secondary })
  }

  /** Visits an item and what is in it; nested as deep as it likes. */
  visit(item: Node): void {
    const waiting: Visit[] = [{ node: item, isInside: false }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const node of this.enter(next)) waiting.push(node)
    }
  }

  private report(code: string, place: Place, message: string, label: string): readonly Visit[] {
    this.findings.push(finding(code, place, message, label))
    return []
  }

  /** Checks a node; gives what is to be visited next, the last one first. */
  private enter({ node, isInside }: Visit): readonly Visit[] {
    switch (node.kind) {
      case 'section':
        return this.enterSection(node)
      case 'entry':
        return this.entry(node)
      case 'ascii':
        return this.ascii(node)
      case 'bracket':
        if (this.section !== 'data')
          this.notAllowed(node, 'comptime expressions are allowed only in `.data` section')
        return [{ node: node.inner, isInside: true }]
      case 'binary':
        if (!isInside) return this.outside(node, 'binary expressions are allowed only in compile time mode')
        return [
          { node: node.right, isInside },
          { node: node.left, isInside },
        ]
      case 'instruction':
        return this.instruction(node)
      default:
        return this.term(node, isInside)
    }
  }

  private notAllowed(place: Place, label: string): readonly Visit[] {
    return this.report('not_allowed', place, 'This action is not allowed semantically', label)
  }

  private outside(place: Place, label: string): readonly Visit[] {
    return this.report('comptime_exception', place, OUTSIDE, `${label}: "[EXPR]"`)
  }

  private term(node: Node, isInside: boolean): readonly Visit[] {
    if (node.kind === 'string')
      return this.notAllowed(node, 'string constants are not allowed without directives')
    if (node.kind === 'identifier') return this.reference(node.name, node)
    if (node.kind === 'pointer' && !isInside)
      return this.outside(node, 'current pointer is allowed only in comptime expression')
    if (node.kind === 'register' && isInside) {
      const message = 'Runtime element found in compile time mode'
      const label = 'registers values are unknown at compile time'
      return this.report('comptime_exception', node, message, label)
    }
    return []
  }

  private reference(name: string, place: Place): readonly Visit[] {
    if (this.labels.has(name)) return []
    return this.report('unknown_label', place, unknownLabel(name), couldNotFind(name))
  }

  private enterSection({ text, ...place }: DirectiveNode): readonly Visit[] {
    const entered = Object.hasOwn(SECTIONS, text) ? SECTIONS[text] : undefined
    if (entered === undefined) {
      const message = 'Unknown section definition found'
      return this.report('unknown_section', place, message, `section \`${text}\` is invalid`)
    }
    if (this.section === 'text')
      return this.misplaced(place, `section \`${text}\` must be placed before \`.text\``)
    if (this.section === 'none' && entered === 'text')
      return this.misplaced(place, 'compiler requires `.data` section before `.text`')
    this.section = entered
    return []
  }

  private misplaced(place: Place, label: string): readonly Visit[] {
    return this.report('invalid_section_placement', place, 'Section placement is invalid', label)
  }

  private entry(node: DirectiveNode): readonly Visit[] {
    if (this.section !== 'text') this.notAllowed(node, 'entry label must be placed in `.text` section')
    return this.reference(node.text, node)
  }

  private ascii(place: Place): readonly Visit[] {
    if (this.section === 'data') return []
    const message = 'Directive `ascii` usage is invalid'
    return this.report('invalid_directive', place, message, 'must be placed in `.data` section')
  }

  private instruction({ word, operands }: Extract<Node, { kind: 'instruction' }>): readonly Visit[] {
    const rule = MNEMONICS.get(word)?.rule ?? 'nothing'
    for (const { operand, label } of operandProblems(rule, operands))
      this.report('invalid_argument', operand, 'Instruction argument is invalid', label)
    return []
  }
}

/** The message for a label that nothing defines, and what is said at the place that wants it. */
export const unknownLabel = (name: string): string => `Label \`${name}\` is not defined`
export const couldNotFind = (name: string): string => `could not find \`${name}\` label`
