// Lowers statements. The condition of a loop stands behind its body, so that a turn has one jump.

import type { LabelNumber, Operation } from '../../../core/stack-code/index.js'
import { compareValue } from '../fold.js'
import type { Place } from '../mistakes.js'
import type { Arm, Block, ForLoop, Initial, Statement, Value, Variable } from '../tree.js'
import type { Body } from './body.js'
import { type Surroundings, ValueLowering } from './values.js'

/** Whether a turn of a counting loop begins; decided here where counter and end are known. */
function beginsTurn({ step, isInclusive, from }: ForLoop, counter: Value, end: Value): Value {
  const relation = step > 0 ? (isInclusive ? 'le' : 'lt') : isInclusive ? 'ge' : 'gt'
  return compareValue(relation, counter, end, from)
}

/** The same behind a turn. A counter that goes on by 1 meets an end that is not part of the range: machines test that best. */
function hasNextTurn(loop: ForLoop, counter: Value, end: Value): Value {
  const meetsEnd = Math.abs(loop.step) === 1 && !loop.isInclusive
  return meetsEnd ? compareValue('ne', counter, end, loop.from) : beginsTurn(loop, counter, end)
}

/** A range without its end that has the same turns, where that is certain. */
function withoutEnd(loop: ForLoop): ForLoop {
  const { to, step, isInclusive } = loop
  const last = step > 0 ? 2 ** 31 - 1 : -(2 ** 31)
  if (!isInclusive || to.kind !== 'constant' || to.word === last) return loop
  return { ...loop, isInclusive: false, to: { ...to, word: to.word + Math.sign(step) } }
}

/** Where `continue` and `break` lead. */
interface Loop {
  readonly next: LabelNumber
  readonly exit: LabelNumber
}

type Shaped<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>

/** Lowers the statements of one function. */
export class StatementLowering {
  private readonly values: ValueLowering
  private readonly loops: Loop[] = []

  constructor(
    private readonly body: Body,
    private readonly surroundings: Surroundings,
    parameters: readonly Variable[],
  ) {
    this.values = new ValueLowering(body, surroundings)
    for (const parameter of parameters) this.values.localOf(parameter)
  }

