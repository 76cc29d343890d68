// Repeats passes until addresses and encodings are stable (spec/asm-language.md section 15.1).

import { ROUNDS } from '../limits.js'
import type { Item } from './item.js'
import { focus, newPass, type Program, runPass } from './pass.js'
import { failAt, type PassState, UNRESOLVED } from './pass-state.js'

/** Resolves the items of a program in place. Whether that worked is in the diagnostics. */
export function resolve(program: Program): void {
  const { items, diagnostics } = program
  if (items.length === 0) return
  for (let round = 1; round < ROUNDS; round++) {
    if (runPass(newPass(program, false), items) !== UNRESOLVED) break
  }
  const final = newPass(program, true)
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
