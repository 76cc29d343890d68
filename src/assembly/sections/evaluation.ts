// The values of expressions in brackets (spec/mvm.md 3.6).

import { type Finding, finding } from './findings.js'
import type { BracketNode, Node } from './nodes.js'

/** What expressions can refer to. */
export interface Surroundings {
  /** `.`: the address of the item. */
  readonly here: bigint
  /** The address of a label that was placed already. */
  readonly addressOf: (name: string) => bigint | undefined
  readonly report: (found: Finding) => void
}

type Step = { readonly node: Node } | { readonly apply: string }

/** The value of brackets. What cannot be evaluated is reported and counts as 0. */
export function evaluate(bracket: BracketNode, surroundings: Surroundings): bigint {
  const values: bigint[] = []
  const steps: Step[] = [{ node: bracket.inner }]
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if ('apply' in step) {
      const [left, right] = values.splice(-2)
      values.push(BigInt.asUintN(64, applied(step.apply, left, right, bracket, surroundings)))
    } else if (step.node.kind === 'binary') {
      const { operator, left, right } = step.node
      steps.push({ apply: operator }, { node: right }, { node: left })
    } else if (step.node.kind === 'bracket') steps.push({ node: step.node.inner })
    else values.push(termValue(step.node, surroundings))
  }
  return values[0]
}

function applied(
  operator: string,
  left: bigint,
  right: bigint,
  { inside }: BracketNode,
  { report }: Surroundings,
): bigint {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    default:
      if (right !== 0n) return left / right
      report(finding(EXCEPTION, inside, 'Division by zero in compile time expression', 'the divisor is zero'))
      return 0n
  }
}

const EXCEPTION = 'comptime_exception'

function termValue(node: Node, { here, addressOf, report }: Surroundings): bigint {
  if (node.kind === 'number') return node.value
  if (node.kind === 'pointer') return here
  if (node.kind === 'identifier') {
    const address = addressOf(node.name)
    if (address !== undefined) return address
    const message = `Label \`${node.name}\` is used before its definition`
    report(finding(EXCEPTION, node, message, 'only labels placed earlier are known at compile time'))
    return 0n
  }
  const message = 'Unsupported expression in compile time mode'
  report(finding(EXCEPTION, node, message, 'this cannot be evaluated at compile time'))
  return 0n
}
