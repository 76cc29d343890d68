// Checks assignments: that the target can change, and that the value fits it.

import type { Mistakes, Place } from '../mistakes.js'
import type { Expression, Name, Statement as StatementText } from '../parse/syntax.js'
import type { Statement, Value, Variable } from '../tree.js'
import { ARITHMETIC } from '../words.js'
import type { Scope } from './scope.js'
import type { ValueChecker } from './values.js'

type AssignmentText = Extract<StatementText, { kind: 'assign' }>

/** Checks the assignments of one function. */
export class AssignmentChecker {
  constructor(
    private readonly mistakes: Mistakes,
    private readonly values: ValueChecker,
  ) {}

  /** An assignment of a variable or of an element. */
  assignment(text: AssignmentText, scope: Scope, place: Place): Statement | undefined {
    const { name, index } = text.target
    if (index !== undefined) return this.elementAssignment(text, index, scope, place)
    const meaning = this.values.meaning(name, scope, text.operator === undefined)
    if (meaning?.kind !== 'variable') {
      if (meaning !== undefined && meaning.kind !== 'broken') this.notAssignable(name, `a ${meaning.kind}`)
      this.values.value(text.value, scope)
      return undefined
    }
    const { variable } = meaning
    if (typeof variable.type !== 'string') {
      this.values.value({ kind: 'name', name, height: 1, start: name.start, end: name.end }, scope)
      return undefined
    }
    const isAllowed = this.isMutable(variable, name)
    const value = this.values.valueOf(text.value, variable.type, scope, `the variable ${name.text}`)
    if (value === undefined || !isAllowed || !this.canCombine(text, variable.type)) return undefined
    const old: Value = { kind: 'variable', type: variable.type, variable, start: name.start, end: name.end }
    const { operator } = text
    const combined = operator === undefined ? value : this.values.combine(operator, old, value, place)
    return { kind: 'assign', variable, value: combined, ...place }
  }

  private elementAssignment(
    text: AssignmentText,
    indexText: Expression,
    scope: Scope,
    place: Place,
  ): Statement | undefined {
    const { name } = text.target
    const found = this.values.indexed(name, indexText, scope, text.operator === undefined)
    if (found === undefined) {
      this.values.value(text.value, scope)
      return undefined
    }
    const { variable, index, element } = found
    const isAllowed = this.isMutable(variable, name)
    const value = this.values.valueOf(text.value, element, scope, `an element of ${name.text}`)
    if (value === undefined || !isAllowed || !this.canCombine(text, element)) return undefined
    const operator = text.operator === undefined ? undefined : ARITHMETIC[text.operator]
    return { kind: 'assign-element', variable, index, operator, value, ...place }
  }

  private canCombine({ operator, target }: AssignmentText, type: string): boolean {
    if (operator === undefined || type !== 'bool') return true
    this.mistakes.error('wrong-type', target, `${operator}= takes numbers, not bool`)
    return false
  }

  private isMutable({ isMutable, start, end }: Variable, name: Name): boolean {
    if (isMutable) return true
    const others = [{ span: this.mistakes.spanOf({ start, end }), text: 'declared here' }]
    const message = `${name.text} cannot be assigned`
    const help = 'only variables that are declared with var can change'
    this.mistakes.error('not-assignable', name, message, { help, others })
    return false
  }

  private notAssignable(name: Name, what: string): void {
    this.mistakes.error('not-assignable', name, `${name.text} is ${what}, which cannot be assigned`)
  }
}
