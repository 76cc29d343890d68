// Checks what introduces names: variables with their first values, constants, types.

import { constantValue } from '../fold.js'
import { MOST_ELEMENTS } from '../limits.js'
import type { Mistakes, Place } from '../mistakes.js'
import type { Declaration, Expression, TypeText } from '../parse/syntax.js'
import type { Initial, Value } from '../tree.js'
import { type ArrayType, type Scalar, type Type, typeText } from '../types.js'
import type { Scope } from './scope.js'
import type { ValueChecker } from './values.js'

type ArrayText = Extract<Expression, { kind: 'list' | 'repeat' }>

/** What a variable begins with, and its type. */
export interface Introduced {
  readonly type: Type
  readonly initial: Initial
}

/** Checks declarations. */
export class DeclarationChecker {
  constructor(
    private readonly mistakes: Mistakes,
    private readonly values: ValueChecker,
  ) {}

  /** A variable's type and first value; undefined when they are wrong. */
  introduced({ name, type: text, value }: Declaration, scope: Scope): Introduced | undefined {
    const type = text && this.type(text, scope)
    if (value === undefined) return type && zero(type, name)
    if (value.kind === 'list' || value.kind === 'repeat') return this.array(value, type, scope)
    if (text !== undefined && type === undefined) {
      this.values.value(value, scope)
      return undefined
    }
    return this.scalar(value, type, scope)
  }

  /** The value of a constant. */
  constant({ name, type: text, value: expression }: Declaration, scope: Scope): Value | undefined {
    const type = text && this.scalarType(text)
    if (expression === undefined) return undefined
    const value =
      type === undefined
        ? this.values.value(expression, scope)
        : this.values.valueOf(expression, type, scope, `the constant ${name.text}`)
    if (value === undefined || value.kind === 'constant') return value
    const help = 'constants are made of literals, other constants and operators; else use let'
    this.mistakes.error('not-constant', value, 'this is not known before the program runs', { help })
    return undefined
  }

  /** A type that is not an array. */
  scalarType(text: TypeText): Scalar | undefined {
    if (text.length === undefined) return text.word
    const help = 'arrays are local to a function; give it the elements that it needs'
    this.mistakes.error('array-as-value', text, 'an array cannot be passed, returned or constant', { help })
    return undefined
  }

  private type({ word, length, ...place }: TypeText, scope: Scope): Type | undefined {
    if (word === undefined || length === undefined) return word
    const count = this.count(length, scope, place)
    return count === undefined ? undefined : { element: word, length: count }
  }

  private count(expression: Expression, scope: Scope, place: Place): number | undefined {
    const value = this.values.valueOf(expression, 'int', scope, 'the length of an array')
    if (value === undefined) return undefined
    if (value.kind === 'constant' && value.word >= 1 && value.word <= MOST_ELEMENTS) return value.word
    const message = `the length of an array must be a constant from 1 to ${MOST_ELEMENTS}`
    this.mistakes.error('array-length', place, message)
    return undefined
  }

  private scalar(expression: Expression, type: Type | undefined, scope: Scope): Introduced | undefined {
    if (type !== undefined && typeof type !== 'string') {
      const value = this.values.value(expression, scope)
      if (value !== undefined) this.values.wrongType(value, type)
      return undefined
    }
    const value =
      type === undefined
        ? this.values.value(expression, scope)
        : this.values.valueOf(expression, type, scope, 'the declared type')
    return value && { type: value.type, initial: { kind: 'value', value } }
  }

  private array(text: ArrayText, type: Type | undefined, scope: Scope): Introduced | undefined {
    if (typeof type === 'string') {
      this.mistakes.error('wrong-type', text, `expected ${type}, found an array`)
      return undefined
    }
    return text.kind === 'list' ? this.list(text, type, scope) : this.repeated(text, type, scope)
  }

  private list(text: ArrayText & { kind: 'list' }, type: ArrayType | undefined, scope: Scope) {
    const [first, ...others] = text.elements
    const element = type?.element ?? (first && this.values.value(first, scope)?.type)
    if (element === undefined) return this.withoutElements(text, first)
    const checked = type === undefined ? others : text.elements
    const values = checked.map((one) => this.values.valueOf(one, element, scope, "the elements' type"))
    if (!values.every((value) => value !== undefined)) return undefined
    const head = type === undefined && first !== undefined ? [this.values.value(first, scope)] : []
    const elements = [...head, ...values] as readonly Value[]
    if (!this.fits(text, elements.length, type)) return undefined
    return { type: { element, length: elements.length }, initial: { kind: 'list', elements } } as const
  }

  private withoutElements(place: Place, first: Expression | undefined): undefined {
    if (first === undefined)
      this.mistakes.error('array-length', place, 'an array has at least one element', {
        help: 'write [0; 10] for ten zeros',
      })
    return undefined
  }

  private repeated(text: ArrayText & { kind: 'repeat' }, type: ArrayType | undefined, scope: Scope) {
    const value =
      type === undefined
        ? this.values.value(text.value, scope)
        : this.values.valueOf(text.value, type.element, scope, "the elements' type")
    const length = this.count(text.count, scope, text.count)
    if (value === undefined || length === undefined || !this.fits(text, length, type)) return undefined
    return { type: { element: value.type, length }, initial: { kind: 'repeat', value } } as const
  }

  private fits(place: Place, count: number, type: ArrayType | undefined): boolean {
    if (count > MOST_ELEMENTS) {
      this.mistakes.error('array-length', place, `an array has at most ${MOST_ELEMENTS} elements`)
      return false
    }
    if (type === undefined || type.length === count) return true
    this.mistakes.error('array-length', place, `expected ${typeText(type)}, found ${count} elements`)
    return false
  }
}

/** What a variable without a value begins with. */
function zero(type: Type, place: Place): Introduced {
  if (typeof type === 'string')
    return { type, initial: { kind: 'value', value: constantValue(type, 0, place) } }
  return { type, initial: { kind: 'repeat', value: constantValue(type.element, 0, place) } }
}
