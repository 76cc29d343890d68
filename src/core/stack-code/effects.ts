// What operations take from the operand stack and leave on it, in types.

import type { Operation, StackFunction, StackProgram, WordType } from './program.js'

/** The words that an operation takes, the top last, and the words that it leaves. */
export interface Effect {
  readonly takes: readonly WordType[]
  readonly leaves: readonly WordType[]
}

const effect = (takes: readonly WordType[], leaves: readonly WordType[] = []): Effect => ({ takes, leaves })

/** The effect of an operation on the stack; of `drop`, `top` says what is dropped. */
export function effectOf(
  operation: Operation,
  own: StackFunction,
  { functions }: StackProgram,
  top: WordType = 'int',
): Effect {
  switch (operation.kind) {
    case 'push':
      return effect([], [operation.type])
    case 'get':
    case 'get-element-at':
      return effect([], [own.locals[operation.local].type])
    case 'set':
    case 'set-element-at':
    case 'fill':
      return effect([own.locals[operation.local].type])
    case 'get-element':
      return effect(['int'], [own.locals[operation.local].type])
    case 'set-element':
      return effect(['int', own.locals[operation.local].type])
    case 'arithmetic':
      return effect([operation.type, operation.type], [operation.type])
    case 'negate':
      return effect([operation.type], [operation.type])
    case 'square-root':
      return effect(['float'], ['float'])
    case 'convert':
      return effect([operation.to === 'int' ? 'float' : 'int'], [operation.to])
    case 'not':
      return effect(['int'], ['int'])
    case 'compare':
      return effect([operation.type, operation.type], ['int'])
    case 'drop':
      return effect([top])
    case 'call':
      return effectOfCall(functions[operation.function])
    case 'print':
      return effect([operation.type])
    case 'branch':
      return effect(['int'])
    case 'return':
      return effect(own.result === undefined ? [] : [own.result])
    case 'print-text':
    case 'label':
    case 'jump':
    case 'fail':
      return effect([])
  }
}

function effectOfCall({ locals, parameters, result }: StackFunction): Effect {
  const types = locals.slice(0, parameters).map(({ type }) => type)
  return effect(types.reverse(), result === undefined ? [] : [result])
}
