// Prints recorded semantics as pseudo-code: assignments, conditions and calls, one per line.

import type { RegisterFile } from '../description/register.js'
import type { Space } from '../description/space.js'
import type { Access, Block, CallStatement, HostStatement, Statement } from '../ir/effect.js'
import { ConstantValue, type TemporaryValue, type Value } from '../ir/value.js'
import { type Definitions, placeDefinitions } from './definitions.js'
import { indexOf } from './effects.js'
import { expressionText, type Names } from './expression.js'
import { type Binding, findInlined } from './inlining.js'
import { nameValues, negatedName, type ValueNames } from './names.js'
import { resultOf } from './uses.js'
import { startsWriteRun, writeRun } from './write-run.js'

/** What the text of a block depends on besides the block. */
export interface PseudoCodeOptions {
  /** Names of the operands, by number. */
  readonly operands?: readonly string[]
  /** Register files that stand for operands. */
  readonly operandFiles?: readonly (RegisterFile | undefined)[]
}

/** Lines longer than this are broken where that is possible. */
const LONGEST_LINE = 92
const INDENT = '  '

/** The lines of a block. A result that somebody waits for is the last line, `give …`. */
export function pseudoCode(block: Block, options: PseudoCodeOptions = {}): readonly string[] {
  const { operands = [], operandFiles = [] } = options
  const files = new Set(operandFiles.filter((file) => file !== undefined))
  const definitions = placeDefinitions(block)
  const inlined = findInlined(block, definitions, files)
  const names = nameValues(block, definitions, inlined, operands)
  const printer = new Printer(definitions, inlined, names, operands)
  const result = resultOf(block).map((value) => `give ${printer.expression(value)}`)
  return [...printer.block(block), ...result]
}

class Printer {
  private readonly names: Names

  constructor(
    private readonly definitions: Definitions,
    private readonly inlined: ReadonlyMap<Value, Binding>,
    private readonly valueNames: ValueNames,
    operands: readonly string[],
  ) {
    this.names = {
      operands,
      defined: (value) => valueNames.get(value),
      negated: (value) => negatedName(value, valueNames),
      inlined: (value) => this.inlinedText(value),
    }
  }

  expression(value: Value): string {
    return expressionText(value, this.names)
  }

  /** The lines of a block without its result; definitions that only the result needs come last. */
  block(block: Block): string[] {
    const lines: string[] = []
    block.statements.forEach((statement, index) => {
      lines.push(...this.defined(statement))
      const run = writeRun(block.statements, index)
      if (run !== undefined) lines.push(`${run.text} ← ${this.expression(run.value)}`)
      else if (!startsWriteRun(block.statements, index)) lines.push(...this.statement(statement))
    })
    return [...lines, ...this.defined(block)]
  }

  private defined(key: Statement | Block): string[] {
    return (this.definitions.get(key) ?? []).map((value) => {
      const name = this.valueNames.get(value)
      const anonymous = {
        ...this.names,
        defined: (other: Value) => (other === value ? undefined : this.names.defined(other)),
      }
      return `${name} = ${expressionText(value, anonymous)}`
    })
  }

  private inlinedText(value: TemporaryValue): string {
    const statement = this.inlined.get(value)
    return statement === undefined ? (value.label ?? 'value') : this.bindingText(statement)
  }

  private bindingText(statement: Binding): string {
    switch (statement.kind) {
      case 'read':
        return this.register(statement.file, statement.index)
      case 'load':
        return this.memory(statement.space, statement.address, statement.access)
      case 'call':
        return this.call(statement)
      case 'host':
        return this.hostCall(statement)
      default:
        throw new Error(`a ${statement.kind} is never shown inside an expression`)
    }
  }

  private statement(statement: Statement): string[] {
    switch (statement.kind) {
      case 'read':
      case 'load':
      case 'call':
      case 'host':
        return this.binding(statement)
      case 'write':
        return [`${this.register(statement.file, statement.index)} ← ${this.expression(statement.value)}`]
      case 'setFlags':
        return this.flags(statement)
      case 'store': {
        const { space, address, value, access } = statement
        return [`${this.memory(space, address, access)} ← ${this.expression(value)}`]
      }
      case 'when':
        return this.decision(statement)
      case 'loop':
        return this.loop(statement)
      case 'jump':
        return [`pc ← ${this.expression(statement.target)}`]
      case 'leave':
        return ['end of the instruction']
      case 'trap':
        return [`trap ${statement.trap.name}${this.argument(statement.value)}`]
      case 'stop':
        return [`stop: ${statement.reason}${this.argument(statement.value)}`]
    }
  }

  private argument(value: Value | undefined): string {
    return value === undefined ? '' : ` (${this.expression(value)})`
  }

  private binding(statement: Binding): string[] {
    const { target } = statement
    if (target !== undefined && this.inlined.has(target)) return []
    const name = target && this.valueNames.get(target)
    if (name !== undefined) return [`${name} = ${this.bindingText(statement)}`]
    return statement.kind === 'read' ? [] : [this.bindingText(statement)]
  }

