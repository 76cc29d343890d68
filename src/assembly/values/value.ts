// What expressions evaluate to (spec/asm-language.md section 4).

import type { Diagnostic } from '../../core/index.js'
import type { BankDefinition } from '../program/banks.js'
import type { AssemblySymbol } from '../program/symbols.js'
import type { FunctionNode } from '../syntax/node.js'
import type { Builtin } from './builtins.js'

interface Common {
  /** Whether it cannot change in later rounds. */
  readonly isStatic: boolean
  /** The symbol it was read from, or the bank whose `$` it is; any operator forgets it. */
  readonly origin: AssemblySymbol | BankDefinition | undefined
}

/** An unbounded integer, possibly with a size in bits. */
export interface IntegerValue extends Common {
  readonly kind: 'integer'
  readonly value: bigint
  readonly size: number | undefined
  /** The characters, when this is a string. */
  readonly text: string | undefined
}
export interface BooleanValue extends Common {
  readonly kind: 'boolean'
  readonly value: boolean
}
export interface VoidValue extends Common {
  readonly kind: 'void'
}
export interface FunctionValue extends Common {
  readonly kind: 'function'
  readonly definition: FunctionNode
}
export interface BuiltinValue extends Common {
  readonly kind: 'builtin'
  readonly builtin: Builtin
}
export interface StructValue extends Common {
  readonly kind: 'struct'
  readonly members: ReadonlyMap<string, Value>
}
export interface BankValue extends Common {
  readonly kind: 'bank'
  readonly bank: BankDefinition
}
export type Value =
  | IntegerValue
  | BooleanValue
  | VoidValue
  | FunctionValue
  | BuiltinValue
  | StructValue
  | BankValue

/** Not computable yet in this round. */
export interface Unknown {
  readonly kind: 'unknown'
  /** The symbol without whose value it cannot be computed, if it is only one. */
  readonly waitsFor: AssemblySymbol | undefined
}
/** A failed assertion or an argument outside of its range: drops a rule, is an error where there is no other. */
export interface Failed {
  readonly kind: 'failed'
  /** Whether it cannot come out differently in later rounds. */
  readonly isStatic: boolean
  readonly report: () => Diagnostic
}
/** A mistake. Without a report it is a consequence of one that was reported already. */
export interface Mistaken {
  readonly kind: 'mistaken'
  readonly report: (() => Diagnostic) | undefined
}
/** What takes the place of a value; the first operand that is one becomes the result of the whole expression. */
export type NoValue = Unknown | Failed | Mistaken
export type Outcome = Value | NoValue

export function integer(value: bigint, size: number | undefined, isStatic: boolean): IntegerValue {
  return { kind: 'integer', value, size, text: undefined, isStatic, origin: undefined }
}

export function stringValue(value: bigint, size: number, text: string): IntegerValue {
  return { kind: 'integer', value, size, text, isStatic: true, origin: undefined }
}

export function boolean(value: boolean, isStatic: boolean): BooleanValue {
  return { kind: 'boolean', value, isStatic, origin: undefined }
}

export const voidValue = (isStatic: boolean): VoidValue => ({ kind: 'void', isStatic, origin: undefined })

export const unknown: Unknown = { kind: 'unknown', waitsFor: undefined }
export const waitingFor = (symbol: AssemblySymbol): Unknown => ({ kind: 'unknown', waitsFor: symbol })
export const mistaken = (report: () => Diagnostic): Mistaken => ({ kind: 'mistaken', report })
/** The consequence of a mistake that was reported already. */
export const poisoned: Mistaken = { kind: 'mistaken', report: undefined }

export function isValue(outcome: Outcome): outcome is Value {
  return outcome.kind !== 'unknown' && outcome.kind !== 'failed' && outcome.kind !== 'mistaken'
}

export const bankValue = (bank: BankDefinition): BankValue => ({
  kind: 'bank',
  bank,
  isStatic: true,
  origin: undefined,
})

/** The outcome as a guess unless what it depends on is static, too. */
export function asGuess<O extends Outcome>(outcome: O, isStatic: boolean): O {
  if (isStatic || !('isStatic' in outcome) || !outcome.isStatic) return outcome
  return { ...outcome, isStatic: false }
}

/** Whether two outcomes are equal in number, truth or identity; unknown equals nothing. */
export function isSame(a: Outcome, b: Outcome): boolean {
  if (a.kind === 'integer' && b.kind === 'integer') return a.value === b.value && a.size === b.size
  if (a.kind === 'boolean' && b.kind === 'boolean') return a.value === b.value
  if (a.kind === 'function' && b.kind === 'function') return a.definition === b.definition
  if (a.kind === 'builtin' && b.kind === 'builtin') return a.builtin === b.builtin
  if (a.kind === 'bank' && b.kind === 'bank') return a.bank === b.bank
  if (a.kind === 'struct' && b.kind === 'struct') return haveSameMembers(a, b, isSame)
  return a.kind === b.kind && a.kind === 'void'
}

/** Whether two structs have the same members in the same order. */
export function haveSameMembers(
  a: StructValue,
  b: StructValue,
  areEqual: (a: Value, b: Value) => boolean,
): boolean {
  const others = [...b.members]
  return (
    a.members.size === others.length &&
    [...a.members].every(
      ([name, value], index) => name === others[index][0] && areEqual(value, others[index][1]),
    )
  )
}

/** What a message calls a value of this kind. */
export function kindText(value: Value): string {
  return value.kind === 'integer' ? (value.text === undefined ? 'an integer' : 'a string') : NAMES[value.kind]
}

const NAMES = {
  boolean: 'a boolean',
  void: 'no value',
  function: 'a function',
  builtin: 'a function',
  struct: 'a struct',
  bank: 'a bank',
} as const
