// The body of a rule that is derived from an instruction: its encoding.

import type { FixedOperand, Instruction } from '../../core/index.js'
import { integer, type Value } from '../values/value.js'
import { type Encoder, encoderOf } from './encoder.js'
import type { RuleBody } from './rule.js'

/** Where the number of an operand comes from: the argument of a parameter, or nowhere. */
export type OperandSource =
  | { readonly kind: 'argument'; readonly parameter: number; readonly form: number }
  | { readonly kind: 'constant'; readonly number: bigint; readonly form: number }

/** Encodes an instruction from arguments and constants; arguments are integers in range when the body is evaluated. */
export function instructionBody(instruction: Instruction, sources: readonly OperandSource[]): RuleBody {
  const forms = sources.map(({ form }) => form)
  /** Prepared when first used: a program has few of all the rules. */
  let encoder: Encoder | undefined
  const size = instruction.encoding.length * 8
  return {
    fixedSize: () => size,
    evaluate: (values) => {
      const numbers: bigint[] = []
      let isStatic = true
      for (const source of sources) {
        const number =
          source.kind === 'constant' ? source.number : numberOf(values[source.parameter], instruction)
        numbers.push(number)
      }
      for (const value of values) if (!value.isStatic) isStatic = false
      encoder ??= encoderOf(instruction, forms)
      return integer(encoder(numbers), size, isStatic)
    },
  }
}

function numberOf(value: Value, { name }: Instruction): bigint {
  if (value.kind !== 'integer') throw new Error(`an operand of ${name} is not a number`)
  return value.value
}

/** The sources of an instruction's operands, given the form of each parameter and what an alias fixes. */
export function sourcesOf(
  instruction: Instruction,
  forms: ReadonlyMap<number, { readonly parameter: number; readonly form: number }>,
  fixed: ReadonlyMap<number, FixedOperand>,
): OperandSource[] {
  const sourceOf = (operand: number): OperandSource => {
    const given = forms.get(operand)
    if (given !== undefined) return { kind: 'argument', ...given }
    const value = fixed.get(operand)
    if (value === undefined)
      throw new Error(`${instruction.name}: operand ${operand} is neither written nor fixed`)
    if (value.kind === 'same')
      return sourceOf(instruction.operands.findIndex(({ name }) => name === value.as))
    const form = instruction.operands[operand].kind.forms.findIndex(({ kind }) => kind === value.kind)
    return { kind: 'constant', number: BigInt(value.kind === 'register' ? value.code : value.number), form }
  }
  return instruction.operands.map((_, operand) => sourceOf(operand))
}
