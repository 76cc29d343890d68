// Checks expressions: names, types, counts of arguments. What is wrong is undefined and silences what depends on it.

import { arithmeticValue, compareValue, constantValue, logicValue, unaryValue } from '../fold.js'
import type { Mistakes, Place } from '../mistakes.js'
import type { Expression, Name } from '../parse/syntax.js'
import type { Call, UnaryOperator, Value, Variable } from '../tree.js'
import { type ArrayType, type Scalar, type Type, typeText } from '../types.js'
import { ARITHMETIC, RELATION_SIGNS } from '../words.js'
import type { Meaning, Scope } from './scope.js'

type Shaped<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>

/** Variables of the main program that the code to check cannot see, and why. */
export interface OuterNames {
  readonly names: ReadonlySet<string>
  readonly reason: string
}

/** Conversions and functions that every program has, of one value. */
const CONVERSIONS: Readonly<Record<string, Partial<Record<Scalar, UnaryOperator | 'same'>>>> = {
  int: { float: 'int', bool: 'truth', int: 'same' },
  float: { int: 'float', float: 'same' },
  sqrt: { float: 'sqrt' },
}

/** Checks the expressions of one function. */
export class ValueChecker {
  constructor(
    private readonly mistakes: Mistakes,
    private readonly outer: OuterNames,
  ) {}

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
        return this.callValue(expression, scope)
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

  /** A call of a function of the program. */
  call({ name, operands, start, end }: Shaped<'call'>, scope: Scope): Call | undefined {
    const meaning = this.meaning(name, scope)
    if (meaning === undefined || meaning.kind === 'broken') return this.onlyCheck(operands, scope)
    if (meaning.kind !== 'function') {
      this.mistakes.error('not-callable', name, `${name.text} is no function but a ${meaning.kind}`)
      return this.onlyCheck(operands, scope)
    }
    const { head } = meaning
    if (!this.hasCount(name, operands, head.parameters.length)) return this.onlyCheck(operands, scope)
    const values = head.parameters.map(({ type, name: parameter }, index) =>
      this.valueOf(operands[index], type, scope, `the parameter ${parameter}`),
    )
    if (!values.every((value) => value !== undefined)) return undefined
    return { callee: head, operands: values as readonly Value[], start, end }
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

  private callValue(expression: Shaped<'call'>, scope: Scope): Value | undefined {
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
    const operand = this.value(operands[0], scope)
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

  private length({ name, operands, ...place }: Shaped<'call'>, scope: Scope): Value | undefined {
    if (!this.hasCount(name, operands, 1)) return this.onlyCheck(operands, scope)
    const [array] = operands
    const meaning = array.kind === 'name' ? this.meaning(array.name, scope) : undefined
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
    for (const operand of operands) this.value(operand, scope)
    return undefined
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

function hintFor(left: Value, right: Value): string | undefined {
  if (left.type === 'bool' || right.type === 'bool') return undefined
  const integer = left.type === 'int' ? left : right
  return hintToward(integer, 'float')
}

function hintToward({ type, kind, ...value }: Value, wanted: Type): string | undefined {
  if (wanted === 'float' && type === 'int')
    return kind === 'constant' && 'word' in value ? `write ${value.word}.0` : 'convert it with float(…)'
  if (wanted === 'int' && type !== 'int')
    return type === 'float' ? 'convert it with int(…), which truncates' : 'int(…) makes 0 or 1 of it'
  return wanted === 'bool' ? 'compare it: … != 0' : undefined
}
