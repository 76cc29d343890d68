// Recording: running a semantics function once on symbolic operands and keeping what it did.

import { known } from './build.js'
import type { Block, HostCall, Routine, Statement, Trap } from './effect.js'
import type { ValueType } from './operators.js'
import { ContextValue, TemporaryValue, Value } from './value.js'

interface OpenBlock {
  readonly statements: Statement[]
  /** Set by an effect that ends the instruction: nothing after it can happen. */
  closed: boolean
}

let open: OpenBlock | undefined

/** Appends an effect to the block being recorded. After an effect that ends the instruction it does nothing. */
export function emit(statement: Statement): void {
  if (open === undefined) {
    throw new Error(`a ${statement.kind} effect was used outside a semantics function`)
  }
  if (!open.closed) open.statements.push(statement)
}

function close(statement: Statement): void {
  emit(statement)
  if (open !== undefined) open.closed = true
}

/** A fresh temporary for the result of an effect. */
export function newTemporary<T extends ValueType>(type: T, label?: string): TemporaryValue<T> {
  return new TemporaryValue(type, label)
}

/** Records what `body` does. Blocks nest; the surrounding recording goes on afterwards. */
export function recordBlock(body: () => Value | undefined | void): Block {
  const outer = open
  const block: OpenBlock = { statements: [], closed: false }
  open = block
  try {
    const result = body() ?? undefined
    if (result !== undefined && !(result instanceof Value)) {
      throw new TypeError('a recorded block must yield a recorded value or nothing')
    }
    return block.closed || result === undefined
      ? { statements: block.statements }
      : { statements: block.statements, result }
  } finally {
    open = outer
  }
}

/** Whether a block always ends the instruction, so that nothing after it runs. */
export function alwaysLeaves(block: Block): boolean {
  return leavesAtEnd(block.statements)
}

/** Whether the last of some statements always ends the instruction. */
export function leavesAtEnd(statements: readonly Statement[]): boolean {
  const last = statements[statements.length - 1]
  if (last === undefined) return false
  switch (last.kind) {
    case 'leave':
    case 'trap':
    case 'stop':
      return true
    case 'when':
      return alwaysLeaves(last.then) && alwaysLeaves(last.otherwise)
    case 'call':
      return alwaysLeaves(last.routine.body())
    default:
      return false
  }
}

/** Whether there is a value, or no need for one, where a block ends. */
export function yieldsOrLeaves(block: Block): boolean {
  return block.result !== undefined || alwaysLeaves(block)
}

/** Runs one of two pieces of semantics. A condition that is known is decided at once and leaves no trace. */
export function when(
  condition: Value<'bool'>,
  then: () => void,
  otherwise: () => void = () => undefined,
): void {
  choose(
    condition,
    () => void then(),
    () => void otherwise(),
  )
}

/** Like `when`, and yields the value of the piece that ran. A piece that ends the instruction yields none. */
export function choose<T extends ValueType>(
  condition: Value<'bool'>,
  then: () => Value<T> | undefined | void,
  otherwise: () => Value<T> | undefined | void,
): Value<T> {
  if (!(condition instanceof Value) || condition.type !== 'bool') {
    throw new TypeError('when: the condition must be a recorded bool value')
  }
  const decided = known(condition)
  if (decided !== undefined) return (decided ? then() : otherwise()) as Value<T>
  const a = recordBlock(then)
  const b = recordBlock(otherwise)
  const type = a.result?.type ?? b.result?.type
  const target = type === undefined ? undefined : (newTemporary(type) as TemporaryValue<T>)
  if (target !== undefined && !(yieldsOrLeaves(a) && yieldsOrLeaves(b))) {
    throw new TypeError('choose: one alternative yields a value, the other neither yields one nor leaves')
  }
  if (a.result !== undefined && b.result !== undefined && a.result.type !== b.result.type) {
    throw new TypeError(`choose: the alternatives have types ${a.result.type} and ${b.result.type}`)
  }
  if (a.statements.length + b.statements.length > 0 || target !== undefined) {
    emit({ kind: 'when', condition, then: a, otherwise: b, ...(target === undefined ? {} : { target }) })
  }
  if (alwaysLeaves(a) && alwaysLeaves(b) && open !== undefined) open.closed = true
  return target as Value<T>
}

/**
 * Repeats `body` while `condition` holds, which is evaluated before each turn. State lives in registers. The turns cost no
 * fuel, so a description must see to it that every loop ends (by what the body consumes, or by a fault).
 */
export function loopWhile(condition: () => Value<'bool'>, body: () => void): void {
  const test = recordBlock(condition)
  if (test.result?.type !== 'bool' && !alwaysLeaves(test)) {
    throw new TypeError('loopWhile: the condition must be a recorded bool value')
  }
  emit({
    kind: 'loop',
    condition: test,
    body: recordBlock(() => void body() as undefined),
  })
}

/** Sets the address of the next instruction. Does not end the instruction; the last jump counts. */
export function jump(target: Value): void {
  emit({ kind: 'jump', target })
}

