// Checks expressions: names, types, counts of arguments. What is wrong is undefined and silences what depends on it.

import { arithmeticValue, compareValue, constantValue, logicValue, unaryValue } from '../fold.js'
import type { Mistakes, Place } from '../mistakes.js'
import type { Expression, Name } from '../parse/syntax.js'
import type { Value, Variable } from '../tree.js'
import { type ArrayType, type Scalar, type Type, typeText } from '../types.js'
import { ARITHMETIC, RELATION_SIGNS } from '../words.js'
import { CallChecker } from './calls.js'
import { hintFor, hintToward } from './hints.js'
import type { Meaning, Scope } from './scope.js'

type Shaped<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>

/** Variables of the main program that the code to check cannot see, and why. */
export interface OuterNames {
  readonly names: ReadonlySet<string>
  readonly reason: string
}

/** Checks the expressions of one function. */
export class ValueChecker {
  readonly calls: CallChecker

  constructor(
    private readonly mistakes: Mistakes,
    private readonly outer: OuterNames,
  ) {
    this.calls = new CallChecker(mistakes, this)
  }

  /** A value of a type; `why` says where that type comes from. */
  valueOf(expression: Expression, type: Scalar, scope: Scope, why?: string): Value | undefined {
    const value = this.value(expression, scope)
    if (value === undefined || value.type === type) return value
    this.wrongType(value, type, why)
    return undefined
  }

  /** A value of any type. */
  value(expression: Expression, scope: Scope): Value | undefined {
    switch (expression.kind) {
      case 'number':
        return constantValue(expression.type, expression.word, expression)
      case 'truth':
        return constantValue('bool', expression.value ? 1 : 0, expression)
      case 'name':
        return this.named(expression, scope)
      case 'unary':
        return this.unary(expression, scope)
      case 'binary':
        return this.binary(expression, scope)
      case 'call':
        return this.calls.value(expression, scope)
      case 'index':
        return this.element(expression, scope)
      case 'text':
        return this.misplaced(expression, 'a text can only be printed')
      case 'list':
      case 'repeat':
        return this.misplaced(
          expression,
          'the elements of an array can only stand where the array is declared',
        )
      case 'invalid':
        return undefined
    }
  }

  /** The meaning of a name, or a message that there is none. */
  meaning(name: Name, scope: Scope, isAssigned = false): Meaning | undefined {
    const meaning = isAssigned ? scope.assigned(name.text) : scope.meaningOf(name.text)
    if (meaning !== undefined) return meaning
    if (this.outer.names.has(name.text)) {
      const help = 'make it a const, or give it to functions as a parameter'
      const message = `${name.text} is a variable of the main program, which ${this.outer.reason}`
      this.mistakes.error('outer-variable', name, message, { help })
      return undefined
    }
    const guess = scope.similarTo(name.text)
    const help = guess === undefined ? undefined : `did you mean ${guess}?`
    this.mistakes.error('unknown-name', name, `there is no ${name.text} here`, { help })
    return undefined
  }

  /** An array that is indexed, and the index. */
  indexed(name: Name, index: Expression, scope: Scope, isAssigned = false) {
    const place = this.valueOf(index, 'int', scope, 'an index')
    const variable = this.variable(name, scope, isAssigned)
    if (variable === undefined) return undefined
    if (typeof variable.type === 'string') {
      const message = `${name.text} is no array but ${typeText(variable.type)}`
      this.mistakes.error('wrong-type', name, message)
      return undefined
    }
    if (place === undefined || !this.isInside(place, variable.type, name)) return undefined
    return { variable, index: place, element: variable.type.element }
  }

  private named({ name, ...place }: Shaped<'name'>, scope: Scope): Value | undefined {
    const meaning = this.meaning(name, scope)
    switch (meaning?.kind) {
      case 'constant':
        return { ...meaning.value, start: place.start, end: place.end }
      case 'variable':
        return this.read(meaning.variable, name)
      case 'function':
        this.mistakes.error('wrong-type', name, `${name.text} is a function`, {
          help: `call it: ${name.text}(…)`,
        })
        return undefined
      default:
        return undefined
    }
  }

  private read(variable: Variable, { start, end }: Place): Value | undefined {
    if (typeof variable.type === 'string')
      return { kind: 'variable', type: variable.type, variable, start, end }
    const help = 'name one of its elements, or go through them with for'
    const message = `the array ${variable.name} is no value: arrays cannot be passed, assigned or printed as a whole`
    this.mistakes.error('array-as-value', { start, end }, message, { help })
    return undefined
  }

