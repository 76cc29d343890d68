// Bodies of rules that programs define: expressions, evaluated in the context of the instruction.

import type { Expression } from '../syntax/expression.js'
import { type SourceUnit, spanIn } from '../syntax/node.js'
import type { Context } from '../values/context.js'
import { evaluate } from '../values/evaluate.js'
import { noted } from '../values/reports.js'
import { isValue, type Outcome } from '../values/value.js'
import type { Parameter, RuleBody, RuleMatch } from './rule.js'
import { sizeGuess } from './size-guess.js'

/** What is known about a rule whose body is an expression. */
export interface ExpressionRule {
  readonly unit: SourceUnit
  readonly parameters: readonly Parameter[]
  readonly body: Expression
  /** Place of the pattern. */
  readonly start: number
  readonly end: number
}

/** The body of a rule: its parameters are the only local variables. */
export function expressionBody({ unit, parameters, body, start, end }: ExpressionRule): RuleBody {
  return {
    evaluate: (values, context, match) => {
      const locals = new Map<string, Outcome>()
      for (let index = 0; index < values.length; index++) locals.set(parameters[index].name, values[index])
      const inner = bodyContext(context, unit, locals, match)
      const outcome = evaluate(body, inner)
      return isValue(outcome) ? outcome : noted(outcome, spanIn(unit, start, end), 'in this rule')
    },
    fixedSize: (match) => sizeGuess(body, match),
  }
}

function bodyContext(
  context: Context,
  unit: SourceUnit,
  locals: Map<string, Outcome>,
  match: RuleMatch,
): Context {
  const inner = context.inner(unit, locals, 0)
  inner.parameters = { match, unit: context.unit }
  inner.item = context.item
  return inner
}

/** The expression that the value of a body comes from. */
export function resultOf(body: Expression): Expression {
  return body.kind === 'block' && body.body.length > 0 ? resultOf(body.body[body.body.length - 1]) : body
}