/** Ends the instruction here; what was done stays done. */
export function leave(): void {
  close({ kind: 'leave' })
}

/** Ends the instruction and stops the engine: the guest failed. The pc stays at this instruction. */
export function trap(which: Trap, value?: Value<'i32' | 'i64'>): void {
  close({ kind: 'trap', trap: which, ...(value === undefined ? {} : { value }) })
}

/** Ends the instruction and stops the engine for good; the pc moves on. */
export function stop(reason: 'halted' | 'exit', value?: Value<'i32'>): void {
  close({ kind: 'stop', reason, ...(value === undefined ? {} : { value }) })
}

/** Address of the instruction. */
export const pc = <T extends 'i32' | 'i64'>(type: T): Value<T> => new ContextValue(type, 'pc')
/** Address of the instruction that follows in memory. */
export const nextPc = <T extends 'i32' | 'i64'>(type: T): Value<T> => new ContextValue(type, 'nextPc')
/** Instructions started since the machine was reset, this one included. */
export const counter = (): Value<'i64'> => new ContextValue('i64', 'counter')

type Parameters<P extends Record<string, ValueType>> = { [K in keyof P]: Value<P[K]> }

function checkArguments(name: string, types: readonly ValueType[], values: readonly Value[]): void {
  if (values.length !== types.length) {
    throw new TypeError(`${name} takes ${types.length} values, not ${values.length}`)
  }
  values.forEach((value, index) => {
    if (!(value instanceof Value))
      throw new TypeError(`${name}: argument ${index + 1} is not a recorded value`)
    if (value.type !== types[index]) {
      throw new TypeError(`${name}: argument ${index + 1} has type ${value.type}, not ${types[index]}`)
    }
  })
}

function checkedBody(name: string, result: ValueType | undefined, block: Block): Block {
  if (result === undefined || alwaysLeaves(block) || block.result?.type === result) return block
  const yielded =
    block.result === undefined ? 'neither yields a value' : `yields ${block.result.type}, not a value`
  throw new TypeError(
    `routine ${name} ${yielded} of type ${result}${block.result === undefined ? ' nor leaves' : ''}`,
  )
}

/**
 * Declares a routine: semantics shared by several instructions and shown under its name in the manual. The body is
 * recorded once; a routine that ends the instruction ends it for its caller too.
 */
export function routine<P extends Record<string, ValueType>, R extends ValueType | undefined = undefined>(
  name: string,
  parameters: P,
  options: { readonly summary: string; readonly result?: R; readonly names?: Routine['names'] },
  body: (values: Parameters<P>) => R extends ValueType ? Value<R> | undefined : void,
): (values: Parameters<P>) => R extends ValueType ? Value<R> : void {
  const names = Object.keys(parameters)
  const temporaries = names.map((key) => newTemporary(parameters[key], key))
  let recorded: Block | undefined
  let recording = false
  const record = (): Block => {
    if (recording) throw new Error(`routine ${name} calls itself`)
    recording = true
    try {
      const bound = Object.fromEntries(names.map((key, i) => [key, temporaries[i]])) as Parameters<P>
      return checkedBody(
        name,
        options.result,
        recordBlock(() => (body(bound) ?? undefined) as Value | undefined),
      )
    } finally {
      recording = false
    }
  }
  const definition: Routine = {
    name,
    parameters: temporaries,
    result: options.result,
    summary: options.summary,
    names: options.names ?? {},
    body: () => {
      recorded ??= record()
      return recorded
    },
  }
  const types = Object.values(parameters)
  return (given) => {
    const values = names.map((key) => given[key] as Value)
    checkArguments(`routine ${name}`, types, values)
    const target = options.result === undefined ? undefined : newTemporary(options.result)
    emit({ kind: 'call', routine: definition, values, ...(target === undefined ? {} : { target }) })
    if (open !== undefined && alwaysLeaves(definition.body())) open.closed = true
    return target as never
  }
}

/** Declares a function of the host and returns how to call it from semantics. */
export function hostCall<P extends Record<string, ValueType>, R extends ValueType | undefined = undefined>(
  name: string,
  parameters: P,
  options: { readonly summary: string; readonly result?: R; readonly mayBlock?: boolean },
): HostFunction<P, R> {
  const call: HostCall = {
    name,
    arguments: parameters,
    result: options.result,
    mayBlock: options.mayBlock ?? false,
    summary: options.summary,
  }
  const types = Object.values(parameters)
  const invoke = (given: Parameters<P>): never => {
    const values = Object.keys(parameters).map((key) => given[key] as Value)
    checkArguments(`host call ${name}`, types, values)
    const target = options.result === undefined ? undefined : newTemporary(options.result)
    emit({ kind: 'host', call, values, ...(target === undefined ? {} : { target }) })
    return target as never
  }
  return Object.assign(invoke, { call }) as unknown as HostFunction<P, R>
}

/** A host function as semantics call it. */
export type HostFunction<P extends Record<string, ValueType>, R extends ValueType | undefined> = ((
  values: Parameters<P>,
) => R extends ValueType ? Value<R> : void) & { readonly call: HostCall }
