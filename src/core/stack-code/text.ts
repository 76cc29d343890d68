// Stack code as text, one operation per line: for tests, and for people who want to see it.

import { floatOfWord } from './arithmetic.js'
import type { Operation, StackFunction, StackProgram, WordType } from './program.js'

/** The text of a program. */
export const stackCodeText = (program: StackProgram): string =>
  program.functions.map((one) => functionText(one, program)).join('\n')

function functionText(own: StackFunction, program: StackProgram): string {
  const parameters = own.locals.slice(0, own.parameters).map(({ name, type }) => `${name}: ${type}`)
  const result = own.result === undefined ? '' : `: ${own.result}`
  const locals = own.locals
    .slice(own.parameters)
    .map(({ name, type, length }) => `  local ${name}: ${type}${length === undefined ? '' : `[${length}]`}\n`)
  const steps = own.body.map(({ operation }) => `${operationText(operation, own, program)}\n`)
  return [`function ${own.name}(${parameters.join(', ')})${result}\n`, ...locals, ...steps].join('')
}

function operationText(operation: Operation, own: StackFunction, program: StackProgram): string {
  if (operation.kind === 'label') return `  @${operation.label}:`
  return `    ${[operation.kind, ...operandsOf(operation, own, program)].join(' ')}`
}

function operandsOf(
  operation: Operation,
  { locals }: StackFunction,
  { functions }: StackProgram,
): readonly string[] {
  switch (operation.kind) {
    case 'push':
      return [operation.type, wordText(operation.type, operation.word)]
    case 'get-element-at':
    case 'set-element-at':
      return [`${locals[operation.local].name}[${operation.index}]`]
    case 'get':
    case 'set':
    case 'get-element':
    case 'set-element':
    case 'fill':
      return [locals[operation.local].name]
    case 'arithmetic':
      return [operation.operator, operation.type]
    case 'compare':
      return [operation.relation, operation.type]
    case 'negate':
    case 'print':
      return [operation.type]
    case 'convert':
      return [operation.to]
    case 'call':
      return [functions[operation.function].name]
    case 'print-text':
      return [JSON.stringify(operation.text)]
    case 'jump':
      return [`@${operation.label}`]
    case 'branch':
      return [`${operation.when}`, `@${operation.label}`]
    case 'fail':
      return [JSON.stringify(operation.message)]
    default:
      return []
  }
}

const wordText = (type: WordType, word: number): string =>
  type === 'int' ? `${word}` : `${floatOfWord(word)}`
