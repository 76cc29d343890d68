// Rules that programs define (spec/asm-language.md section 8.1).

import { type Diagnostics, error, primary, type Span, secondary } from '../../core/index.js'
import { type RuleNode, type RulesNode, spanIn, type TypeNode } from '../syntax/node.js'
import { isReserved } from '../values/builtins.js'
import type { Environment } from '../values/context.js'
import { expressionBody, resultOf } from './expression-body.js'
import { literalsIn, type Parameter, type ParameterType, type Rule } from './rule.js'
import { RuleSet } from './rule-set.js'

/** What the definitions of a program yield. */
export interface UserRules {
  /** Rules that match lines. */
  readonly rules: readonly Rule[]
  /** First words of rules with mistakes: that nothing fits them is a consequence. */
  readonly broken: ReadonlySet<string>
}

/** Makes rules of their definitions; parameters may also have the types in `known`. */
export function userRules(
  nodes: readonly RulesNode[],
  known: ReadonlyMap<string, RuleSet>,
  environment: Environment,
  diagnostics: Diagnostics,
): UserRules {
  return new RuleReader(nodes, known, environment, diagnostics).read()
}

class RuleReader {
  readonly #sets: Map<string, RuleSet>
  readonly #named = new Map<string, RulesNode>()

  constructor(
    readonly nodes: readonly RulesNode[],
    known: ReadonlyMap<string, RuleSet>,
    readonly environment: Environment,
    readonly diagnostics: Diagnostics,
  ) {
    this.#sets = new Map(known)
  }

  read(): UserRules {
    const sets = this.nodes.map((node) => {
      const set = new RuleSet([])
      if (node.name !== undefined) this.#declare(node, node.name, set)
      return set
    })
    const rules = this.nodes.flatMap((node, index) => {
      const own = node.rules.map((rule) => this.#rule(rule, node))
      for (const rule of own) sets[index].add(rule)
      return node.isSub ? [] : own
    })
    return { rules, broken: new Set(this.nodes.flatMap(({ broken }) => broken)) }
  }

  #declare(node: RulesNode, name: string, set: RuleSet): void {
    this.#checkName(name, nameSpan(node))
    const earlier = this.#named.get(name)
    if (earlier === undefined) {
      this.#named.set(name, node)
      this.#sets.set(name, set)
      return
    }
    const labels = [primary(nameSpan(node)), secondary(nameSpan(earlier), 'first declared here')]
    this.diagnostics.add(error('duplicate-ruledef', `duplicate ruledef \`${name}\``, { labels }))
  }

  #checkName(name: string, span: Span): void {
    if (!isReserved(name, this.environment.oldNames)) return
    this.diagnostics.add(
      error('reserved-name', `the name \`${name}\` is reserved`, { labels: [primary(span)] }),
    )
  }

  #rule({ pattern, parameters: declared, body, start, end }: RuleNode, { unit }: RulesNode): Rule {
    const parameters = declared.map((parameter): Parameter => {
      this.#checkName(parameter.name, spanIn(unit, parameter.start, parameter.end))
      return { name: parameter.name, type: this.#typeOf(parameter.type, unit) }
    })
    const result = resultOf(body)
    return {
      pattern,
      literals: literalsIn(pattern),
      parameters,
      body: expressionBody({ unit, parameters, body, start, end }),
      text: unit.file.text.slice(start, end),
      warning: undefined,
      source: { pattern: spanIn(unit, start, end), result: spanIn(unit, result.start, result.end) },
      definition: body,
    }
  }

  #typeOf(type: TypeNode, unit: RulesNode['unit']): ParameterType {
    if (type.kind !== 'ruledef') return type
    const rules = this.#sets.get(type.name)
    if (rules !== undefined) return { kind: 'rules', rules, name: type.name }
    const near = this.environment.budget.nearest(type.name, this.#sets.keys())
    const help = near === undefined ? undefined : `did you mean \`${near}\`?`
    const labels = [primary(spanIn(unit, type.start, type.end))]
    this.diagnostics.add(error('unknown-ruledef', `unknown ruledef \`${type.name}\``, { labels, help }))
    return { kind: 'any' }
  }
}

function nameSpan({ unit, nameStart, nameEnd }: RulesNode) {
  return spanIn(unit, nameStart, nameEnd)
}
