// Lowers expressions: a value is left on the stack, a condition becomes branches.

import type { Span } from '../../../core/index.js'
import type { LabelNumber, Operation } from '../../../core/stack-code/index.js'
import type { Place } from '../mistakes.js'
import type { Call, FunctionHead, UnaryOperator, Value, Variable } from '../tree.js'
import { wordTypeOf } from '../types.js'
import type { Body } from './body.js'

/** What a function's code needs to know about the rest. */
export interface Surroundings {
  readonly spanOf: (place: Place) => Span
  /** The number of a function, which is compiled then. */
  readonly numberOf: (head: FunctionHead) => number
}

/** Lowers the expressions of one function. */
export class ValueLowering {
  private readonly locals = new Map<Variable, number>()

  constructor(
    private readonly body: Body,
    private readonly surroundings: Surroundings,
  ) {}

  /** The local of a variable, which is made when it is first asked for. */
  localOf(variable: Variable): number {
    const known = this.locals.get(variable)
    if (known !== undefined) return known
    const { name, type } = variable
    const isScalar = typeof type === 'string'
    const local = this.body.newLocal({
      name,
      type: wordTypeOf(isScalar ? type : type.element),
      ...(!isScalar && { length: type.length }),
      span: this.surroundings.spanOf(variable),
    })
    this.locals.set(variable, local)
    return local
  }

  /** A local that the program does not name. */
  hidden(name: string, type: Value['type'], place: Place): number {
    return this.body.newLocal({ name, type: wordTypeOf(type), span: this.surroundings.spanOf(place) })
  }

  add(operation: Operation, place: Place): void {
    this.body.add(operation, this.surroundings.spanOf(place))
  }

  /** Leaves a value on the stack. */
  value(value: Value): void {
    switch (value.kind) {
      case 'constant':
        return this.add({ kind: 'push', type: wordTypeOf(value.type), word: value.word }, value)
      case 'variable':
        return this.add({ kind: 'get', local: this.localOf(value.variable) }, value)
      case 'element':
        return this.element(value.variable, value.index, value)
      case 'unary':
        this.value(value.operand)
        // A truth value is the integer already.
        if (value.operator === 'truth') return
        return this.add(UNARY[value.operator](value.operand), value)
      case 'arithmetic':
        this.value(value.left)
        this.value(value.right)
        return this.add({ kind: 'arithmetic', operator: value.operator, type: wordTypeOf(value.type) }, value)
      case 'compare':
        return this.comparison(value)
      case 'logic':
        return this.logic(value)
      case 'call':
        return this.call(value.call)
    }
  }

  /** Goes to a label if a condition is `when`, on otherwise. */
  branch(condition: Value, when: boolean, label: LabelNumber): void {
    switch (condition.kind) {
      case 'constant':
        if ((condition.word === 1) === when) this.add({ kind: 'jump', label }, condition)
        return
      case 'unary':
        if (condition.operator === 'not') return this.branch(condition.operand, !when, label)
        break
      case 'logic':
        return this.branchOnLogic(condition, when, label)
    }
    this.value(condition)
    this.add({ kind: 'branch', when, label }, condition)
  }

  /** Arguments are evaluated from the first to the last, but pushed the other way round. */
  call({ callee, operands, ...place }: Call): void {
    const kept = this.evaluatedBefore(operands)
    for (const operand of [...operands].reverse()) {
      const local = kept.get(operand)
      if (local === undefined) this.value(operand)
      else this.add({ kind: 'get', local }, operand)
    }
    this.add({ kind: 'call', function: this.surroundings.numberOf(callee) }, place)
  }

  /** Where the order can be noticed, arguments are evaluated into locals first. */
  private evaluatedBefore(operands: readonly Value[]): ReadonlyMap<Value, number> {
    const noticed = operands.filter((operand) => canBeNoticed(operand))
    const kept = new Map<Value, number>()
    if (noticed.length < 2) return kept
    for (const operand of noticed) {
      const local = this.hidden('argument', operand.type, operand)
      this.value(operand)
      this.add({ kind: 'set', local }, operand)
      kept.set(operand, local)
    }
    return kept
  }

  private element(variable: Variable, index: Value, place: Place): void {
    const local = this.localOf(variable)
    if (index.kind === 'constant')
      return this.add({ kind: 'get-element-at', local, index: index.word }, place)
    this.value(index)
    this.add({ kind: 'get-element', local }, place)
  }

  private comparison(value: Value & { kind: 'compare' }): void {
    const { relation, left, right } = value
    this.value(left)
    this.value(right)
    this.add({ kind: 'compare', relation, type: wordTypeOf(left.type) }, value)
  }

  /** The truth value of `and` and `or`: the left side's where that decides, else the right side's. */
  private logic(value: Value & { kind: 'logic' }): void {
    const { left, operator, right } = value
    const [decided, end] = [this.body.newLabel(), this.body.newLabel()]
    const decision = operator === 'or'
    this.branch(left, decision, decided)
    this.value(right)
    this.add({ kind: 'jump', label: end }, value)
    this.body.place(decided, this.surroundings.spanOf(value))
    this.add({ kind: 'push', type: 'int', word: decision ? 1 : 0 }, left)
    this.body.place(end, this.surroundings.spanOf(value))
  }

  private branchOnLogic(value: Value & { kind: 'logic' }, when: boolean, label: LabelNumber): void {
    const { left, operator, right } = value
    const decision = operator === 'or'
    if (decision === when) {
      this.branch(left, when, label)
      return this.branch(right, when, label)
    }
    const otherwise = this.body.newLabel()
    this.branch(left, decision, otherwise)
    this.branch(right, when, label)
    this.body.place(otherwise, this.surroundings.spanOf(value))
  }
}

const UNARY: Readonly<Record<Exclude<UnaryOperator, 'truth'>, (operand: Value) => Operation>> = {
  negate: ({ type }) => ({ kind: 'negate', type: wordTypeOf(type) }),
  not: () => ({ kind: 'not' }),
  sqrt: () => ({ kind: 'square-root' }),
  float: () => ({ kind: 'convert', to: 'float' }),
  int: () => ({ kind: 'convert', to: 'int' }),
}

/** Whether evaluating a value can print, fail or take for ever. */
function canBeNoticed(value: Value): boolean {
  switch (value.kind) {
    case 'constant':
    case 'variable':
      return false
    case 'call':
    case 'element':
      return true
    case 'unary':
      return canBeNoticed(value.operand)
    case 'arithmetic': {
      const canFail = value.type === 'int' && (value.operator === 'div' || value.operator === 'rem')
      return canFail || canBeNoticed(value.left) || canBeNoticed(value.right)
    }
    case 'compare':
    case 'logic':
      return canBeNoticed(value.left) || canBeNoticed(value.right)
  }
}
