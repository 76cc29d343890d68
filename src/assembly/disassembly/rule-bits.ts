// The bits of a rule's encoding and where each of them comes from: what makes a rule work backwards.

import type { Parameter, Rule } from '../rules/rule.js'
import type { Expression } from '../syntax/expression.js'
import { isInverse, type Linear, linearIn } from './linear.js'

/** Where a bit of an encoding comes from. */
export type BitSource =
  | { readonly kind: 'constant'; readonly bit: 0 | 1 }
  /** Bit `bit` of what `value` yields. */
  | { readonly kind: 'value'; readonly value: Linear; readonly bit: number }
  /** Bit `bit` of a nested rule's encoding, counted from its lowest one. */
  | { readonly kind: 'nested'; readonly parameter: number; readonly bit: number }

/** The bits of an encoding, highest first, or why they are not known. */
export type RuleBits = readonly BitSource[] | string

/** Encodings longer than this are data, not instructions. */
const LONGEST = 4096

/** Finds the bits of a rule, given the widths of its nested rules by parameter. */
export function bitsOfRule(rule: Rule, nested: ReadonlyMap<number, number>): RuleBits {
  if (rule.definition === undefined) return 'it is not written as an expression'
  const bits = new BitReader(rule.parameters, nested).bitsOf(rule.definition)
  return typeof bits !== 'string' && bits.length > LONGEST ? 'its encoding is too long' : bits
}

class BitReader {
  /** Local variables by name. */
  readonly #locals = new Map<string, Expression>()

  constructor(
    readonly parameters: readonly Parameter[],
    readonly nested: ReadonlyMap<number, number>,
  ) {}

  bitsOf(expression: Expression): RuleBits {
    switch (expression.kind) {
      case 'literal': {
        const { value } = expression
        if (value.kind !== 'integer' || value.size === undefined) return 'a part of its encoding has no size'
        return constantBits(value.value, value.size)
      }
      case 'name':
        return this.#bitsOfName(expression.name)
      case 'block':
        return this.#bitsOfBlock(expression.body)
      case 'cast':
        return this.#cut(expression.operand, numberIn(expression.size), 0)
      case 'slice': {
        const [high, low] = [numberIn(expression.high), numberIn(expression.low)]
        return this.#cut(expression.operand, high === undefined ? undefined : high + 1, low)
      }
      case 'binary':
        return expression.operator === '@'
          ? concatenated(this.bitsOf(expression.left), this.bitsOf(expression.right))
          : 'a part of its encoding has no size'
      case 'call':
        return isByteSwap(expression.callee) ? reversedBytes(this.bitsOf(expression.arguments[0])) : UNKNOWN
      default:
        return UNKNOWN
    }
  }

  #bitsOfName(name: string): RuleBits {
    const index = this.parameters.findIndex((parameter) => parameter.name === name)
    const local = this.#locals.get(name)
    if (local !== undefined) return this.bitsOf(local)
    if (index < 0) return `its encoding depends on \`${name}\``
    const { type } = this.parameters[index]
    const width = this.nested.get(index)
    if (width !== undefined) {
      return Array.from({ length: width }, (_, at) => ({
        kind: 'nested',
        parameter: index,
        bit: width - 1 - at,
      }))
    }
    if (!('bits' in type)) return `its parameter \`${name}\` has no size`
    return valueBits({ parameter: index, factor: 1, address: 0, constant: 0n }, type.bits, 0)
  }

  /** Assignments are remembered; what is only checked does not change the bits. */
  #bitsOfBlock(body: readonly Expression[]): RuleBits {
    for (const statement of body.slice(0, -1)) {
      if (statement.kind === 'assignment' && statement.target.kind === 'name') {
        this.#locals.set(statement.target.name, statement.value)
      }
    }
    return body.length === 0 ? 'it has no encoding' : this.bitsOf(body[body.length - 1])
  }

  /** Bits `end` (exclusive) down to `low` of an operand. */
  #cut(operand: Expression, end: number | undefined, low: number | undefined): RuleBits {
    if (end === undefined || low === undefined || end < low || end - low > LONGEST) return UNKNOWN
    const linear = linearIn(operand, this.parameters, this.#locals)
    if (linear !== undefined) {
      const isConstant = linear.parameter === undefined && linear.address === 0
      if (isConstant) return constantCut(linear.constant, end, low)
      if (linear.parameter === undefined) return valueBits(linear, end, low)
      return isInverse(linear) ? valueBits(linear, end, low) : UNKNOWN
    }
    const bits = this.bitsOf(operand)
    return typeof bits === 'string' || bits.length < end
      ? UNKNOWN
      : bits.slice(bits.length - end, bits.length - low)
  }
}

const UNKNOWN = 'its encoding cannot be computed backwards'

const isByteSwap = (callee: Expression): boolean => callee.kind === 'name' && callee.name === '$le'

function numberIn(expression: Expression): number | undefined {
  const isNumber = expression.kind === 'literal' && expression.value.kind === 'integer'
  return isNumber && expression.value.kind === 'integer' ? Number(expression.value.value) : undefined
}

function constantBits(value: bigint, size: number): BitSource[] {
  return constantCut(value, size, 0)
}

function constantCut(value: bigint, end: number, low: number): BitSource[] {
  return Array.from({ length: end - low }, (_, at) => {
    const bit = (value >> BigInt(end - 1 - at)) & 1n
    return { kind: 'constant', bit: bit === 1n ? 1 : 0 }
  })
}

function valueBits(value: Linear, end: number, low: number): BitSource[] {
  return Array.from({ length: end - low }, (_, at) => ({ kind: 'value', value, bit: end - 1 - at }))
}

function concatenated(left: RuleBits, right: RuleBits): RuleBits {
  if (typeof left === 'string') return left
  return typeof right === 'string' ? right : [...left, ...right]
}

function reversedBytes(bits: RuleBits): RuleBits {
  if (typeof bits === 'string' || bits.length % 8 !== 0) return bits
  const bytes = Array.from({ length: bits.length / 8 }, (_, byte) => bits.slice(byte * 8, byte * 8 + 8))
  return bytes.reverse().flat()
}
