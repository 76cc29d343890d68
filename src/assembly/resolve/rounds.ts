// Repeats passes until addresses and encodings are stable (spec/asm-language.md section 15.1).

import type { Diagnostics } from '../../core/index.js'
import { ROUNDS } from '../limits.js'
import type { Environment } from '../values/context.js'
import type { BankDefinition } from './bank.js'
import type { Item } from './item.js'
import { focus, newPass, runPass } from './pass.js'
import { failAt, type PassState, UNRESOLVED } from './pass-state.js'

/** Resolves the items of a program in place. Whether that worked is in the diagnostics. */
export function resolve(
  items: readonly Item[],
  bank: BankDefinition,
  environment: Environment,
  diagnostics: Diagnostics,
): void {
  if (items.length === 0) return
  for (let round = 1; round < ROUNDS; round++) {
    const pass = newPass(items, bank, environment, { diagnostics, isFinal: false })
    if (runPass(pass, items) !== UNRESOLVED) break
  }
  const final = newPass(items, bank, environment, { diagnostics, isFinal: true })
  runPass(final, items)
  if (!diagnostics.hasErrors) reportUnsettled(final)
}

/** Nothing is said when other mistakes may be the reason. */
function reportUnsettled(pass: PassState): void {
  for (const item of pass.unsettled) {
    focus(pass.context, item)
    const message = `the ${NOUNS[item.kind]} did not converge: its value keeps changing or depends on itself`
    failAt(pass, item, 'value' in item.node && 'amount' in item ? item.node.value : item.node, {
      code: 'did-not-converge',
      message,
    })
  }
}

const NOUNS: Readonly<Record<Item['kind'], string>> = {
  label: 'address of the label',
  constant: 'constant',
  instruction: 'instruction',
  data: 'data element',
  reserve: 'reserve size',
  align: 'alignment',
  address: 'address',
  assert: 'assertion',
}
