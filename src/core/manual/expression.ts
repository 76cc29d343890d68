// Prints recorded expressions the way people write them: infix operators, as few parentheses as possible.

import { type Constant, OPERATORS, type Operator, type OperatorName } from '../ir/operators.js'
import {
  ConstantValue,
  ContextValue,
  HoleValue,
  OperationValue,
  SelectValue,
  TemporaryValue,
  type Value,
} from '../ir/value.js'

/** What an expression printer has to ask others. */
export interface Names {
  /** The name under which a value was defined by an earlier line. */
  readonly defined: (value: Value) => string | undefined
  /** The name of a defined condition that is exactly the opposite of a value. */
  readonly negated: (value: OperationValue) => string | undefined
  /** The text of a temporary that no line defines: the register read or the load itself. */
  readonly inlined: (value: TemporaryValue) => string
  /** Names of the instruction's operands. */
  readonly operands: readonly string[]
}

/** Constants up to this size are clearer in decimal. */
const LARGEST_DECIMAL = 1024
/** Binds tighter than every operator. */
const ATOM = 100
/** `if … then … else …` binds loosest. */
const SELECT = 0
const CONTEXT_NAMES = { pc: 'pc', nextPc: 'next pc', counter: 'instruction count' } as const

interface Printed {
  readonly text: string
  readonly precedence: number
}

/** The text of a value. */
export function expressionText(value: Value, names: Names): string {
  return print(value, names, false).text
}

function print(value: Value, names: Names, asBits: boolean): Printed {
  const name = names.defined(value)
  if (name !== undefined) return atom(name)
  if (value instanceof ConstantValue) return atom(constantText(value, asBits))
  if (value instanceof HoleValue) return atom(holeText(value, names))
  if (value instanceof ContextValue) return atom(CONTEXT_NAMES[value.name])
  if (value instanceof TemporaryValue) return atom(names.inlined(value))
  if (value instanceof OperationValue) return printOperation(value, names)
  if (value instanceof SelectValue) return printSelect(value, names)
  throw new Error(`the manual cannot show a ${value.constructor.name}`)
}

const atom = (text: string): Printed => ({ text, precedence: ATOM })

function holeText({ operand, part }: HoleValue, { operands }: Names): string {
  return part === 'number' ? operands[operand] : `form(${operands[operand]})`
}

/** Small numbers in decimal; masks and large ones in hexadecimal. */
function constantText({ type, constant }: ConstantValue, asBits: boolean): string {
  if (type === 'bool') return constant ? 'true' : 'false'
  if (type === 'f64') return `${constant}`
  return integerText(constant, type === 'i64' ? 64 : 32, asBits)
}

function integerText(constant: Constant, bits: number, asBits: boolean): string {
  const magnitude = Math.abs(Number(constant))
  const decimal = asBits ? Number(constant) >= 0 && magnitude < 10 : magnitude <= LARGEST_DECIMAL
  if (decimal) return `${constant}`
  return `0x${BigInt.asUintN(bits, BigInt(constant)).toString(16).toUpperCase()}`
}

function printOperation(value: OperationValue, names: Names): Printed {
  const opposite = names.negated(value)
  if (opposite !== undefined) return atom(`not ${opposite}`)
  const { operator, values } = value
  const { text, precedence }: Operator = OPERATORS[operator as OperatorName]
  if (precedence === undefined) return printCall(text, values, names)
  const asBits =
    isMask(text) || values.some((part) => part instanceof OperationValue && isMask(symbolOf(part)))
  const [a, b] = values.map((part) => printOperand(part, { text, precedence }, names, asBits))
  const mirrored = values[0] instanceof ConstantValue ? MIRRORED.get(text) : undefined
  const line = mirrored === undefined ? `${a} ${text} ${b}` : `${b} ${mirrored} ${a}`
  return { text: line, precedence }
}

const printCall = (name: string, values: readonly Value[], names: Names): Printed =>
  atom(`${name}(${values.map((value) => expressionText(value, names)).join(', ')})`)

/** How comparisons read with their sides exchanged, so that a constant comes last. */
const MIRRORED: ReadonlyMap<string, string> = new Map([
  ['<', '>'],
  ['≤', '≥'],
  ['<s', '>s'],
  ['≤s', '≥s'],
  ['<f', '>f'],
])

const isMask = (text: string): boolean => ['&', '|', '^'].includes(text)
const isBitwise = (text: string): boolean => isMask(text) || ['<<', '>>', '>>s'].includes(text)
const symbolOf = (value: OperationValue): string => OPERATORS[value.operator].text

interface Around {
  readonly text: string
  readonly precedence: number
}

/** An operand in parentheses where precedence asks for them, or readers could doubt how bits and numbers group. */
function printOperand(value: Value, around: Around, names: Names, asBits: boolean): string {
  const { text, precedence } = print(value, names, asBits)
  if (precedence === ATOM) return text
  const own = value instanceof OperationValue ? symbolOf(value) : ''
  const isChain = own === around.text && OPERATORS[(value as OperationValue).operator].commutes === true
  const isClear = precedence > around.precedence && !isBitwise(around.text) && !isBitwise(own)
  return isChain || isClear ? text : `(${text})`
}

function printSelect(value: SelectValue, names: Names): Printed {
  const [condition, whenTrue] = [value.condition, value.whenTrue].map((part) => expressionText(part, names))
  const otherwise = expressionText(value.whenFalse, names)
  return { text: `if ${condition} then ${whenTrue} else ${otherwise}`, precedence: SELECT }
}
