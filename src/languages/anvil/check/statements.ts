// Checks the statements of one function or of the main program: types, jumps, whether the end is reached.

import type { Mistakes, Place } from '../mistakes.js'
import type { Block as BlockText, Expression, Name, Statement as StatementText } from '../parse/syntax.js'
import type { Arm, Block, FunctionHead, Statement, Variable } from '../tree.js'
import { AssignmentChecker } from './assignments.js'
import { DeclarationChecker } from './declarations.js'
import type { Scope } from './scope.js'
import { type OuterNames, ValueChecker } from './values.js'

type Shaped<Kind extends StatementText['kind']> = Extract<StatementText, { kind: Kind }>

/** A statement, and whether nothing behind it is ever reached. Absent after a mistake. */
interface Checked {
  readonly statement?: Statement | undefined
  readonly ends?: boolean
}

/** A block, and whether its end is never reached. */
export interface CheckedBlock {
  readonly block: Block
  readonly ends: boolean
}

/** Checks statements; `head` is the function's, absent in the main program. */
export class StatementChecker {
  private readonly values: ValueChecker
  private readonly declarations: DeclarationChecker
  private readonly assignments: AssignmentChecker
  /** For each loop around, whether something breaks it. */
  private readonly loops: { isBroken: boolean }[] = []

  constructor(
    private readonly mistakes: Mistakes,
    private readonly head: FunctionHead | undefined,
    outer: OuterNames,
  ) {
    this.values = new ValueChecker(mistakes, outer)
    this.declarations = new DeclarationChecker(mistakes, this.values)
    this.assignments = new AssignmentChecker(mistakes, this.values)
  }

  /** The statements of a block, whose names `scope` takes. */
  block({ statements: texts, ...place }: BlockText, scope: Scope): CheckedBlock {
    const statements: Statement[] = []
    let [ends, isWarned] = [false, false]
    for (const text of texts) {
      if (ends && !isWarned) this.mistakes.warning('unreachable', text, 'nothing ever gets here')
      isWarned ||= ends
      const checked = this.statement(text, scope)
      if (checked.statement !== undefined && !ends) statements.push(checked.statement)
      ends ||= checked.ends === true
    }
    return { block: { statements, ...place }, ends }
  }

  private inner(text: BlockText, scope: Scope): CheckedBlock {
    const own = scope.inner()
    const checked = this.block(text, own)
    own.close()
    return checked
  }

  private statement(text: StatementText, scope: Scope): Checked {
    const { start, end } = text
    const place = { start, end }
    switch (text.kind) {
      case 'declare':
        return { statement: this.declaration(text, scope, place) }
      case 'assign':
        return { statement: this.assignments.assignment(text, scope, place) }
      case 'if':
        return this.condition(text, scope, place)
      case 'while':
        return this.loop(text, scope, place)
      case 'for':
        return { statement: this.range(text, scope, place) }
      case 'break':
      case 'continue':
        return this.leave(text.kind, place)
      case 'return':
        return { statement: this.result(text, scope, place), ends: true }
      case 'fail':
        return { statement: { kind: 'fail', message: text.message?.text ?? '', ...place }, ends: true }
      case 'print':
        return { statement: this.printed(text.items, scope, place) }
      case 'evaluate':
        return { statement: this.evaluated(text.value, scope, place) }
      case 'block': {
        const { block, ends } = this.inner(text.body, scope)
        return { statement: { kind: 'block', body: block, ...place }, ends }
      }
      case 'function':
        this.mistakes.error('misplaced', text.name, 'a function cannot be declared inside of a block')
        return {}
    }
  }

  private declaration(text: Shaped<'declare'>, scope: Scope, place: Place): Statement | undefined {
    const { word, name } = text
    if (word === 'const') {
      const value = this.declarations.constant(text, scope)
      scope.declare(name, 'constant', value ? { kind: 'constant', value } : { kind: 'broken' })
      return undefined
    }
    const introduced = this.declarations.introduced(text, scope)
    if (introduced === undefined) {
      scope.declare(name, 'variable', { kind: 'broken' })
      return undefined
    }
    const { type, initial } = introduced
    const variable = { name: name.text, type, isMutable: word === 'var', start: name.start, end: name.end }
    scope.declare(name, 'variable', { kind: 'variable', variable })
    return { kind: 'declare', variable, initial, ...place }
  }

  private condition({ arms: texts, otherwise: text }: Shaped<'if'>, scope: Scope, place: Place): Checked {
    const checked = texts.map(({ condition, body }) => ({
      condition: this.values.valueOf(condition, 'bool', scope, 'a condition'),
      body: this.inner(body, scope),
    }))
    const otherwise = text && this.inner(text, scope)
    const ends = otherwise?.ends === true && checked.every(({ body }) => body.ends)
    if (!checked.every(({ condition }) => condition !== undefined)) return { ends }
    const arms = checked.map(({ condition, body }) => ({ condition, body: body.block })) as readonly Arm[]
    return { statement: { kind: 'if', arms, otherwise: otherwise?.block, ...place }, ends }
  }

