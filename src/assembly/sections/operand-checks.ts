// What operands have to be (spec/mvm.md 3.5).

import type { OperandRule } from './mnemonics.js'
import type { Node } from './nodes.js'

/** What is wrong with an operand. */
export interface OperandProblem {
  readonly operand: Node
  readonly label: string
}

const LABEL = 'this expected to be label'
const REGISTER = 'this expected to be register'
const VALUE = 'this expected to be number/register/label'

type Kinds = readonly Node['kind'][]

const expectKind = (operand: Node, kinds: Kinds, label: string): readonly OperandProblem[] =>
  kinds.includes(operand.kind) ? [] : [{ operand, label }]

/** A number up to a limit, where a named constant is one of the numbers unless said otherwise. */
function expectNumber(operand: Node, kinds: Kinds, type: string, most: bigint): readonly OperandProblem[] {
  const wrong = expectKind(operand, kinds, `this expected to be ${type}`)
  if (wrong.length > 0 || operand.kind !== 'number' || operand.value <= most) return wrong
  return [{ operand, label: `value is out of \`${type}\` bounds` }]
}

const CHECKS: Readonly<Record<OperandRule, (first: Node, second: Node) => readonly OperandProblem[]>> = {
  nothing: () => [],
  label: (first) => expectKind(first, ['identifier'], LABEL),
  interrupt: (first) => expectNumber(first, ['number', 'constant'], 'u8', 0xffn),
  register: (first) => expectKind(first, ['register'], REGISTER),
  registers: (first, second) => [
    ...expectKind(first, ['register'], REGISTER),
    ...expectKind(second, ['register'], REGISTER),
  ],
  move: (first, second) => {
    if (first.kind === 'register')
      return expectKind(second, ['number', 'register', 'identifier', 'constant'], VALUE)
    if (first.kind === 'number' || first.kind === 'identifier')
      return expectKind(second, ['register'], REGISTER)
    return [{ operand: first, label: 'destination expected to be register/address' }]
  },
  arithmetic: (first, second) => [
    ...expectKind(first, ['register'], REGISTER),
    ...expectKind(second, ['number', 'register', 'identifier'], VALUE),
  ],
  offset: (first, second) => [
    ...expectKind(first, ['register'], REGISTER),
    ...expectNumber(second, ['number'], 'u16', 0xffffn),
  ],
  numberAndLabel: (first, second) => [
    ...expectKind(first, ['number'], 'this expected to be u64'),
    ...expectKind(second, ['identifier'], LABEL),
  ],
}

/** What is wrong with the operands of an instruction, in their order. */
export function operandProblems(rule: OperandRule, operands: readonly Node[]): readonly OperandProblem[] {
  const [first, second] = operands
  return CHECKS[rule](first, second)
}