  block({ statements }: Block): void {
    for (const statement of statements) if (this.body.canContinue) this.statement(statement)
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case 'declare':
        return this.declare(statement.variable, statement.initial, statement)
      case 'assign':
        return this.assign(statement.variable, statement.value, statement)
      case 'assign-element':
        return this.assignElement(statement)
      case 'if':
        return this.condition(statement.arms, statement.otherwise, statement)
      case 'while':
        return this.loop(statement)
      case 'for':
        return this.range(withoutEnd(statement), statement)
      case 'break':
      case 'continue':
        return this.leave(statement.kind, statement)
      case 'return':
        if (statement.value !== undefined) this.values.value(statement.value)
        return this.add({ kind: 'return' }, statement)
      case 'fail':
        return this.add({ kind: 'fail', message: statement.message }, statement)
      case 'print':
        return this.print(statement.value, statement)
      case 'print-text':
        return this.add({ kind: 'print-text', text: statement.text }, statement)
      case 'call':
        this.values.call(statement.call)
        if (statement.call.callee.result !== undefined) this.add({ kind: 'drop' }, statement)
        return
      case 'block':
        return this.block(statement.body)
    }
  }

  private declare(variable: Variable, initial: Initial, place: Place): void {
    if (initial.kind === 'value') return this.assign(variable, initial.value, place)
    const local = this.values.localOf(variable)
    if (initial.kind === 'repeat') {
      this.values.value(initial.value)
      return this.add({ kind: 'fill', local }, place)
    }
    initial.elements.forEach((element, index) => {
      this.values.value(element)
      this.add({ kind: 'set-element-at', local, index }, element)
    })
  }

  private assign(variable: Variable, value: Value, place: Place): void {
    this.values.value(value)
    this.add({ kind: 'set', local: this.values.localOf(variable) }, place)
  }

  private assignElement({ variable, index, operator, value, ...place }: Shaped<'assign-element'>): void {
    const local = this.values.localOf(variable)
    const type = value.type === 'float' ? 'float' : 'int'
    const combine = (): void => {
      this.values.value(value)
      if (operator !== undefined) this.add({ kind: 'arithmetic', operator, type }, place)
    }
    if (index.kind === 'constant') {
      if (operator !== undefined) this.add({ kind: 'get-element-at', local, index: index.word }, place)
      combine()
      return this.add({ kind: 'set-element-at', local, index: index.word }, place)
    }
    this.values.value(index)
    if (operator !== undefined) {
      const again = this.values.hidden('index', 'int', index)
      this.add({ kind: 'set', local: again }, index)
      this.add({ kind: 'get', local: again }, index)
      this.add({ kind: 'get', local: again }, index)
      this.add({ kind: 'get-element', local }, place)
    }
    combine()
    this.add({ kind: 'set-element', local }, place)
  }

  private condition(arms: readonly Arm[], otherwise: Block | undefined, place: Place): void {
    const end = this.body.newLabel()
    arms.forEach(({ condition, body }, index) => {
      const next = this.body.newLabel()
      this.values.branch(condition, false, next)
      this.block(body)
      const isLast = index === arms.length - 1 && otherwise === undefined
      if (!isLast) this.add({ kind: 'jump', label: end }, place)
      this.place(next, place)
    })
    if (otherwise !== undefined && this.body.canContinue) this.block(otherwise)
    this.place(end, place)
  }

  private loop({ condition, body, ...place }: Shaped<'while'>): void {
    if (condition.kind === 'constant' && condition.word === 0) return
    const [again, next, exit] = [this.body.newLabel(), this.body.newLabel(), this.body.newLabel()]
    this.values.branch(condition, false, exit)
    this.placeLoop(again, place)
    this.inside({ next, exit }, body)
    this.place(next, place)
    this.values.branch(condition, true, again)
    this.place(exit, place)
  }

  /** `for i in from..to`: the end is evaluated once, before the first turn. */
  private range(loop: ForLoop, place: Place): void {
    const { variable, from, to, step, body } = loop
    const [again, next, exit] = [this.body.newLabel(), this.body.newLabel(), this.body.newLabel()]
    this.assign(variable, from, variable)
    const end = this.endOf(to)
    const counter: Value = { ...variable, type: 'int', kind: 'variable', variable }
    this.values.branch(beginsTurn(loop, from.kind === 'constant' ? from : counter, end), false, exit)
    this.placeLoop(again, place)
    this.inside({ next, exit }, body)
    this.place(next, place)
    this.values.value(counter)
    this.add({ kind: 'push', type: 'int', word: step }, variable)
    this.add({ kind: 'arithmetic', operator: 'add', type: 'int' }, variable)
    this.add({ kind: 'set', local: this.values.localOf(variable) }, variable)
    this.values.branch(hasNextTurn(loop, counter, end), true, again)
    this.place(exit, place)
  }

  /** What cannot change while the loop runs is asked for again in each turn. */
  private endOf(to: Value): Value {
    const isFixed = to.kind === 'constant' || (to.kind === 'variable' && !to.variable.isMutable)
    if (isFixed) return to
    const { start, end } = to
    const variable: Variable = { name: 'end', type: 'int', isMutable: false, start, end }
    this.assign(variable, to, to)
    return { kind: 'variable', type: 'int', variable, start, end }
  }

  private inside(loop: Loop, body: Block): void {
    this.loops.push(loop)
    this.block(body)
    this.loops.pop()
  }

  private leave(kind: 'break' | 'continue', place: Place): void {
    const loop = this.loops.at(-1)
    if (loop !== undefined) this.add({ kind: 'jump', label: kind === 'break' ? loop.exit : loop.next }, place)
  }

  private print(value: Value, place: Place): void {
    this.values.value(value)
    this.add({ kind: 'print', type: value.type === 'float' ? 'float' : 'int' }, place)
  }

  private add(operation: Operation, place: Place): void {
    this.body.add(operation, this.surroundings.spanOf(place))
  }

  private place(label: LabelNumber, place: Place): void {
    this.body.place(label, this.surroundings.spanOf(place))
  }

  private placeLoop(label: LabelNumber, place: Place): void {
    if (this.body.canContinue) this.body.placeLoop(label, this.surroundings.spanOf(place))
  }
}