  private loop({ condition: text, body: bodyText }: Shaped<'while'>, scope: Scope, place: Place): Checked {
    const condition = this.values.valueOf(text, 'bool', scope, 'a condition')
    const { body, isBroken } = this.body(bodyText, scope)
    if (condition === undefined) return {}
    const isEndless = condition.kind === 'constant' && condition.word === 1
    return { statement: { kind: 'while', condition, body, ...place }, ends: isEndless && !isBroken }
  }

  private body(text: BlockText, scope: Scope): { readonly body: Block; readonly isBroken: boolean } {
    const loop = { isBroken: false }
    this.loops.push(loop)
    const { block } = this.inner(text, scope)
    this.loops.pop()
    return { body: block, isBroken: loop.isBroken }
  }

  private range(text: Shaped<'for'>, scope: Scope, place: Place): Statement | undefined {
    const { name, isInclusive } = text
    const [from, to] = [text.from, text.to].map((one) => this.values.valueOf(one, 'int', scope, 'a range'))
    const step = text.step === undefined ? 1 : this.step(text.step, scope)
    const own = scope.inner()
    const { start, end } = name
    const variable: Variable = { name: name.text, type: 'int', isMutable: false, start, end }
    own.declare(name, 'variable', { kind: 'variable', variable })
    const { body } = this.body(text.body, own)
    own.close()
    if (from === undefined || to === undefined || step === undefined) return undefined
    return { kind: 'for', variable, from, to, isInclusive, step, body, ...place }
  }

  private step(text: Expression, scope: Scope): number | undefined {
    const value = this.values.valueOf(text, 'int', scope, 'a step')
    if (value === undefined) return undefined
    if (value.kind === 'constant' && value.word !== 0) return value.word
    const isZero = value.kind === 'constant'
    const message = isZero ? 'a step of 0 leads nowhere' : 'a step must be a constant'
    this.mistakes.error(isZero ? 'step-zero' : 'not-constant', value, message)
    return undefined
  }

  private leave(kind: 'break' | 'continue', place: Place): Checked {
    const loop = this.loops.at(-1)
    if (loop === undefined) {
      this.mistakes.error('break-outside', place, `there is no loop to ${kind}`)
      return {}
    }
    if (kind === 'break') loop.isBroken = true
    return { statement: { kind, ...place }, ends: true }
  }

  private result({ value: text }: Shaped<'return'>, scope: Scope, place: Place): Statement | undefined {
    const { head } = this
    if (head === undefined) {
      this.mistakes.error('return-outside', place, 'only functions can return')
      return undefined
    }
    if (head.result === undefined) {
      if (text === undefined) return { kind: 'return', value: undefined, ...place }
      this.values.value(text, scope)
      const help = `declare it: fn ${head.name}(…) -> int`
      this.mistakes.error('no-result', text, `${head.name} has no result`, { help })
      return undefined
    }
    if (text === undefined) {
      this.mistakes.error('missing-return', place, `${head.name} returns ${head.result}; a value is missing`)
      return undefined
    }
    const value = this.values.valueOf(text, head.result, scope, `the result of ${head.name}`)
    return value && { kind: 'return', value, ...place }
  }

  private printed(items: readonly Expression[], scope: Scope, place: Place): Statement {
    const statements = items.flatMap((item): readonly Statement[] => {
      const { start, end } = items.length === 1 ? place : item
      if (item.kind === 'text') return [{ kind: 'print-text', text: item.text, start, end }]
      const value = this.values.value(item, scope)
      return value === undefined ? [] : [{ kind: 'print', value, start, end }]
    })
    return statements.length === 1
      ? statements[0]
      : { kind: 'block', body: { statements, ...place }, ...place }
  }

  private evaluated(expression: Expression, scope: Scope, place: Place): Statement | undefined {
    if (expression.kind !== 'call') {
      if (expression.kind === 'invalid') return undefined
      this.values.value(expression, scope)
      const help = 'print it, or assign it to something'
      this.mistakes.error('misplaced', expression, 'this value is not used for anything', { help })
      return undefined
    }
    const isOwn = scope.assigned(expression.name.text)?.kind === 'function'
    if (!isOwn) {
      if (this.values.value(expression, scope) !== undefined) this.unused(expression.name)
      return undefined
    }
    const call = this.values.calls.call(expression, scope)
    if (call === undefined) return undefined
    if (call.callee.result !== undefined) this.unused(expression.name)
    return { kind: 'call', call, ...place }
  }

  private unused(name: Name): void {
    const help = `keep it: let _ignored = ${name.text}(…)`
    this.mistakes.warning('unused-result', name, `the result of ${name.text} is not used`, { help })
  }
}
