// Checks calls: of functions of the program, of conversions, of what every program has.

import { constantValue, unaryValue } from '../fold.js'
import type { Mistakes, Place } from '../mistakes.js'
import type { Expression, Name } from '../parse/syntax.js'
import type { Call, UnaryOperator, Value } from '../tree.js'
import type { Scalar } from '../types.js'
import type { Scope } from './scope.js'
import type { ValueChecker } from './values.js'

type CallText = Extract<Expression, { kind: 'call' }>

/** Conversions and functions that every program has, of one value. */
const CONVERSIONS: Readonly<Record<string, Partial<Record<Scalar, UnaryOperator | 'same'>>>> = {
  int: { float: 'int', bool: 'truth', int: 'same' },
  float: { int: 'float', float: 'same' },
  sqrt: { float: 'sqrt' },
}

/** Checks the calls of one function; `values` checks their arguments. */
export class CallChecker {
  constructor(
    private readonly mistakes: Mistakes,
    private readonly values: ValueChecker,
  ) {}

  /** A call of a function of the program. */
  call({ name, operands, start, end }: CallText, scope: Scope): Call | undefined {
    const meaning = this.values.meaning(name, scope)
    if (meaning === undefined || meaning.kind === 'broken') return this.onlyCheck(operands, scope)
    if (meaning.kind !== 'function') {
      this.mistakes.error('not-callable', name, `${name.text} is no function but a ${meaning.kind}`)
      return this.onlyCheck(operands, scope)
    }
    const { head } = meaning
    if (!this.hasCount(name, operands, head.parameters.length)) return this.onlyCheck(operands, scope)
    const values = head.parameters.map(({ type, name: parameter }, index) =>
      this.values.valueOf(operands[index], type, scope, `the parameter ${parameter}`),
    )
    if (!values.every((value) => value !== undefined)) return undefined
    return { callee: head, operands: values as readonly Value[], start, end }
  }

  /** The value of a call of any function. */
  value(expression: CallText, scope: Scope): Value | undefined {
    const { name, operands, start, end } = expression
    if (name.text === 'len') return this.length(expression, scope)
    if (Object.hasOwn(CONVERSIONS, name.text)) return this.conversion(name, operands, expression, scope)
    const call = this.call(expression, scope)
    if (call === undefined) return undefined
    const { result } = call.callee
    if (result !== undefined) return { kind: 'call', type: result, call, start, end }
    this.mistakes.error('no-result', expression, `${name.text} has no result`)
    return undefined
  }

  private conversion(name: Name, operands: readonly Expression[], place: Place, scope: Scope) {
    if (!this.hasCount(name, operands, 1)) return this.onlyCheck(operands, scope)
    const operand = this.values.value(operands[0], scope)
    if (operand === undefined) return undefined
    const operator = CONVERSIONS[name.text][operand.type]
    if (operator === 'same') return { ...operand, start: place.start, end: place.end }
    if (operator !== undefined) return unaryValue(operator, operand, place)
    const accepted = Object.keys(CONVERSIONS[name.text]).join(' or ')
    const help = name.text === 'sqrt' ? 'convert it with float(…)' : undefined
    this.mistakes.error('wrong-type', operand, `${name.text} takes ${accepted}, not ${operand.type}`, {
      help,
    })
    return undefined
  }

  private length({ name, operands, ...place }: CallText, scope: Scope): Value | undefined {
    if (!this.hasCount(name, operands, 1)) return this.onlyCheck(operands, scope)
    const [array] = operands
    const meaning = array.kind === 'name' ? this.values.meaning(array.name, scope) : undefined
    if (meaning?.kind === 'variable' && typeof meaning.variable.type !== 'string')
      return constantValue('int', meaning.variable.type.length, place)
    const isKnown = array.kind !== 'name' || (meaning !== undefined && meaning.kind !== 'broken')
    if (isKnown) this.mistakes.error('wrong-type', array, 'len takes an array')
    return undefined
  }

  private hasCount(name: Name, operands: readonly Expression[], wanted: number): boolean {
    if (operands.length === wanted) return true
    const counted = `${wanted} argument${wanted === 1 ? '' : 's'}`
    this.mistakes.error('argument-count', name, `${name.text} takes ${counted}, not ${operands.length}`)
    return false
  }

  /** Looks for mistakes in expressions whose values do not matter any more. */
  private onlyCheck(operands: readonly Expression[], scope: Scope): undefined {
    for (const operand of operands) this.values.value(operand, scope)
    return undefined
  }
}
