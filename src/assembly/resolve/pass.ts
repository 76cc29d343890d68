// One pass over all items (spec/asm-language.md section 15.2).

import type { Findings } from '../findings.js'
import type { BankDefinition } from '../program/banks.js'
import { Context, type Environment } from '../values/context.js'
import { Banks } from './bank.js'
import type { BankItem, Item } from './item.js'
import type { Matching } from './match-lines.js'
import { visitMove } from './moves.js'
import { type PassState, RESOLVED } from './pass-state.js'
import { visitAssert, visitEmitting, visitSymbol } from './steps.js'

/** A program and what is needed to resolve it. */
export interface Program {
  readonly items: readonly Item[]
  /** The bank that is current at the start. */
  readonly bank: BankDefinition
  readonly environment: Environment
  readonly matching: Matching
  readonly findings: Findings
  /** The most rounds that may be needed. */
  readonly rounds: number
}

/** Begins a pass over a program that is not empty. */
export function newPass(
  { items, bank: definition, environment, matching, findings }: Program,
  { isFirst, isFinal }: { readonly isFirst: boolean; readonly isFinal: boolean },
): PassState {
  const banks = new Banks(definition)
  const context = new Context(environment, items[0].node.unit, environment.root)
  context.stage = isFinal ? 'final' : 'round'
  context.isFirst = isFirst
  context.bank = banks.current
  return { banks, bank: banks.current, context, matching, findings, isFinal, unsettled: [] }
}

/** Visits all items; the result says how settled the least settled one is. */
export function runPass(pass: PassState, items: readonly Item[]): number {
  let state = RESOLVED
  for (const item of items) {
    const own = visit(pass, item)
    if (own > state) state = own
  }
  return state
}

function visit(pass: PassState, item: Item): number {
  if (!item.isDone) focus(pass.context, item)
  switch (item.kind) {
    case 'label':
    case 'constant':
      return visitSymbol(pass, item)
    case 'instruction':
    case 'data':
      return visitEmitting(pass, item)
    case 'assert':
      return visitAssert(pass, item)
    case 'bank':
      return visitBank(pass, item)
    case 'reserve':
    case 'align':
    case 'address':
      return visitMove(pass, item)
  }
}

function visitBank(pass: PassState, { definition }: BankItem): number {
  if (definition !== undefined) pass.bank = pass.banks.select(definition)
  pass.context.bank = pass.bank
  return RESOLVED
}

/** Makes the context that of an item. */
export function focus(context: Context, item: Item): void {
  context.unit = item.node.unit
  context.scope = item.scope
  context.locals = undefined
  context.item = item.node
}
