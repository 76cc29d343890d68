// Writes well-typed Anvil programs that end, from a list of numbers: each number is one choice, and where the list ends,
// the simplest choice is taken. So fast-check can shrink programs by shrinking lists.
import type { Scalar } from 'isaforge/languages/anvil'

interface Known {
  readonly name: string
  readonly type: Scalar
  readonly length?: number
  readonly isMutable: boolean
}

interface KnownFunction {
  readonly name: string
  readonly parameters: readonly Scalar[]
  readonly result: Scalar | undefined
}

const TYPES: readonly Scalar[] = ['int', 'float', 'bool']
const INTEGERS = ['0', '1', '2', '3', '-1', '7', '10', '2147483647', '-2147483648', '65536', '0xFF', '-100']
const FLOATS = [
  '0.0',
  '1.0',
  '-1.0',
  '0.5',
  '3.25',
  '1e10',
  '-2.5e-3',
  '3.4e38',
  '1e-45',
  '16777216.0',
  '0.1',
]

/** The text of a program. */
export const programFrom = (choices: readonly number[]): string => new Writer(choices).program()

class Writer {
  private at = 0
  private names = 0
  private functions: KnownFunction[] = []
  private known: Known[] = []
  private own: KnownFunction | undefined
  private loops = 0
  /** Loops around calls multiply; a program must end soon. */
  private inFunction = false

  constructor(private readonly choices: readonly number[]) {}

  program(): string {
    const functions = this.times(3, () => this.function())
    this.inFunction = false
    this.known = []
    return [...functions, this.statements(0, 4, 10), ...this.known.map((one) => this.printKnown(one))].join(
      '\n',
    )
  }

