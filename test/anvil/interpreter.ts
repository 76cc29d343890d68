// A direct interpreter of checked Anvil programs: slow and obvious, the oracle for everything that compiles them. Its
// arithmetic is its own.
import type { Block, CheckedProgram, Initial, Statement, Value, Variable } from 'isaforge/languages/anvil'
import { floatText } from 'isaforge/machines/uvm'

/** How a program ended. A failure has the place of what failed. */
export type End =
  | { readonly kind: 'halted' }
  | { readonly kind: 'failed'; readonly at: number }
  | { readonly kind: 'fuel' }

export interface Interpreted {
  readonly printed: string
  readonly end: End
}

/** Interprets a program, for so many statements at most. */
export function interpret(program: CheckedProgram, fuel: number, operators = OPERATORS): Interpreted {
  const interpreter = new Interpreter(program, fuel, operators)
  return { end: interpreter.run(), printed: interpreter.printed }
}

class Failure extends Error {
  constructor(readonly end: End) {
    super('the program ended')
  }
}

const failAt = (at: number): never => {
  throw new Failure({ kind: 'failed', at })
}

type Outcome = 'on' | 'break' | 'continue' | { readonly returned: number }
/** Values of variables; floats are numbers, too, and truth values 0 and 1. */
type Frame = Map<Variable, number | number[]>

const view = new DataView(new ArrayBuffer(4))
const toFloat = (word: number): number => {
  view.setInt32(0, word)
  return view.getFloat32(0)
}
/** Every NaN is printed alike, and nothing in the language tells one from another. */
const toWord = (value: number): number => {
  view.setFloat32(0, value)
  return view.getInt32(0)
}

const wrap = (value: bigint): number => Number(BigInt.asIntN(32, value))
type Binary = (a: number, b: number) => number

/** Operators by type and name. */
export const OPERATORS: Readonly<Record<'int' | 'float', Readonly<Record<string, Binary>>>> = {
  int: {
    add: (a, b) => wrap(BigInt(a) + BigInt(b)),
    sub: (a, b) => wrap(BigInt(a) - BigInt(b)),
    mul: (a, b) => wrap(BigInt(a) * BigInt(b)),
    div: (a, b) => wrap(BigInt(a) / BigInt(b)),
    rem: (a, b) => wrap(BigInt(a) % BigInt(b)),
  },
  float: {
    add: (a, b) => Math.fround(a + b),
    sub: (a, b) => Math.fround(a - b),
    mul: (a, b) => Math.fround(a * b),
    div: (a, b) => Math.fround(a / b),
    rem: (a, b) => Math.fround(a % b),
  },
}

const RELATIONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
}

class Interpreter {
  printed = ''
  private frame: Frame = new Map()

  constructor(
    private readonly program: CheckedProgram,
    private fuel: number,
    private readonly operators: typeof OPERATORS,
  ) {}

  run(): End {
    try {
      this.block(this.program.main)
      return { kind: 'halted' }
    } catch (cause) {
      if (cause instanceof Failure) return cause.end
      throw cause
    }
  }

  private block({ statements }: Block): Outcome {
    for (const statement of statements) {
      if (this.fuel-- <= 0) throw new Failure({ kind: 'fuel' })
      const outcome = this.statement(statement)
      if (outcome !== 'on') return outcome
    }
    return 'on'
  }

  private statement(statement: Statement): Outcome {
    switch (statement.kind) {
      case 'declare':
        this.frame.set(statement.variable, this.initial(statement.initial, statement.variable))
        return 'on'
      case 'assign':
        this.frame.set(statement.variable, this.value(statement.value))
        return 'on'
      case 'assign-element':
        this.assignElement(statement)
        return 'on'
      case 'if': {
        const arm = statement.arms.find(({ condition }) => this.value(condition) === 1)
        const block = arm?.body ?? statement.otherwise
        return block === undefined ? 'on' : this.block(block)
      }
      case 'while':
        return this.repeat(statement.body, () => this.value(statement.condition) === 1)
      case 'for':
        return this.count(statement)
      case 'break':
      case 'continue':
        return statement.kind
      case 'return':
        return { returned: statement.value === undefined ? 0 : this.value(statement.value) }
      case 'fail':
        return failAt(statement.start)
      case 'print':
        this.print(statement.value)
        return 'on'
      case 'print-text':
        this.printed += `${statement.text}\n`
        return 'on'
      case 'call':
        this.call(statement.call)
        return 'on'
      case 'block':
        return this.block(statement.body)
    }
  }

