// Whether stack code is well formed: types on the stack, labels, locals. A mistake here is a bug of a compiler.

import { effectOf } from './effects.js'
import {
  endsPath,
  type LabelNumber,
  type Operation,
  type StackFunction,
  type StackProgram,
  targetOf,
  type WordType,
} from './program.js'

/** What is wrong with a program, as sentences; none if it is well formed. */
export function mistakesIn(program: StackProgram): readonly string[] {
  const [main] = program.functions
  if (main === undefined) return ['there is no function']
  const isEntry = main.parameters === 0 && main.result === undefined
  return [
    ...(isEntry ? [] : ['the first function has parameters or a result']),
    ...program.functions.flatMap((one) => new Validation(one, program).mistakes()),
  ]
}

/** Types on the stack; undefined where no path leads. */
type Stack = readonly WordType[] | undefined

class Validation {
  private readonly found: string[] = []
  private readonly atLabels = new Map<LabelNumber, readonly WordType[]>()
  private readonly placed = new Set<LabelNumber>()
  private stack: Stack = []

  constructor(
    private readonly own: StackFunction,
    private readonly program: StackProgram,
  ) {}

  mistakes(): readonly string[] {
    this.own.body.forEach(({ operation }, index) => {
      this.operation(operation, index)
    })
    if (this.stack !== undefined) this.report(this.own.body.length, 'the function has no end')
    for (const label of this.atLabels.keys())
      if (!this.placed.has(label)) this.report(this.own.body.length, `there is no label ${label}`)
    return this.found
  }

  private operation(operation: Operation, index: number): void {
    if (operation.kind === 'label') return this.label(operation.label, index)
    if (this.stack === undefined) return this.report(index, `nothing leads to ${operation.kind}`)
    const problem = this.problemWith(operation)
    if (problem !== undefined) return this.report(index, problem)
    this.apply(operation, index)
    const target = targetOf(operation)
    if (target !== undefined) this.arriveAt(target, index)
    if (endsPath(operation)) this.stack = undefined
  }

  /** A label that nothing before leads to begins with an empty stack. */
  private label(label: LabelNumber, index: number): void {
    if (this.placed.has(label)) this.report(index, `label ${label} is placed twice`)
    this.placed.add(label)
    if (this.stack !== undefined) this.arriveAt(label, index)
    this.stack = this.atLabels.get(label) ?? []
    this.atLabels.set(label, this.stack)
  }

  private arriveAt(label: LabelNumber, index: number): void {
    const stack = this.stack ?? []
    const known = this.atLabels.get(label)
    if (known === undefined) this.atLabels.set(label, stack)
    else if (known.join() !== stack.join())
      this.report(index, `the stack is [${stack}] here and [${known}] elsewhere at label ${label}`)
  }

  /** A local or function that is not there, or not of that sort. */
  private problemWith(operation: Operation): string | undefined {
    if (operation.kind === 'call')
      return this.program.functions[operation.function] === undefined
        ? 'there is no such function'
        : undefined
    if (!('local' in operation)) return undefined
    const local = this.own.locals[operation.local]
    if (local === undefined) return 'there is no such local'
    const isScalar = operation.kind === 'get' || operation.kind === 'set'
    if (isScalar !== (local.length === undefined)) return `${local.name} is of the other sort`
    if (!('index' in operation)) return undefined
    const isInside = operation.index >= 0 && operation.index < (local.length ?? 0)
    return isInside ? undefined : `${local.name} has no element ${operation.index}`
  }

  private apply(operation: Operation, index: number): void {
    const stack = this.stack ?? []
    const { takes, leaves } = effectOf(operation, this.own, this.program, stack.at(-1))
    const below = stack.slice(0, Math.max(0, stack.length - takes.length))
    const taken = stack.slice(below.length)
    if (taken.join() !== takes.join())
      this.report(index, `${operation.kind} takes [${takes}], not [${taken}]`)
    if (operation.kind === 'return' && below.length > 0) this.report(index, 'words are left at the end')
    this.stack = [...below, ...leaves]
  }

  private report(index: number, message: string): void {
    this.found.push(`${this.own.name}, operation ${index}: ${message}`)
  }
}