  /** A variable by its name. */
  private variable(name: Name, scope: Scope, isAssigned: boolean): Variable | undefined {
    const meaning = this.meaning(name, scope, isAssigned)
    if (meaning === undefined || meaning.kind === 'broken') return undefined
    if (meaning.kind === 'variable') return meaning.variable
    this.mistakes.error('wrong-type', name, `${name.text} is no array but a ${meaning.kind}`)
    return undefined
  }

  private isInside(index: Value, { length }: ArrayType, { text }: Name): boolean {
    if (index.kind !== 'constant' || (index.word >= 0 && index.word < length)) return true
    const message = `${text} has no element ${index.word}`
    this.mistakes.error('index-range', index, message, { help: `its elements are 0 to ${length - 1}` })
    return false
  }

  private element(expression: Shaped<'index'>, scope: Scope): Value | undefined {
    const found = this.indexed(expression.name, expression.index, scope)
    if (found === undefined) return undefined
    const { variable, index, element } = found
    const { start, end } = expression
    return { kind: 'element', type: element, variable, index, start, end }
  }

  private unary(expression: Shaped<'unary'>, scope: Scope): Value | undefined {
    const { operator } = expression
    if (operator === 'not') {
      const operand = this.valueOf(expression.operand, 'bool', scope, 'the operand of not')
      return operand && unaryValue('not', operand, expression)
    }
    const operand = this.numberFrom(expression.operand, scope, 'the operand of -')
    return operand && unaryValue('negate', operand, expression)
  }

  private binary(expression: Shaped<'binary'>, scope: Scope): Value | undefined {
    const { operator, left, right } = expression
    if (operator === 'and' || operator === 'or') {
      const [a, b] = [left, right].map((side) =>
        this.valueOf(side, 'bool', scope, `an operand of ${operator}`),
      )
      return a && b && logicValue(operator, a, b, expression)
    }
    const [a, b] = [this.value(left, scope), this.value(right, scope)]
    if (a === undefined || b === undefined || !this.areAlike(a, b, expression)) return undefined
    if (Object.hasOwn(RELATION_SIGNS, operator)) return this.relation(expression, a, b)
    return this.isNumber(a, `an operand of ${operator}`)
      ? this.combine(operator, a, b, expression)
      : undefined
  }

  /** An arithmetic operation on two numbers of one type. */
  combine(operator: string, left: Value, right: Value, place: Place): Value {
    const isDivision = operator === '/' || operator === '%'
    if (isDivision && right.type === 'int' && right.kind === 'constant' && right.word === 0)
      this.mistakes.warning('division-by-zero', right, 'the program fails here: the divisor is 0')
    return arithmeticValue(ARITHMETIC[operator], left, right, place)
  }

  private relation(expression: Shaped<'binary'>, left: Value, right: Value): Value | undefined {
    const relation = RELATION_SIGNS[expression.operator]
    if (left.type === 'bool' && relation !== 'eq' && relation !== 'ne') {
      this.mistakes.error('wrong-type', expression.sign, `bools have no order`, {
        help: 'bools can be compared with == and !=',
      })
      return undefined
    }
    return compareValue(relation, left, right, expression)
  }

  private numberFrom(expression: Expression, scope: Scope, what: string): Value | undefined {
    const value = this.value(expression, scope)
    return value !== undefined && this.isNumber(value, what) ? value : undefined
  }

  private isNumber(value: Value, what: string): boolean {
    if (value.type !== 'bool') return true
    const help = 'int(…) makes 0 or 1 of it'
    this.mistakes.error('wrong-type', value, `${what} must be a number, not bool`, { help })
    return false
  }

  private areAlike(left: Value, right: Value, { sign, operator }: Shaped<'binary'>): boolean {
    if (left.type === right.type) return true
    const message = `${operator} takes two values of one type, not ${left.type} and ${right.type}`
    this.mistakes.error('wrong-type', sign, message, { help: hintFor(left, right) })
    return false
  }

  /** Reports a value of another type than the one that is needed. */
  wrongType(value: Value, wanted: Type, why?: string): void {
    const reason = why === undefined ? '' : `: ${why} is ${typeText(wanted)}`
    const message = `expected ${typeText(wanted)}, found ${value.type}${reason}`
    this.mistakes.error('wrong-type', value, message, { help: hintToward(value, wanted) })
  }

  private misplaced(place: Place, message: string): undefined {
    this.mistakes.error('misplaced', place, message)
    return undefined
  }
}