  private repeat(body: Block, goesOn: () => boolean, next: () => void = () => undefined): Outcome {
    for (; goesOn(); next()) {
      if (this.fuel-- <= 0) throw new Failure({ kind: 'fuel' })
      const outcome = this.block(body)
      if (outcome === 'break') return 'on'
      if (typeof outcome === 'object') return outcome
    }
    return 'on'
  }

  private count(loop: Statement & { kind: 'for' }): Outcome {
    const { variable, step, isInclusive } = loop
    this.frame.set(variable, this.value(loop.from))
    const end = this.value(loop.to)
    const at = (): number => this.frame.get(variable) as number
    const isBefore = (): boolean => (step > 0 ? at() < end : at() > end)
    return this.repeat(
      loop.body,
      () => isBefore() || (isInclusive && at() === end),
      () => this.frame.set(variable, wrap(BigInt(at()) + BigInt(step))),
    )
  }

  private initial(initial: Initial, { type }: Variable): number | number[] {
    if (initial.kind === 'value') return this.value(initial.value)
    if (initial.kind === 'list') return initial.elements.map((one) => this.value(one))
    const value = this.value(initial.value)
    return new Array(typeof type === 'string' ? 0 : type.length).fill(value)
  }

  private assignElement(statement: Statement & { kind: 'assign-element' }): void {
    const { variable, operator, value, start } = statement
    const elements = this.frame.get(variable) as number[]
    const index = this.value(statement.index)
    // An operator reads the element before the value is computed.
    const old = operator === undefined ? undefined : this.elementOf(elements, index, start)
    const right = this.value(value)
    const type = value.type === 'float' ? 'float' : 'int'
    const result =
      operator === undefined || old === undefined ? right : this.arithmetic(operator, type, old, right, start)
    this.elementOf(elements, index, start)
    elements[index] = result
  }

  private elementOf(elements: readonly number[], index: number, at: number): number {
    return index >= 0 && index < elements.length ? elements[index] : failAt(at)
  }

  private print(value: Value): void {
    const result = this.value(value)
    this.printed += `${value.type === 'float' ? floatText(toWord(result)) : result}\n`
  }

  private value(value: Value): number {
    switch (value.kind) {
      case 'constant':
        return value.type === 'float' ? toFloat(value.word) : value.word
      case 'variable':
        return this.frame.get(value.variable) as number
      case 'element':
        return this.element(value)
      case 'unary':
        return this.unary(value)
      case 'arithmetic': {
        const [left, right] = [this.value(value.left), this.value(value.right)]
        const type = value.type === 'float' ? 'float' : 'int'
        return this.arithmetic(value.operator, type, left, right, value.start)
      }
      case 'compare': {
        const [left, right] = [this.value(value.left), this.value(value.right)]
        return RELATIONS[value.relation](left, right) ? 1 : 0
      }
      case 'logic': {
        const left = this.value(value.left)
        return left === (value.operator === 'or' ? 1 : 0) ? left : this.value(value.right)
      }
      case 'call':
        return this.call(value.call)
    }
  }

  private arithmetic(operator: string, type: 'int' | 'float', a: number, b: number, at: number): number {
    if (type === 'int' && b === 0 && (operator === 'div' || operator === 'rem')) failAt(at)
    return this.operators[type][operator](a, b)
  }

  private element({ variable, index, start }: Value & { kind: 'element' }): number {
    return this.elementOf(this.frame.get(variable) as number[], this.value(index), start)
  }

  private unary({ operator, operand }: Value & { kind: 'unary' }): number {
    const value = this.value(operand)
    switch (operator) {
      case 'negate':
        return operand.type === 'float' ? -value : wrap(-BigInt(value))
      case 'not':
        return 1 - value
      case 'sqrt':
        return Math.fround(Math.sqrt(value))
      case 'float':
        return Math.fround(value)
      case 'int':
        return Number.isNaN(value) ? 0 : Math.trunc(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value))) + 0
      case 'truth':
        return value
    }
  }

  private call({ callee, operands }: (Value & { kind: 'call' })['call']): number {
    const values = operands.map((operand) => this.value(operand))
    const body = this.program.functions.find(({ head }) => head === callee)?.body as Block
    const outer = this.frame
    this.frame = new Map(callee.parameters.map((parameter, index) => [parameter, values[index]]))
    const outcome = this.block(body)
    this.frame = outer
    return typeof outcome === 'object' ? outcome.returned : 0
  }
}
