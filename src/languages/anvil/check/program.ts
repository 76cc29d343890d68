// Checks a program: first the functions' heads and the constants, then all bodies, then the main program.

import type { Mistakes } from '../mistakes.js'
import type { Block as BlockText, FunctionText, Statement as StatementText } from '../parse/syntax.js'
import type { CheckedFunction, CheckedProgram, FunctionHead, Variable } from '../tree.js'
import type { Scalar } from '../types.js'
import { DeclarationChecker } from './declarations.js'
import { Scope } from './scope.js'
import { StatementChecker } from './statements.js'
import { type OuterNames, ValueChecker } from './values.js'

/** Checks a program; what comes of it makes sense only if there were no mistakes. */
export function check(text: BlockText, mistakes: Mistakes): CheckedProgram {
  return new ProgramChecker(text, mistakes).program()
}

/** The main program sees all of its variables. */
const NOTHING: OuterNames = { names: new Set(), reason: '' }

/** A function whose head is known. */
interface Headed {
  readonly text: FunctionText
  readonly head: FunctionHead
}

class ProgramChecker {
  private readonly global: Scope
  private readonly declarations: DeclarationChecker
  private readonly outer: ReadonlySet<string>

  constructor(
    private readonly text: BlockText,
    private readonly mistakes: Mistakes,
  ) {
    this.global = new Scope(mistakes)
    this.outer = new Set(
      text.statements.flatMap((one) =>
        one.kind === 'declare' && one.word !== 'const' ? [one.name.text] : [],
      ),
    )
    const known = { names: this.outer, reason: 'constants and types cannot depend on' }
    this.declarations = new DeclarationChecker(mistakes, new ValueChecker(mistakes, known))
  }

  program(): CheckedProgram {
    const others: StatementText[] = []
    const constants: (StatementText & { kind: 'declare' })[] = []
    const texts: FunctionText[] = []
    for (const one of this.text.statements) {
      if (one.kind === 'function') texts.push(one)
      else if (one.kind === 'declare' && one.word === 'const') constants.push(one)
      else others.push(one)
    }
    const headed = texts.map((one) => this.head(one))
    for (const one of constants) this.constant(one)
    const functions = headed.map((one) => this.function(one))
    const main = this.main(others)
    this.global.close()
    return { main, functions }
  }

  private constant(text: StatementText & { kind: 'declare' }): void {
    const value = this.declarations.constant(text, this.global)
    this.global.declare(text.name, 'constant', value ? { kind: 'constant', value } : { kind: 'broken' })
  }

  private head(text: FunctionText): Headed {
    const { name, start, end } = { ...text, start: text.name.start, end: text.name.end }
    const parameters = text.parameters.map((parameter) => this.parameter(parameter))
    const result = text.result && (this.declarations.scalarType(text.result) ?? 'int')
    const head = { name: name.text, parameters, result, start, end }
    this.global.declare(name, 'function', { kind: 'function', head })
    return { text, head }
  }

  private parameter({ name, type: text }: FunctionText['parameters'][number]): Variable & { type: Scalar } {
    const type = this.declarations.scalarType(text) ?? 'int'
    return { name: name.text, type, isMutable: false, start: name.start, end: name.end }
  }

  private function({ text, head }: Headed): CheckedFunction {
    const scope = this.global.inner()
    for (const variable of head.parameters) {
      const { name, start, end } = variable
      scope.declare({ text: name, start, end }, 'parameter', { kind: 'variable', variable })
    }
    const outer = { names: this.outer, reason: 'functions cannot see' }
    const { block, ends } = new StatementChecker(this.mistakes, head, outer).block(text.body, scope)
    scope.close()
    if (head.result !== undefined && !ends) this.missingReturn(text, head)
    return { head, body: block }
  }

  private missingReturn({ name, body }: FunctionText, { result }: FunctionHead): void {
    const others = [{ span: this.mistakes.spanOf({ start: body.end - 1, end: body.end }), text: 'the end' }]
    const message = `${name.text} can reach its end without returning ${result}`
    this.mistakes.error('missing-return', name, message, { others })
  }

  private main(statements: readonly StatementText[]) {
    const scope = this.global.inner()
    const { start, end } = this.text
    const { block } = new StatementChecker(this.mistakes, undefined, NOTHING).block(
      { statements, start, end },
      scope,
    )
    scope.close()
    return block
  }
}