  private register(file: RegisterFile, index: Value<'i32'>): string {
    const code = indexOf(index)
    return code === undefined
      ? `${file.name}[${this.expression(index)}]`
      : (file.names[code] ?? `${file.name}[${code}]`)
  }

  private memory(space: Space, address: Value, { bytes, signed }: Access): string {
    const width =
      space.wordBytes === bytes
        ? ''
        : `; ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}${signed ? ', signed' : ''}`
    return `${space.name}[${this.expression(address)}${width}]`
  }

  private call({ routine, values }: CallStatement): string {
    const texts = routine.parameters.map(({ label = '' }, index): [string, string] => {
      const value = values[index]
      const words = Object.entries(routine.names[label] ?? {})
      const word =
        value instanceof ConstantValue ? words.find(([, code]) => code === value.constant)?.[0] : undefined
      return [label, word ?? this.expression(value)]
    })
    return `${routine.name}(${argumentList(texts)})`
  }

  private hostCall({ call, values }: HostStatement): string {
    const texts = Object.keys(call.arguments).map((label, index): [string, string] => [
      label,
      this.expression(values[index]),
    ])
    return `${call.name}(${argumentList(texts)})`
  }

  private flags({ flags, inputs }: Extract<Statement, { kind: 'setFlags' }>): string[] {
    const name = flags.file.names[flags.index]
    const texts = flags.parameters.map(({ label = '' }, index): [string, string] => [
      label,
      this.expression(inputs[index]),
    ])
    const line = `${name} ← flags(${argumentList(texts)})`
    if (line.length <= LONGEST_LINE) return [line]
    const pieces = texts.map(
      ([label, text], index) => `${INDENT}${label}: ${text}${index < texts.length - 1 ? ',' : ''}`,
    )
    return [`${name} ← flags(`, ...pieces, ')']
  }

  private loop({ condition, body }: Extract<Statement, { kind: 'loop' }>): string[] {
    const before = this.block(condition)
    const test = resultOf(condition).map((value) => this.expression(value))
    if (before.length === 0) return [`while ${test}`, ...indented(this.block(body))]
    return ['repeat', ...indented([...before, `leave the loop unless ${test}`, ...this.block(body)])]
  }

  private decision(statement: Extract<Statement, { kind: 'when' }>): string[] {
    const { condition, then, otherwise, target } = statement
    const name = target && this.valueNames.get(target)
    const [yes, no] = [this.branch(then, name), this.branch(otherwise, name)]
    const test = this.expression(condition)
    if (yes.length === 0) return this.branches(`not (${test})`, no, [])
    return this.asExpression(test, then, otherwise, name) ?? this.branches(test, yes, no)
  }

  private branch(block: Block, name: string | undefined): string[] {
    const lines = this.block(block)
    const result = resultOf(block).map((value) => this.expression(value))
    const isAssigned = name === undefined || result[0] === name
    return isAssigned ? lines : [...lines, ...result.map((text) => `${name} = ${text}`)]
  }

  /** `x = if … then … else …`, where the branches do nothing else and it fits on a line. */
  private asExpression(
    test: string,
    then: Block,
    otherwise: Block,
    name: string | undefined,
  ): string[] | undefined {
    if (name === undefined || this.block(then).length + this.block(otherwise).length > 0) return undefined
    const [yes, no] = [then, otherwise].map((block) => resultOf(block).map((value) => this.expression(value)))
    const line = `${name} = if ${test} then ${yes} else ${no}`
    return yes.length > 0 && no.length > 0 && line.length <= LONGEST_LINE ? [line] : undefined
  }

  private branches(test: string, yes: readonly string[], no: readonly string[]): string[] {
    const first = clause(`if ${test} then`, yes)
    if (no.length === 0) return first
    const continues = no[0].startsWith('if ') && isOneDecision(no)
    return continues ? [...first, `else ${no[0]}`, ...no.slice(1)] : [...first, ...clause('else', no)]
  }
}

/** Whether lines are a single decision with its branches: everything after the first line belongs to it. */
const isOneDecision = (lines: readonly string[]): boolean =>
  lines.slice(1).every((line) => line.startsWith(INDENT) || line.startsWith('else'))

function clause(head: string, lines: readonly string[]): string[] {
  const line = `${head} ${lines[0]}`
  const fits = lines.length === 1 && line.length <= LONGEST_LINE && !/^(if|while|repeat)\b/.test(lines[0])
  return fits ? [line] : [head, ...indented(lines)]
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => INDENT + line)

/** `a: x, b: y`; a single argument, and one that is called like its parameter, needs no label. */
function argumentList(texts: readonly (readonly [string, string])[]): string {
  if (texts.length === 1) return texts[0][1]
  return texts.map(([label, text]) => (label === text ? text : `${label}: ${text}`)).join(', ')
}