  private choose(count: number): number {
    const choice = this.choices[this.at++] ?? 0
    return choice % count
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.choose(list.length)]
  }

  private times<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.choose(most + 1) }, make)
  }

  private newName(): string {
    return `v${this.names++}`
  }

  private printKnown({ name, length }: Known): string {
    if (length === undefined) return `print ${name}`
    return `for ${this.newName()}k in 0..${length} { print ${name}[v${this.names - 1}k] }`
  }

  private function(): string {
    const parameters = ['int' as const, ...this.times(3, () => this.pick(TYPES))]
    const result = this.choose(4) === 3 ? undefined : this.pick(TYPES)
    const name = `f${this.functions.length}`
    const own = { name, parameters, result }
    this.known = parameters.map((type) => ({ name: this.newName(), type, isMutable: false }))
    const [depth] = this.known
    const head = this.known.map((one) => `${one.name}: ${one.type}`).join(', ')
    const base = result === undefined ? 'return' : `return ${this.expression(result, 1)}`
    this.inFunction = true
    this.own = own
    const body = this.statements(1, 1, 4)
    const end = result === undefined ? '' : `return ${this.expression(result, 2)}`
    this.own = undefined
    this.functions.push(own)
    const arrow = result === undefined ? '' : ` -> ${result}`
    return `fn ${name}(${head})${arrow} {\nif ${depth.name} <= 0 { ${base} }\n${body}\n${end}\n}`
  }

  private statements(depth: number, least: number, most: number): string {
    const count = least + this.choose(most - least + 1)
    return Array.from({ length: count }, () => this.statement(depth)).join('\n')
  }

  private block(depth: number): string {
    const before = this.known
    const text = this.statements(depth + 1, 0, 3)
    this.known = before
    return `{\n${text}\n}`
  }

  private statement(depth: number): string {
    const kinds = depth < 3 ? 12 : 7
    switch (this.choose(kinds)) {
      case 0:
        return `print ${this.expression(this.pick(TYPES), 2)}`
      case 1:
      case 2:
        return this.declaration()
      case 3:
      case 4:
        return this.assignment()
      case 5:
        return this.arrayDeclaration()
      case 6:
        return this.leaveOrFail()
      case 7:
        return `if ${this.expression('bool', 2)} ${this.block(depth)}`
      case 8:
        return `if ${this.expression('bool', 2)} ${this.block(depth)} else if ${this.expression('bool', 1)} ${this.block(depth)} else ${this.block(depth)}`
      case 9:
        return this.forLoop(depth)
      case 10:
        return this.whileLoop(depth)
      default:
        return this.callStatement()
    }
  }

  private declaration(): string {
    const [type, isMutable, name] = [this.pick(TYPES), this.choose(2) === 1, this.newName()]
    const value = this.expression(type, 3)
    this.known = [...this.known, { name, type, isMutable }]
    return `${isMutable ? 'var' : 'let'} ${name}${this.choose(2) === 1 ? `: ${type}` : ''} = ${value}`
  }

  private arrayDeclaration(): string {
    const [type, length, name] = [this.pick(TYPES), 1 + this.choose(6), this.newName()]
    const form = this.choose(3)
    const values = Array.from({ length }, () => this.expression(type, 1))
    this.known = [...this.known, { name, type, length, isMutable: true }]
    if (form === 0) return `var ${name}: ${type}[${length}]`
    return form === 1 ? `var ${name} = [${values.join(', ')}]` : `var ${name} = [${values[0]}; ${length}]`
  }

  private assignment(): string {
    const targets = this.known.filter(({ isMutable }) => isMutable)
    if (targets.length === 0) return this.declaration()
    const { name, type, length } = this.pick(targets)
    const target = length === undefined ? name : `${name}[${this.index(length)}]`
    const operator = type === 'bool' ? '=' : this.pick(['=', '+=', '-=', '*=', '/=', '%='])
    return `${target} ${operator} ${this.expression(type, 2)}`
  }

  /** Mostly inside of the array. */
  private index(length: number): string {
    const sure = `${this.choose(length)}`
    const simple = this.known.filter((one) => one.type === 'int' && one.length === undefined)
    if (simple.length === 0 || this.choose(2) === 0) return sure
    const { name } = this.pick(simple)
    return this.choose(6) === 5 ? name : `(${name} % ${length} + ${length}) % ${length}`
  }

  private leaveOrFail(): string {
    if (this.loops > 0) return `if ${this.expression('bool', 1)} { ${this.pick(['break', 'continue'])} }`
    return `if ${this.expression('bool', 1)} and ${this.expression('bool', 1)} { fail "chosen" }`
  }

  private forLoop(depth: number): string {
    const name = this.newName()
    const [from, to, step] = [this.choose(5) - 2, this.choose(7) - 2, this.pick([1, 2, -1, -3])]
    const range = `${from}${this.pick(['..', '..='])}${this.choose(2) === 1 ? `(${to})` : this.bounded(to)}`
    const before = this.known
    this.known = [...before, { name, type: 'int', isMutable: false }]
    this.loops++
    const body = this.block(depth)
    this.loops--
    this.known = before
    return `for ${name} in ${range}${step === 1 ? '' : ` step ${step}`} ${body}`
  }

  /** An end that is not constant. */
  private bounded(to: number): string {
    const simple = this.known.filter((one) => one.type === 'int' && one.length === undefined)
    return simple.length === 0 ? `${to}` : `(${this.pick(simple).name} % 5)`
  }

  private whileLoop(depth: number): string {
    const name = this.newName()
    this.loops++
    const body = this.block(depth)
    this.loops--
    const limit = 1 + this.choose(4)
    return `var ${name} = 0\nwhile ${name} < ${limit} and (${this.expression('bool', 1)} or ${name} < 2) {\n${name} += 1\n${body}\n}`
  }

  private callStatement(): string {
    const callee = this.callable()
    if (callee === undefined) return this.declaration()
    const call = this.call(callee)
    return callee.result === undefined ? call : `let _${this.newName()} = ${call}`
  }

  /** A function may call itself, with a first argument that is smaller; loops around that would take too long. */
  private callable(result?: Scalar): KnownFunction | undefined {
    const own = this.own !== undefined && this.loops === 0 ? [this.own] : []
    const all = [...this.functions, ...own].filter((one) => result === undefined || one.result === result)
    return all.length === 0 ? undefined : this.pick(all)
  }

  private call(callee: KnownFunction): string {
    const [, ...others] = callee.parameters
    const isOwn = callee === this.own
    const depth = isOwn
      ? `${this.known[0].name} - ${1 + this.choose(2)}`
      : `${this.choose(this.inFunction ? 2 : 4)}`
    return `${callee.name}(${[depth, ...others.map((type) => this.expression(type, 1))].join(', ')})`
  }

  private expression(type: Scalar, depth: number): string {
    if (depth === 0 || this.choose(3) === 0) return this.leaf(type)
    const callee = this.choose(6) === 5 ? this.callable(type) : undefined
    if (callee !== undefined) return this.call(callee)
    const sub = (one: Scalar): string => this.expression(one, depth - 1)
    if (type === 'bool') return this.truth(sub)
    const other = type === 'int' ? 'float' : 'int'
    switch (this.choose(type === 'int' ? 9 : 8)) {
      case 6:
        return `${type}(${sub(other)})`
      case 7:
        return type === 'float' ? `sqrt(${sub('float')})` : `-(${sub('int')})`
      case 8:
        return `int(${sub('bool')})`
      default:
        return `(${sub(type)} ${this.pick(['+', '-', '*', '/', '%'])} ${sub(type)})`
    }
  }

  private truth(sub: (type: Scalar) => string): string {
    switch (this.choose(4)) {
      case 0: {
        const type = this.pick(['int', 'float'] as const)
        return `(${sub(type)} ${this.pick(['==', '!=', '<', '<=', '>', '>='])} ${sub(type)})`
      }
      case 1:
        return `(${sub('bool')} ${this.pick(['and', 'or', '==', '!='])} ${sub('bool')})`
      case 2:
        return `(not ${sub('bool')})`
      default:
        return this.leaf('bool')
    }
  }

  private leaf(type: Scalar): string {
    const fitting = this.known.filter((one) => one.type === type)
    if (fitting.length > 0 && this.choose(3) > 0) {
      const { name, length } = this.pick(fitting)
      return length === undefined ? name : `${name}[${this.index(length)}]`
    }
    if (type === 'bool') return this.pick(['false', 'true'])
    return this.pick(type === 'int' ? INTEGERS : FLOATS)
  }
}
